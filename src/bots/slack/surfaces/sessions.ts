// That something is done in the bot's own messages with someone: a line below their message, and the agent's session of its
// thread, with Slack's button that stops it. All of it is best effort: what Slack refuses for good is not tried again for a
// while, and the answer goes its way without it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Asker } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { limits } from '../limits.ts'
import { clip, oneLine } from '../render/mrkdwn.ts'
import { slackErrorOf, toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'
import { isWithBot, type SlackTarget, targetOf } from '../target.ts'

/** An app that is no agent, or lacks a scope, stays so for a while. */
const refusedForMs = 60 * 60_000
/** So long the reply that was sent waits to be recorded. */
const endWithinMs = 2_000
/** A session does not end by itself: https://docs.slack.dev/ai/agent-sessions/ */
const endTries = 5
const retryMs = 5_000
/** Slack lists sessions by it; longer ones are cut there. */
const titleLength = 80

export interface Sessions {
  /** @returns whether something stands there until the reply comes. Never throws */
  begin(asker: Asker, question?: string): Promise<boolean>
  /** The thread is at rest, where one is a session. Resolves soon, also where Slack takes its time. Never throws */
  end(target: SlackTarget): Promise<void>
}

interface SessionsOptions {
  readonly client: SlackClient
  readonly host: Pick<PlatformHost, 'limits' | 'log'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export function createSessions({ client, host, now }: SessionsOptions): Sessions {
  /** By method, until when it is not tried. */
  const refused = new Map<string, number>()
  /** What is under way, by thread: what ends there must not overtake it. */
  const beginning = new Map<string, Promise<unknown>>()
  const isRefused = (method: string) => (refused.get(method) ?? 0) > now()

  /** A conversation of threads, one a message. */
  function threadOf({ channel, thread_ts }: SlackTarget) {
    if (!channel.startsWith('D') || isWithBot({ channel }) || thread_ts === undefined) return undefined
    return { channel_id: channel, thread_ts }
  }

  /** @returns how long to wait before it is tried again, 0 when it was taken; undefined when it is refused for good */
  async function call(method: string, args: Record<string, unknown>): Promise<number | undefined> {
    if (isRefused(method)) return undefined
    try {
      await client.apiCall(method, args)
      return 0
    } catch (cause) {
      const error = toAppError(cause, 'read')
      if (error.retry === 'later') return error.retryAfterMs ?? retryMs
      const { code } = error
      // One conversation or thread that is not to be had says nothing of the others.
      if (!/not_found|invalid_/.test(slackErrorOf(error) ?? '')) {
        refused.set(method, now() + refusedForMs)
        host.log.warn('slack: what shows that the bot is at work was refused', { method, code })
      }
      return undefined
    }
  }

  async function open(thread: object, user: string | undefined, question: string | undefined): Promise<boolean> {
    const turn = { bucket: 'slack-sessions', allowance: limits.sessionsBegun }
    if (isRefused('agents.sessions.setStatus') || (await host.limits.take(turn)) > 0) return false
    // Slack puts low lines in place of colons.
    const title = question === undefined ? '' : clip(oneLine(question.replaceAll(':', ' ')), titleLength)
    const args = {
      ...thread,
      status: 'processing',
      ...(title !== '' && { title }),
      ...(user !== undefined && { initiator_user_id: user }),
    }
    return (await call('agents.sessions.setStatus', args)) === 0
  }

  async function close(thread: object): Promise<void> {
    for (let tries = 1; tries <= endTries; tries += 1) {
      const waitMs = await call('agents.sessions.setStatus', { ...thread, status: 'active' })
      if (waitMs === 0 || waitMs === undefined) return
      await sleep(waitMs, undefined, { ref: false })
    }
    host.log.warn('slack: a session of the agent was left at work', {})
  }

  return {
    async begin(asker, question) {
      const target = targetOf(asker)
      const thread = threadOf(target)
      if (thread === undefined) return false
      const key = `${thread.channel_id}/${thread.thread_ts}`
      const begun = Promise.all([
        call('assistant.threads.setStatus', { ...thread, status: 'is reading the documents…' }),
        open(thread, target.user, question),
      ]).then(
        ([waitMs, isOpen]) => waitMs === 0 || isOpen,
        () => false,
      )
      beginning.set(key, begun)
      const shown = await begun
      if (beginning.get(key) === begun) beginning.delete(key)
      return shown
    },
    async end(target) {
      const thread = threadOf(target)
      if (thread === undefined) return
      const closed = (async () => {
        await beginning.get(`${thread.channel_id}/${thread.thread_ts}`)
        await close(thread)
      })().catch(() => {})
      await Promise.race([closed, sleep(endWithinMs, undefined, { ref: false })])
    },
  }
}
