// Teams' activities, narrowed from JSON to what the house knows. Pure. Refuses to guess: what is not plainly addressed to
// the bot is `ignored` with its reason, what it does not know is `unsupported`.

import { hint, type Incoming, type Request } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { sharedFiles } from '../files/attachments.ts'
import { type Json, record, records, text } from '../json.ts'
import { isFromBot, type Place, placeOf, strangersReason } from '../people/place.ts'
import { encodeThreadKey } from '../thread-key.ts'
import { type Click, parseClick, parsePlace, unknownButton } from './click.ts'
import { attachedText } from './shown.ts'
import { htmlToText, plainWords, splitQuote, withoutMentions } from './text.ts'

export type Parsed =
  | { readonly kind: 'addressed'; readonly incoming: Incoming }
  /** A reply without a mention: ours only if the bot has already answered in its thread. */
  | { readonly kind: 'follow-up'; readonly incoming: Incoming }
  /** A button that Teams delivers as a message. */
  | { readonly kind: 'click'; readonly click: Click; readonly place: Place }
  /** Answered in the response itself. */
  | { readonly kind: 'invoke'; readonly name: string; readonly value: Json; readonly place: Place }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly type: string }

interface ParseContext {
  readonly desk: Pick<PlatformHost['desk'], 'read' | 'readsLikeQuestion' | 'welcome'>
  readonly appId: string
  /** People of these are answered; empty: nobody is. */
  readonly tenantIds: readonly string[]
}

const ignored = (reason: string): Parsed => ({ kind: 'ignored', reason })

/** The Incoming for a request that came from `place`. `thread` by default: the channel's thread, else the message's own. */
export function incomingFrom(place: Place, request: Request, thread = place.root ?? place.activityKey): Incoming {
  const { tenant, conversation, asker } = place
  const direct = { directKey: encodeThreadKey({ tenant, conversation, thread: 'direct' }) }
  return {
    platform: 'teams',
    // The same activity id may come twice in one conversation only when Teams delivers again.
    naturalKey: `${asker.target.conversation}:${place.activityKey}`,
    threadKey: encodeThreadKey({ tenant, conversation, thread }),
    ...(place.type !== 'channel' && direct),
    ...asker,
    request: place.strangers === null ? request : hint(strangersReason(place.strangers)),
  }
}

/** What a click asks for, as a message of whoever clicked. @param isForAll everyone there sees the reply */
export const clickedFrom = (place: Place, request: Request, isForAll: boolean): Incoming => ({
  ...incomingFrom(place, request),
  ...(!isForAll && { isForAskerAlone: true }),
})

interface Words {
  readonly said: string
  /** What this one replies to, forwards or shares, as it shows it. */
  readonly quoted?: string
}

/** The mentions of the bot: by its id, whatever it is called in the text. */
function ownMentions(activity: Json, { appId }: ParseContext): readonly Json[] {
  const own = [text(record(activity, 'recipient'), 'id'), `28:${appId}`]
  const mentions = records(activity, 'entities').filter(({ type }) => type === 'mention')
  return mentions.filter((mention) => own.includes(text(record(mention, 'mentioned'), 'id')))
}

function wordsOf(activity: Json): Words {
  const attachments = records(activity, 'attachments')
  const html = text(
    attachments.find(({ contentType }) => contentType === 'text/html'),
    'content',
  )
  const attached = attachedText(attachments)
  const split = html === undefined ? null : splitQuote(html)
  if (split !== null) {
    const quoted = [split.quoted, attached].filter((words) => words !== '').join('\n')
    return { said: htmlToText(withoutMentions(split.rest)), quoted }
  }
  const quoted = attached === '' ? {} : { quoted: attached }
  const plain = text(activity, 'text')
  if (plain?.trim()) return { said: plainWords(withoutMentions(plain)), ...quoted }
  return { said: htmlToText(withoutMentions(html ?? '')), ...quoted }
}

