// The message extension: what can be done with a message by its menu, and the search command that inserts a cited answer.
// What goes into a chat is answered for everyone in it; what a dialog shows, for the person who opened it. Refuses what is
// no such call with a reason.
import type { Attachment, MessagingExtensionActionResponse, MessagingExtensionResponse } from 'botbuilder'
import { noticeCard } from '../../../card.ts'
import type { Answered, Message, MessageGesture } from '../../../desk/types.ts'
import { describeError } from '../../../errors.ts'
import { type Asker, isHint, type SharedSource } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { fileName, linkedFile } from '../files/attachments.ts'
import { type Json, record, records, text } from '../json.ts'
import { type Place, strangersReason } from '../people/place.ts'
import { wholeCard } from '../render/render.ts'
import { incomingFrom } from './parse.ts'
import { attachedText } from './shown.ts'
import { htmlToText } from './text.ts'

type Body = MessagingExtensionActionResponse | MessagingExtensionResponse
/** A string is why it cannot be answered: the call itself is wrong. */
type Result = Body | string

interface MessageExtensionOptions {
  readonly host: PlatformHost
  /** For an answer; Teams gives up on an invoke after a few seconds. */
  readonly timeoutMs: number
}

/** Shown in place of results, by the search box. */
const note = (message: string): Body => ({ composeExtension: { type: 'message', text: message } })
const tooSlow = 'That takes me longer than Teams waits. Ask me in a chat, where I can take my time.'
const minQuery = 3
/** Of a message, what goes along with a question about it, in UTF-16 code units. */
const aboutLength = 1000

function dialog(title: string, shown: Attachment, height: 'small' | 'medium' = 'medium'): Body {
  return { task: { type: 'continue', value: { title, height, width: 'medium', card: shown } } }
}

/** Shown in a dialog; as a card, because not every client takes a bare string there. */
const say = (message: string): Body => dialog('ragbot', wholeCard(noticeCard(message)), 'small')

/** https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module */
function askCard(about: string): Attachment {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      version: '1.5',
      body: [
        { type: 'TextBlock', text: 'What do you want to know about this message?', wrap: true },
        {
          type: 'Input.Text',
          id: 'question',
          label: 'Your question',
          placeholder: 'Leave it empty to look up what the message says',
          isMultiline: true,
          maxLength: 500,
        },
      ],
      actions: [{ type: 'Action.Submit', title: 'Ask', data: { about } }],
    },
  }
}

/** The message that the command was used on: https://learn.microsoft.com/graph/api/resources/chatmessage */
function messageOf(value: Json, place: Place): Message | null {
  const payload = record(value, 'messagePayload')
  const id = text(payload, 'id')
  if (id === undefined) return null
  const body = record(payload, 'body')
  const content = text(body, 'content') ?? ''
  const from = record(payload, 'from')
  const author = text(record(from, 'user'), 'displayName') ?? text(record(from, 'application'), 'displayName')
  const date = text(payload, 'createdDateTime')?.slice(0, 10)
  const link = URL.parse(text(payload, 'linkToMessage') ?? '')
  const words = body.contentType === 'text' ? content.trim() : htmlToText(content)
  const message = {
    text: [words, attachedText(records(payload, 'attachments'))].filter((part) => part !== '').join('\n'),
    title: [`Message of ${author ?? 'someone'}`, date].filter((part) => part !== undefined).join(', '),
    ...(link?.protocol === 'https:' && { url: link.href }),
  }
  const files = records(payload, 'attachments').map((one) => linkedFile(one, place.tenant))
  const own: SharedSource = {
    kind: 'text',
    sourceKey: `teams:${place.tenant}/${place.conversation}/${id}`,
    name: fileName(`${message.title}.txt`, 'message.txt'),
    ...message,
  }
  return { ...message, sources: [...(message.text === '' ? [] : [own]), ...files.filter((one) => one !== null)] }
}

