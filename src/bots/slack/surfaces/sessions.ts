// That something is done in the bot's own messages with someone: a line below their message, and the agent's session of its
// thread, with Slack's button that stops it. All of it is best effort: what Slack refuses for good is not tried again for a
// while, and the answer goes its way without it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Asker, Incoming } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { type Json, text } from '../json.ts'
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
/** Threads that are known to be at work: what ends them is tried whatever was refused elsewhere. */
const mostAtWork = 5_000

export interface Sessions {
  /** @returns whether something stands there until the reply comes. Never throws */
  begin(asker: Asker & Pick<Incoming, 'editOf'>, question?: string): Promise<boolean>
  /** The thread is at rest, where one is a session. Resolves soon, also where Slack takes its time. Never throws */
  end(target: SlackTarget): Promise<void>
}

interface SessionsOptions {
  readonly client: SlackClient
  readonly host: Pick<PlatformHost, 'limits' | 'log'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

interface Thread {
  readonly thread: { readonly channel_id: string; readonly thread_ts: string }
  readonly key: string
}

const setStatus = 'agents.sessions.setStatus'
const rename = 'agents.sessions.rename'
const showStatus = 'assistant.threads.setStatus'

export function createSessions({ client, host, now }: SessionsOptions): Sessions {
  /** By method, until when it is not tried. */
  const refused = new Map<string, number>()
  /** By thread, each beginning a thing of its own. */
  const atWork = new Map<string, object>()
  /** What is under way, by thread: what ends there must not overtake it. */
  const beginning = new Map<string, Promise<unknown>>()
  const isRefused = (method: string) => (refused.get(method) ?? 0) > now()

  /** A conversation of threads, one a message. */
  function threadOf({ channel, thread_ts }: SlackTarget): Thread | undefined {
    if (!channel.startsWith('D') || isWithBot({ channel }) || thread_ts === undefined) return undefined
    return { thread: { channel_id: channel, thread_ts }, key: `${channel}/${thread_ts}` }
  }

  /** @returns how long to wait before it is tried again, 0 when it was taken; else why it is not */
  async function call(
    method: string,
    args: Record<string, unknown>,
    onTaken?: (answer: Json) => void,
  ): Promise<number | 'refused' | 'gone'> {
    try {
      const answer = await client.apiCall(method, args)
      onTaken?.({ ...answer })
      return 0
    } catch (cause) {
      const error = toAppError(cause, 'read')
      if (error.retry === 'later') return error.retryAfterMs ?? retryMs
      const { code } = error
      // One conversation or thread that is not to be had says nothing of the others.
      if (/not_found|invalid_/.test(slackErrorOf(error) ?? '')) return 'gone'
      refused.set(method, now() + refusedForMs)
      host.log.warn('slack: what shows that the bot is at work was refused', { method, code })
      return 'refused'
    }
  }

  async function open(
    { thread, key }: Thread,
    { user, ts }: SlackTarget,
    question: string | undefined,
    isEdit: boolean,
  ): Promise<boolean> {
    const turn = { bucket: 'slack-sessions', allowance: limits.sessionsBegun }
    if (isRefused(setStatus) || (await host.limits.take(turn)) > 0) return false
    // Slack puts low lines in place of colons.
    const title = question === undefined ? '' : clip(oneLine(question.replaceAll(':', ' ')), titleLength)
    const args = {
      ...thread,
      status: 'processing',
      ...(title !== '' && { title }),
      ...(user !== undefined && { initiator_user_id: user }),
    }
    let named: string | undefined
    const waitMs = await call(setStatus, args, (answer) => {
      named = text(answer, 'title')
    })
    if (waitMs !== 0) return false
    if (atWork.size >= mostAtWork) atWork.clear()
    atWork.set(key, {})
    // The first message of a thread names it, also once it is edited: the title counts only where a session is created.
    if (isEdit && ts === thread.thread_ts && title !== '' && named !== title && !isRefused(rename))
      await call(rename, { ...thread, title })
    return true
  }

  async function close({ thread, key }: Thread): Promise<void> {
    const begun = atWork.get(key)
    for (let tries = 1; tries <= endTries; tries += 1) {
      // What was begun here is ended here, whatever Slack has refused since.
      if (begun === undefined && isRefused(setStatus)) return
      const waitMs = await call(setStatus, { ...thread, status: 'active' })
      if (typeof waitMs === 'number' ? waitMs === 0 : waitMs === 'gone' || begun === undefined) {
        if (atWork.get(key) === begun) atWork.delete(key)
        return
      }
      await sleep(typeof waitMs === 'number' ? waitMs : retryMs, undefined, { ref: false })
      // It is at work on what was asked next.
      if (atWork.get(key) !== begun) return
    }
    atWork.delete(key)
    host.log.warn('slack: a session of the agent was left at work', {})
  }

  return {
    async begin(asker, question) {
      const target = targetOf(asker)
      const thread = threadOf(target)
      if (thread === undefined) return false
      const { key } = thread
      const line = { ...thread.thread, status: 'is reading the documents…' }
      const begun = Promise.all([
        isRefused(showStatus) ? undefined : call(showStatus, line),
        open(thread, target, question, asker.editOf !== undefined),
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
        await beginning.get(thread.key)
        await close(thread)
      })().catch(() => {})
      await Promise.race([closed, sleep(endWithinMs, undefined, { ref: false })])
    },
  }
}
