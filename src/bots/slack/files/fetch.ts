// The bytes of a file that was shared in a conversation of Slack's, with what Slack says of it. Refuses by name what is
// not there, is kept by another service, or is not shared in that conversation any more: the app may see more than it.
import { setTimeout as wait } from 'node:timers/promises'
import { audienceOf } from '../../../askers.ts'
import { AppError } from '../../../errors.ts'
import type { Platform, SharedFiles } from '../../types.ts'
import { targetOf } from '../target.ts'
import { type DownloadOptions, download } from './download.ts'
import { type FileFacts, sourceKeyOf } from './facts.ts'
import { type FileInfo, gone } from './info.ts'

interface FetchFileOptions extends Pick<DownloadOptions, 'isAllowed' | 'timeoutMs'> {
  readonly info: FileInfo
  readonly token: () => Promise<string>
  readonly files: Pick<SharedFiles, 'withdraw'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** A flaky network mostly works a moment later; what lasts longer is the queue's to wait for. */
const attempts = 3
const pauseMs = 200

const services: Readonly<Record<string, string>> = { gdrive: 'Google Drive', onedrive: 'OneDrive', dropbox: 'Dropbox' }

/** @throws AppError where there is nothing to be had */
export function refuseAbsent({ refusal, name, service = '' }: FileFacts): void {
  if (refusal === 'deleted') throw gone()
  if (refusal === 'hidden')
    throw new AppError('slack-file-hidden', 'Slack hides this file because of the plan’s limit: share it again')
  if (refusal !== 'external') return
  const where = services[service] ?? 'another service'
  throw new AppError(
    'slack-file-external',
    `“${name}” is kept in ${where}, and Slack has only a link to it: upload the file itself`,
  )
}

/** Shares of what was uploaded just now are told a moment later. */
const freshS = 120

/**
 * Whether a file is still shared with those, as far as Slack tells. Of a person's conversation with the bot the id is not
 * known everywhere: there any share counts.
 * @param channel undefined: that of a person with the bot
 */
export function isSharedIn(facts: FileFacts, channel: string | undefined, nowMs: number): boolean {
  const { shares, areSharesTold, createdS } = facts
  if (!areSharesTold) return true
  if (shares.size === 0) return Math.abs(nowMs / 1000 - createdS) < freshS
  return channel === undefined || shares.has(channel)
}

/** Makes the platform's `fetchFile`. A file's `reference` is its id. */
export function createFetchFile({
  info,
  token,
  isAllowed,
  timeoutMs,
  files,
  now,
}: FetchFileOptions): NonNullable<Platform['fetchFile']> {
  async function once(facts: FileFacts, maxBytes: number): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await download(facts, { token: await token(), isAllowed, maxBytes, timeoutMs })
      } catch (error) {
        const isPassing = error instanceof AppError && error.retry === 'later' && error.retryAfterMs === undefined
        if (!isPassing || attempt === attempts) throw error
        await wait(pauseMs * attempt)
      }
    }
  }

  /** What is not there is not shown any more either, wherever it was. */
  async function look(file: string, onNamed: (name: string) => void = () => {}): Promise<FileFacts> {
    try {
      const facts = await info.read(file, 'indexing')
      onNamed(facts.name)
      refuseAbsent(facts)
      return facts
    } catch (error) {
      if (error instanceof AppError && error.code === 'slack-file-gone') await files.withdraw(sourceKeyOf(file), null)
      throw error
    }
  }

  return async ({ reference }, { asker, maxBytes, onNamed }) => {
    const { team, channel } = targetOf(asker)
    const facts = await look(reference, onNamed)
    if (!isSharedIn(facts, asker.place.kind === 'direct' ? undefined : channel, now())) {
      await files.withdraw(sourceKeyOf(reference), audienceOf('slack', asker))
      // What was shared just now may not be told yet.
      throw new AppError('slack-file-unshared', `“${facts.name}” is not shared here any more: share it again`, {
        retry: 'later',
      })
    }
    const bytes = await once(facts, maxBytes)
    const [message] = facts.shares.get(channel) ?? []
    return {
      bytes,
      name: facts.name,
      ...(facts.title !== undefined && { title: facts.title }),
      ...(facts.permalink !== undefined && { url: facts.permalink }),
      ...(message !== undefined && { message: `${team}:${channel}:${message}` }),
    }
  }
}
