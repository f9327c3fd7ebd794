// One opaque key for one Teams thread: `teams:<tenant>:<conversation>:<thread>`. Refuses keys of other platforms.
import { AppError } from '../../errors.ts'
import type { ThreadKey } from '../../model.ts'

interface TeamsThread {
  readonly tenant: string
  /** Without `;messageid=`. */
  readonly conversation: string
  /** In a channel the id of the thread's first message; elsewhere, where there are no threads, the message's own. */
  readonly thread: string
}

/** Ids hold colons (`19:…@thread.tacv2`): every part is percent-encoded. */
export function encodeThreadKey({ tenant, conversation, thread }: TeamsThread): ThreadKey {
  return ['teams', ...[tenant, conversation, thread].map(encodeURIComponent)].join(':') as ThreadKey
}

/** @throws AppError when the key is not one of Teams'. */
export function decodeThreadKey(key: string): TeamsThread {
  const [platform, tenant, conversation, thread, ...rest] = key.split(':')
  if (platform !== 'teams' || !tenant || !conversation || !thread || rest.length > 0)
    throw new AppError('teams-thread-key', `This is not the key of a Teams thread: ${key}`)
  return {
    tenant: decodeURIComponent(tenant),
    conversation: decodeURIComponent(conversation),
    thread: decodeURIComponent(thread),
  }
}
