// Teams' activities, narrowed from JSON to what the house knows. Pure. Refuses to guess: what is not plainly addressed to
// the bot is `ignored` with its reason, what it does not know is `unsupported`.

import type { Read } from '../../../desk/types.ts'
import type { Incoming, Request } from '../../../model.ts'
import { readsLikeQuestion } from '../../reads-like-question.ts'
import { sharedFiles } from '../files/attachments.ts'
import { type Json, record, records, text } from '../json.ts'
import { isFromBot, type Place, placeOf, strangersReason } from '../people/place.ts'
import { encodeThreadKey } from '../thread-key.ts'
import { parseClick } from './feedback.ts'
import { htmlToText, plainWords, splitQuote, withoutMentions } from './text.ts'

export type Parsed =
  | { readonly kind: 'addressed'; readonly incoming: Incoming }
  /** A reply without a mention: ours only if the bot has already answered in its thread. */
  | { readonly kind: 'follow-up'; readonly incoming: Incoming }
  /** A button that Teams delivers as a message; `answer` is what carries the words back. */
  | { readonly kind: 'click'; readonly click: NonNullable<ReturnType<typeof parseClick>>; readonly answer: Incoming }
  /** Answered in the response itself. */
  | { readonly kind: 'invoke'; readonly name: string; readonly value: Json; readonly place: Place }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly type: string }

interface ParseContext {
  readonly read: Read
  readonly appId: string
  /** People of these are answered; empty: nobody is. */
  readonly tenantIds: readonly string[]
}

const ignored = (reason: string): Parsed => ({ kind: 'ignored', reason })

/** The Incoming for a request that came from `place`. `thread` by default: the channel's thread, else the message's own. */
export function incomingFrom(place: Place, request: Request, thread = place.root ?? place.activityKey): Incoming {
  const { tenant, conversation, asker } = place
  return {
    platform: 'teams',
    // The same activity id may come twice in one conversation only when Teams delivers again.
    naturalKey: `${asker.target.conversation}:${place.activityKey}`,
    threadKey: encodeThreadKey({ tenant, conversation, thread }),
    ...asker,
    request: place.strangers === null ? request : { kind: 'hint', reason: strangersReason(place.strangers) },
  }
}

interface Words {
  readonly said: string
  /** The message that this one replies to, as it quotes it. */
  readonly quoted?: string
}

/** The mentions of the bot: by its id, whatever it is called in the text. */
function ownMentions(activity: Json, { appId }: ParseContext): readonly Json[] {
  const own = [text(record(activity, 'recipient'), 'id'), `28:${appId}`]
  const mentions = records(activity, 'entities').filter(({ type }) => type === 'mention')
  return mentions.filter((mention) => own.includes(text(record(mention, 'mentioned'), 'id')))
}

function wordsOf(activity: Json, mentions: readonly Json[]): Words {
  const names = mentions.flatMap((mention) => [
    text(record(mention, 'mentioned'), 'name'),
    plainWords(text(mention, 'text') ?? ''),
  ])
  const own = [...names, text(record(activity, 'recipient'), 'name')].filter((name) => name !== undefined)
  const html = text(
    records(activity, 'attachments').find(({ contentType }) => contentType === 'text/html'),
    'content',
  )
  const split = html === undefined ? null : splitQuote(html)
  if (split !== null) return { said: htmlToText(withoutMentions(split.rest, own)), quoted: split.quoted }
  const plain = text(activity, 'text')
  if (plain?.trim()) return { said: plainWords(withoutMentions(plain, own)) }
  return { said: htmlToText(withoutMentions(html ?? '', own)) }
}

function requestOf({ said, quoted }: Words, shared: ReturnType<typeof sharedFiles>, read: Read): Request {
  const typed = read(said, 'typed')
  const [first, ...more] = shared.files
  if (first !== undefined) {
    const question =
      typed.kind === 'ask' && readsLikeQuestion(typed.question)
        ? { question: typed.question, ...(typed.cut && { cut: true }) }
        : {}
    return { kind: 'index', sources: [first, ...more, ...shared.pictures], ...question, isPrivate: false }
  }
  if (said === '' && shared.pictures.length > 0) {
    const names = shared.pictures.map(({ name }) => name).join(', ')
    return { kind: 'hint', reason: `I cannot read pictures (${names}): send me the document, or the text it shows.` }
  }
  if (!quoted) return typed
  if (typed.kind === 'summarize-thread') return { kind: 'summarize', title: 'the message you replied to', text: quoted }
  return typed.kind === 'ask' ? { ...typed, about: quoted } : typed
}

function parseMessage(activity: Json, place: Place, context: ParseContext): Parsed {
  const mentions = ownMentions(activity, context)
  const words = wordsOf(activity, mentions)
  const value = record(activity, 'value')
  if (words.said === '' && Object.keys(value).length > 0) {
    const click = parseClick(value.verb, value)
    const answer = incomingFrom(place, { kind: 'help' })
    if (click !== null)
      return place.strangers === null ? { kind: 'click', click, answer } : { kind: 'addressed', incoming: answer }
  }
  const shared = sharedFiles(activity, place)
  const incoming: Incoming = {
    ...incomingFrom(place, requestOf(words, shared, context.read)),
    ...(place.type !== 'channel' && {
      directKey: encodeThreadKey({ tenant: place.tenant, conversation: place.conversation, thread: 'direct' }),
    }),
    ...(shared.urls.length > 0 && { secret: JSON.stringify({ urls: shared.urls }) }),
  }
  const { target } = incoming
  const id = text(activity, 'id')
  const addressed: Incoming = { ...incoming, target: { ...target, ...(id && { activity: id }) } }
  if (place.type === 'personal' || mentions.length > 0) return { kind: 'addressed', incoming: addressed }
  if (place.root === null || place.root === place.activityKey) return ignored('not addressed to the bot')
  if (records(activity, 'entities').some(({ type }) => type === 'mention')) return ignored('addressed to someone else')
  if (place.strangers !== null || !readsLikeQuestion(words.said)) return ignored('people talking in a thread')
  return { kind: 'follow-up', incoming: addressed }
}

/** Once for each place the bot is added to: both events may come, and Teams repeats them. */
function parseInstallation(activity: Json, place: Place): Parsed {
  const bot = text(record(activity, 'recipient'), 'id')
  const isAdded =
    (activity.type === 'installationUpdate' && String(activity.action).startsWith('add')) ||
    records(activity, 'membersAdded').some(({ id }) => id === bot)
  if (!isAdded) return ignored('nothing that concerns the bot')
  const once = { ...place, activityKey: 'welcome' }
  return { kind: 'addressed', incoming: incomingFrom(once, { kind: 'help' }) }
}

/** @param activity whose sender the gate has verified */
export function parse(activity: Json, context: ParseContext): Parsed {
  const type = text(activity, 'type') ?? 'none'
  if (type !== 'message' && type !== 'invoke' && type !== 'installationUpdate' && type !== 'conversationUpdate')
    return { kind: 'unsupported', type }
  const place = placeOf(activity, context.tenantIds)
  if (place === null) return { kind: 'unsupported', type: `${type} without its ids` }
  if (type === 'invoke')
    return { kind: 'invoke', name: text(activity, 'name') ?? '', value: record(activity, 'value'), place }
  if (type !== 'message') return parseInstallation(activity, place)
  if (isFromBot(activity)) return ignored('from a bot')
  return parseMessage(activity, place, context)
}
