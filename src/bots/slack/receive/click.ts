// Clicks on what stands below our messages, and forms that are sent in. Pure.
// https://docs.slack.dev/reference/interaction-payloads/
import type { Asker, Incoming, Request } from '../../../model.ts'
import { isRecord, type Json, record, text } from '../json.ts'
import { askerOf } from '../people/asker.ts'
import type { FormContext } from '../render/clicks.ts'
import { isSlackTarget, isWithBot, type SlackTarget } from '../target.ts'
import { encodeThreadKey } from '../thread-key.ts'
import { responseUrl } from './parse.ts'

export interface Click {
  readonly token: string
  /** What was filled in, by the fields' ids. */
  readonly input?: Readonly<Record<string, string>>
  readonly asker: Asker & { readonly target: SlackTarget }
  /** Opens a form within 3 s. */
  readonly trigger: string
  readonly responseUrl?: string
}

export function askerAt(target: SlackTarget & { readonly user: string }): Click['asker'] {
  const { team, channel, user } = target
  const isDirect = channel.startsWith('D') || isWithBot(target)
  return { ...askerOf({ team, channel, user, isDirect, isExternal: false }), target }
}

/** Null for what is no click of ours. @param responseUrlHosts as for commands */
export function parsePress(body: Json, responseUrlHosts: readonly string[]): Click | null {
  const [action] = Array.isArray(body.actions) ? body.actions.filter(isRecord) : []
  const token = action && (text(record(action, 'selected_option'), 'value') ?? text(action, 'value'))
  const team = text(record(body, 'team'), 'id') ?? text(record(body, 'enterprise'), 'id')
  const container = record(body, 'container')
  const user = text(record(body, 'user'), 'id')
  // What is pressed on the Home tab stands in no conversation.
  const channel =
    text(record(body, 'channel'), 'id') ??
    text(container, 'channel_id') ??
    (container.type === 'view' ? user : undefined)
  const trigger = text(body, 'trigger_id')
  if (!token || !team || !channel || !user || !trigger) return null
  const thread = text(container, 'thread_ts') ?? text(record(body, 'message'), 'thread_ts')
  const url = responseUrl(body, responseUrlHosts)
  const target = { team, channel, user, ...(thread !== undefined && { thread_ts: thread }) }
  return { token, trigger, asker: askerAt(target), ...(url !== undefined && { responseUrl: url }) }
}

function contextOf(metadata: string | undefined): FormContext | null {
  try {
    const value: unknown = JSON.parse(metadata ?? '')
    return isRecord(value) && typeof value.token === 'string' && isSlackTarget(value.target)
      ? { token: value.token, target: value.target }
      : null
  } catch {
    return null
  }
}

/** Null for what is no form of ours, or was opened for someone else. */
export function parseForm(body: Json): (Click & { readonly input: Readonly<Record<string, string>> }) | null {
  const view = record(body, 'view')
  const context = contextOf(text(view, 'private_metadata'))
  const user = text(record(body, 'user'), 'id')
  const trigger = text(body, 'trigger_id') ?? text(view, 'id')
  if (context === null || !user || !trigger || context.target.user !== user) return null
  const values = record(record(view, 'state'), 'values')
  const input = Object.entries(values).flatMap(([id, block]) => {
    if (!isRecord(block)) return []
    const state = record(block, id)
    return [[id, text(record(state, 'selected_option'), 'value') ?? text(state, 'value') ?? ''] as const]
  })
  return {
    token: context.token,
    trigger,
    input: Object.fromEntries(input),
    asker: askerAt({ ...context.target, user }),
  }
}

/** What a click asks for, as a message of whoever clicked. @param isForAll everyone there sees the reply */
export function clicked(
  { asker, trigger, responseUrl: secret }: Omit<Click, 'token'>,
  request: Request,
  isForAll: boolean,
): Incoming {
  const { team, channel } = asker.target
  const naturalKey = `${team}:click:${trigger}`
  return {
    platform: 'slack',
    naturalKey,
    threadKey: encodeThreadKey({ team, channel, thread: naturalKey }),
    ...asker,
    request,
    // Asked from outside of any thread there: who answers it may be asked on.
    ...(isForAll &&
      asker.place.kind === 'direct' &&
      asker.target.thread_ts === undefined && { directKey: encodeThreadKey({ team, channel, thread: 'direct' }) }),
    ...(!isForAll && { isForAskerAlone: true }),
    target: { ...asker.target, ...(isForAll ? { isApart: true } : { isAlone: true }) },
    ...(secret !== undefined && { secret }),
  }
}
