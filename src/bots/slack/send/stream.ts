// A draft in the bot's own messages with someone, as a stream that grows: begun, gone on with, and ended right before the answer
// takes its place. It carries nothing that has to stay: what Slack refuses of it is left out, and where none can be begun the
// draft is posted like any other. A channel gets none: there only whoever asked would see it grow.
import { createHash } from 'node:crypto'
import { AppError } from '../../../errors.ts'
import type { Outbound, PlatformHost } from '../../types.ts'
import type { CallKind } from '../../unreachable.ts'
import { isRecord } from '../json.ts'
import { limits, ours } from '../limits.ts'
import type { StreamContent } from '../render/stream.ts'
import { isWithBot, type SlackTarget, targetOf } from '../target.ts'
import { slackErrorOf, toAppError } from './errors.ts'
import type { SlackClient } from './web-client.ts'

/** An app that may not stream, or a Slack that cannot, stays so for a while. */
const refusedForMs = 60 * 60_000
const bucket = 'slack-streams'

/** A streaming message: what `send` answers with carries what it shows, since the next step may be another process's. */
interface Shown {
  readonly ts: string
  /** Of the text, in UTF-16 code units; null where it is not known: then no more words are added. */
  readonly length: number | null
  readonly digest: string
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
const encode = (ts: string, text: string) => `stream:${ts}:${text.length}:${digestOf(text)}`
/** No words are added any more. */
export const frozenStream = (ts: string) => `stream:${ts}`

/** Null for what is no stream. */
export function decodeStream(id: string | undefined): Shown | null {
  const [, ts, length, digest = ''] = /^stream:([\d.]+)(?::(\d+):([\da-f]+))?$/.exec(id ?? '') ?? []
  return ts === undefined ? null : { ts, length: length === undefined ? null : Number(length), digest }
}

export const streamIn = ({ payload }: Pick<Outbound, 'payload'>): StreamContent | undefined =>
  isRecord(payload.stream) ? (payload.stream as StreamContent) : undefined

export interface Streams {
  /** Whether one may be begun there. */
  isOpenTo(target: SlackTarget): boolean
  /**
   * @returns what `send` answers with; null where none can be begun now
   * @throws AppError `unknown` when it may have begun, `refused` when the token is not taken
   */
  begin(message: Outbound, content: StreamContent): Promise<string | null>
  /** @returns what `send` answers with; null where the message is gone. @throws AppError `refused` when the token is not taken */
  grow(message: Outbound, shown: Shown, content: StreamContent): Promise<string | null>
  /** Ends it, also where it has ended, or is gone. @throws AppError what is worth another try */
  end(message: Outbound, ts: string): Promise<void>
}

interface StreamsOptions {
  readonly client: SlackClient
  readonly host: Pick<PlatformHost, 'limits' | 'log'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const ofTasks = (tasks: StreamContent['tasks']) => tasks.map((task) => ({ type: 'task_update', ...task }))
const ofText = (text: string) => (text === '' ? [] : [{ type: 'markdown_text', text }])

export function createStreams({ client, host, now }: StreamsOptions): Streams {
  let refusedUntil = 0

  async function call(
    { stillOurs }: Outbound,
    method: string,
    args: Record<string, unknown>,
    kind: CallKind,
  ): Promise<Record<string, unknown>> {
    await stillOurs?.()
    try {
      return { ...(await client.apiCall(method, args)) }
    } catch (error) {
      throw toAppError(error, kind)
    }
  }

  /** What of the text fits into one stream. */
  const fits = (text: string) => Buffer.byteLength(text) <= ours.streamBytes

  const isOpenTo = ({ channel, user, thread_ts }: SlackTarget) =>
    channel.startsWith('D') && user !== undefined && !isWithBot({ channel, user }) && thread_ts !== undefined

  return {
    isOpenTo: (target) => isOpenTo(target) && refusedUntil <= now(),
    async begin(message, { tasks, text }) {
      const { team, channel, user, thread_ts } = targetOf(message)
      const words = fits(text) ? text : ''
      if ((await host.limits.take({ bucket, allowance: limits.streamsBegun })) > 0) return null
      try {
        const { ts } = await call(
          message,
          'chat.startStream',
          {
            channel,
            thread_ts,
            recipient_user_id: user,
            recipient_team_id: team,
            task_display_mode: 'plan',
            chunks: [...ofTasks(tasks), ...ofText(words)],
          },
          'write',
        )
        return encode(String(ts), words)
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'lease-lost') throw error
        const { code, retry, retryAfterMs = 0 } = error
        if (retry === 'later') {
          await host.limits.block(bucket, retryAfterMs)
          return null
        }
        if (retry !== 'never') throw error
        // One conversation or thread says nothing of the others.
        if (!/not_found|thread|archived|invalid_ts/.test(slackErrorOf(error) ?? '')) {
          refusedUntil = now() + refusedForMs
          host.log.warn('slack: streams are refused, so answers are posted when they are done', { code })
        }
        return null
      }
    },
    async grow(message, { ts, length, digest }, { tasks, text }) {
      const frozen = frozenStream(ts)
      const same = message.replaces ?? frozen
      const turn = { bucket: 'slack-stream-steps', allowance: limits.streamSteps }
      if ((await host.limits.take(turn)) > 0) return same
      // What is shown stays: a text that was written anew is left to the answer.
      const goesOn = length !== null && fits(text) && digestOf(text.slice(0, length)) === digest
      const chunks = [...ofTasks(tasks), ...ofText(goesOn ? text.slice(length) : '')]
      try {
        await call(message, 'chat.appendStream', { channel: targetOf(message).channel, ts, chunks }, 'write')
        return goesOn ? encode(ts, text) : frozen
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'lease-lost' || error.retry === 'refused') throw error
        if (slackErrorOf(error) === 'message_not_found') return null
        // Whether it landed or not: the answer takes the place of all of it.
        return error.retry === 'later' ? same : frozen
      }
    },
    async end(message, ts) {
      const tasks = streamIn(message)?.tasks ?? []
      const args = {
        channel: targetOf(message).channel,
        ts,
        session_status: 'active',
        ...(tasks.length > 0 && { chunks: ofTasks(tasks) }),
      }
      try {
        await call(message, 'chat.stopStream', args, 'read')
      } catch (error) {
        // Whether it has ended shows when its answer takes its place. Slack ends one by itself after some minutes, or when someone
        // presses stop: https://github.com/slackapi/python-slack-sdk/issues/1859
        if (!(error instanceof AppError) || error.retry !== 'never') throw error
      }
    },
  }
}
