// Shortcuts: of a message's menu, and those from anywhere. Pure. https://docs.slack.dev/interactivity/implementing-shortcuts/
import type { Message } from '../../../desk/types.ts'
import type { SharedSource } from '../../../model.ts'
import { filesIn } from '../files/facts.ts'
import { type Json, record, text } from '../json.ts'
import { linkTo } from '../permalink.ts'
import type { SlackTarget } from '../target.ts'
import { askerAt, type Click } from './click.ts'
import { responseUrl } from './parse.ts'
import { shownText } from './shown.ts'

/** Who chose it where; one from anywhere stands in no conversation. */
export interface Shortcut extends Omit<Click, 'token' | 'input'> {
  readonly id: string
  /** The message that it was chosen on, and `ts` of the first one of its thread. */
  readonly on?: { readonly message: Message; readonly thread: string }
}

const titleLength = 100
const timestamp = /^\d{1,12}\.\d{1,9}$/

/** A channel's name as people gave it; Slack has names of its own for direct messages, groups and private channels. */
function nameOf(channel: Json): string {
  const name = text(channel, 'name') ?? ''
  return name === '' || /^(?:directmessage$|privategroup$|mpdm-)/.test(name) ? '' : ` in #${name}`
}

function messageOf(body: Json, team: string, channel: string, ts: string): Message {
  const message = record(body, 'message')
  const day = new Date(Number(ts) * 1000).toISOString().slice(0, 10)
  const title = `Message${nameOf(record(body, 'channel'))}, ${day}`.slice(0, titleLength).toWellFormed()
  const words = shownText(message)
  const url = linkTo(text(record(body, 'team'), 'domain'), channel, ts, text(message, 'thread_ts'))
  const shared = { title, text: words, ...(url !== undefined && { url }) }
  const own: SharedSource = {
    kind: 'text',
    sourceKey: `slack:${team}/${channel}/${ts}`,
    name: `${title}.txt`,
    ...shared,
  }
  return { ...shared, sources: [...(words === '' ? [] : [own]), ...filesIn(message)] }
}

/** Null for what is no shortcut of ours. @param responseUrlHosts as for commands */
export function parseShortcut(body: Json, responseUrlHosts: readonly string[]): Shortcut | null {
  const id = text(body, 'callback_id')
  const team = text(record(body, 'team'), 'id') ?? text(record(body, 'enterprise'), 'id')
  const user = text(record(body, 'user'), 'id')
  const trigger = text(body, 'trigger_id')
  if (!id || !team || !user || !trigger) return null
  // Slack takes a person's id for their messages with the bot.
  const directly = askerAt({ team, channel: user, user })
  if (body.type === 'shortcut') return { id, trigger, asker: directly }
  const channel = text(record(body, 'channel'), 'id')
  const ts = text(body, 'message_ts') ?? text(record(body, 'message'), 'ts')
  if (body.type !== 'message_action' || channel === undefined || ts === undefined || !timestamp.test(ts)) return null
  const root = text(record(body, 'message'), 'thread_ts') ?? ts
  const target: SlackTarget & { user: string } = { team, channel, user, ts, ...(root !== ts && { thread_ts: root }) }
  const url = responseUrl(body, responseUrlHosts)
  return {
    id,
    trigger,
    // A direct conversation may be one of other people, which we are not in.
    asker: channel.startsWith('D') ? directly : askerAt(target),
    on: { message: messageOf(body, team, channel, ts), thread: root },
    ...(url !== undefined && { responseUrl: url }),
  }
}