function parseMessage(activity: Json, place: Place, context: ParseContext): Parsed {
  const mentions = ownMentions(activity, context)
  const words = wordsOf(activity)
  const value = record(activity, 'value')
  if (words.said === '' && Object.keys(value).length > 0) {
    const click = parseClick(value.verb, value)
    // Who is not let in is told why, whatever was clicked.
    if (click !== null && place.strangers !== null)
      return { kind: 'addressed', incoming: incomingFrom(place, context.desk.welcome) }
    if (click !== null) return { kind: 'click', click, place }
    // A button of a version before, which had no token.
    if (parsePlace(value) !== null) return { kind: 'addressed', incoming: incomingFrom(place, hint(unknownButton)) }
  }
  const shared = sharedFiles(activity, place)
  const { files, pictures } = shared
  const about = words.quoted ? { about: { title: 'the message you replied to', text: words.quoted } } : {}
  const request = context.desk.read(words.said, 'typed', { files, pictures, ...about })
  const incoming: Incoming = {
    ...incomingFrom(place, request),
    ...(shared.urls.length > 0 && { secret: JSON.stringify({ urls: shared.urls }) }),
  }
  const { target } = incoming
  const id = text(activity, 'id')
  const addressed: Incoming = { ...incoming, target: { ...target, ...(id && { activity: id }) } }
  if (place.type === 'personal' || mentions.length > 0) return { kind: 'addressed', incoming: addressed }
  if (place.root === null || place.root === place.activityKey) return ignored('not addressed to the bot')
  if (records(activity, 'entities').some(({ type }) => type === 'mention')) return ignored('addressed to someone else')
  if (place.strangers !== null || !context.desk.readsLikeQuestion(words.said))
    return ignored('people talking in a thread')
  return { kind: 'follow-up', incoming: addressed }
}

/** Once for each place the bot is added to: both events may come, and Teams repeats them. */
function parseInstallation(activity: Json, place: Place, { desk }: ParseContext): Parsed {
  const bot = text(record(activity, 'recipient'), 'id')
  const isAdded =
    (activity.type === 'installationUpdate' && String(activity.action).startsWith('add')) ||
    records(activity, 'membersAdded').some(({ id }) => id === bot)
  if (!isAdded) return ignored('nothing that concerns the bot')
  const once = { ...place, activityKey: 'welcome' }
  return { kind: 'addressed', incoming: incomingFrom(once, desk.welcome) }
}

/** An edit that comes later than this asks nothing: whether the message was answered may be forgotten by then. */
const longestEditMs = 24 * 60 * 60_000

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events */
function parseEdit(activity: Json, context: ParseContext): Parsed {
  // An id is when the message was written, in milliseconds since the epoch.
  const age = Date.parse(text(activity, 'timestamp') ?? '') - Number(activity.id)
  if (record(activity, 'channelData').eventType !== 'editMessage' || !(age <= longestEditMs))
    return ignored('no edit of a message, or too late')
  const parsed = parse({ ...activity, type: 'message' }, context)
  return parsed.kind === 'addressed' ? parsed : ignored('an edit')
}

/** @param activity whose sender the gate has verified */
export function parse(activity: Json, context: ParseContext): Parsed {
  const type = text(activity, 'type') ?? 'none'
  // An edit is delivered with the id of its message: what was answered has its natural key already.
  if (type === 'messageUpdate') return parseEdit(activity, context)
  if (type !== 'message' && type !== 'invoke' && type !== 'installationUpdate' && type !== 'conversationUpdate')
    return { kind: 'unsupported', type }
  const place = placeOf(activity, context.tenantIds)
  if (place === null) return { kind: 'unsupported', type: `${type} without its ids` }
  if (type === 'invoke')
    return { kind: 'invoke', name: text(activity, 'name') ?? '', value: record(activity, 'value'), place }
  if (type !== 'message') return parseInstallation(activity, place, context)
  if (isFromBot(activity)) return ignored('from a bot')
  return parseMessage(activity, place, context)
}