export function createMessageExtension({ host, timeoutMs }: MessageExtensionOptions) {
  /** A question as people may type it, without a command's word before it; '' when there is none. */
  function questionIn(words: string): string {
    const request = host.desk.read(words, 'typed')
    return request.question ?? (isHint(request) ? '' : words)
  }

  /** A string when there is no answer to show. */
  async function answer(asker: Asker, question: string, about?: string): Promise<Answered | string> {
    const { promise: late, resolve } = Promise.withResolvers<string>()
    const timer = setTimeout(() => resolve(tooSlow), timeoutMs)
    try {
      return await Promise.race([host.answer(asker, question, about), late])
    } catch (error) {
      host.log.warn('teams: no answer for the message extension', { error: describeError(error) })
      return 'Something went wrong while I looked it up. Try again in a moment.'
    } finally {
      clearTimeout(timer)
    }
  }

  async function answerAbout(data: Json, place: Place): Promise<Result> {
    const typed = questionIn(text(data, 'question') ?? '')
    const words = (text(data, 'about') ?? '').slice(0, aboutLength)
    const question = typed === '' ? questionIn(words) : typed
    if (question === '') return say('There are no words in this message to look up. Type a question about it.')
    const reply = await answer(
      { ...place.asker, place: { kind: 'direct' } },
      question,
      typed === '' ? undefined : words,
    )
    return typeof reply === 'string' ? say(reply) : dialog('Answer', wholeCard(reply.card))
  }

  async function use(gesture: MessageGesture, value: Json, place: Place, isFetch: boolean): Promise<Result> {
    const data = record(value, 'data')
    // The dialog's own: it carries the message along.
    if (!isFetch && typeof data.about === 'string') return answerAbout(data, place)
    const message = messageOf(value, place)
    if (message === null) return 'messagePayload with an id is missing'
    const request = gesture.read(message, false)
    if ('form' in request) return dialog(gesture.label, askCard(message.text.slice(0, aboutLength)))
    if (isHint(request)) return say(request.reason)
    try {
      await host.accept(incomingFrom(place, request))
    } catch (error) {
      host.log.warn('teams: what to do with a message was not stored', { error: describeError(error) })
      return say('I could not take this message just now. Try again in a moment.')
    }
    return say('I have taken that, and tell you in our chat when it is done.')
  }

  async function query(value: Json, place: Place): Promise<Result> {
    const given = records(value, 'parameters').find(({ name }) => name === 'question')
    if (given === undefined) return 'the search command has the parameter "question"'
    const question = questionIn(text(given, 'value') ?? '')
    if (question.length < minQuery) return note('Type a question: I answer it from your documents, with its sources.')
    // From the search box at the top nothing is posted anywhere; from a chat's own box, into that chat.
    const isPrivate = value.commandContext === 'commandbox'
    const reply = await answer(isPrivate ? { ...place.asker, place: { kind: 'direct' } } : place.asker, question)
    if (typeof reply === 'string') return note(reply)
    if (reply.answer.kind === 'no_evidence') return note(reply.answer.markdown)
    const preview: Attachment = {
      contentType: 'application/vnd.microsoft.card.thumbnail',
      content: {
        title: escapeHtml(reply.card.question ?? question),
        text: escapeHtml(reply.answer.markdown.slice(0, 300)),
      },
    }
    const attachments = [{ ...wholeCard(reply.card), preview }]
    return { composeExtension: { type: 'result', attachmentLayout: 'list', attachments } }
  }

  /** What to answer to `composeExtension/…`; null for a call that is none of ours. */
  return async (name: string, value: Json, place: Place): Promise<Result | null> => {
    const isQuery = name === 'composeExtension/query'
    const isFetch = name === 'composeExtension/fetchTask'
    if (!isQuery && !isFetch && name !== 'composeExtension/submitAction') return null
    if (place.strangers !== null) return (isQuery ? note : say)(strangersReason(place.strangers))
    if (isQuery) return query(value, place)
    const gesture = host.desk.messageGestures.find(({ id }) => id === value.commandId)
    return gesture === undefined ? 'commandId is none of ours' : use(gesture, value, place, isFetch)
  }
}

/** Thumbnail cards read HTML: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
