// What Slack says of a file now, within its rate limit, and kept for a minute for whoever makes sure of it. Indexing many
// files leaves turns for answers.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../../errors.ts'
import type { RateLimits } from '../../types.ts'
import { isRecord } from '../json.ts'
import { reinstall } from '../people/scopes.ts'
import { slackErrorOf, toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'
import { type FileFacts, fileFacts } from './facts.ts'

const perMinute = (count: number) => [{ count, perMs: 60_000 }]
// Tier 4, 100 a minute: https://docs.slack.dev/reference/methods/files.info/
const turns = {
  all: { bucket: 'slack-look-files', allowance: perMinute(90) },
  indexing: { bucket: 'slack-look-files-to-index', allowance: perMinute(50) },
}
/** Longer than that nobody holds a worker, or an answer. */
const patienceMs = { indexing: 60_000, answering: 3_000 }
const keptMs = 60_000
const mostKept = 5_000

export const gone = (what = 'This file') =>
  new AppError('slack-file-gone', `${what} is no longer in Slack: share it again`)

const notThere = new Set(['file_not_found', 'file_deleted', 'file_not_shared'])

function infoError(error: unknown): AppError {
  const failure = toAppError(error, 'read')
  const code = slackErrorOf(failure) ?? ''
  if (notThere.has(code)) return gone()
  if (code !== 'missing_scope') return failure
  const message = `I may not read files in this Slack, because my app lacks files:read. Whoever runs me has to ${reinstall}.`
  return new AppError('slack-missing-scope', message, { cause: error })
}

export interface FileInfo {
  /** Asked anew. @throws AppError `slack-file-gone`, `later` when Slack cannot tell now */
  read(file: string, why: keyof typeof patienceMs): Promise<FileFacts>
  /** As it was a minute ago at most. @throws the same */
  readRecent(file: string): Promise<FileFacts>
  /** Something was told of it. */
  forget(file: string): void
}

interface FileInfoOptions {
  readonly client: SlackClient
  readonly limits: RateLimits
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export function createFileInfo({ client, limits, now }: FileInfoOptions): FileInfo {
  const kept = new Map<string, { readonly facts: FileFacts; readonly at: number }>()

  async function takeTurn(why: keyof typeof patienceMs): Promise<void> {
    const needed = why === 'indexing' ? [turns.all, turns.indexing] : [turns.all]
    for (let waitedMs = 0; ; ) {
      const waitMs = await limits.take(...needed)
      if (waitMs === 0) return
      if (waitedMs + waitMs > patienceMs[why])
        throw new AppError('slack-rate-limited', 'Slack limits how often files are looked up: it is tried again', {
          retry: 'later',
          retryAfterMs: waitMs,
        })
      await sleep(waitMs)
      waitedMs += waitMs
    }
  }

  async function read(file: string, why: keyof typeof patienceMs): Promise<FileFacts> {
    await takeTurn(why)
    const at = now()
    let answer: unknown
    try {
      answer = await client.apiCall('files.info', { file })
    } catch (error) {
      const failure = infoError(error)
      if (failure.code === 'slack-rate-limited') await limits.block(turns.all.bucket, failure.retryAfterMs ?? 0)
      throw failure
    }
    if (!isRecord(answer) || !isRecord(answer.file))
      throw new AppError('slack-unavailable', 'Slack said nothing of this file', { retry: 'later' })
    const facts = fileFacts(file, answer.file)
    if (kept.size >= mostKept) kept.clear()
    kept.set(file, { facts, at })
    return facts
  }

  return {
    read,
    async readRecent(file) {
      const known = kept.get(file)
      // A time to come means that the clock was set back.
      if (known !== undefined && known.at <= now() && now() < known.at + keptMs) return known.facts
      return read(file, 'answering')
    },
    forget: (file) => void kept.delete(file),
  }
}
