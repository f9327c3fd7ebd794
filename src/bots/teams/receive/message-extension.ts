// The message extension: "Index this message", "Ask about this", and the search command that inserts a cited answer. What
// goes into a chat is answered for everyone in it; what a dialog shows, for the person who opened it. Refuses what is no
// such call with a reason.
import type { Attachment, MessagingExtensionActionResponse, MessagingExtensionResponse } from 'botbuilder'
import { describeError } from '../../../errors.ts'
import type { Asker, Reply, SharedSource } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { fileName, linkedFile } from '../files/attachments.ts'
import { type Json, record, records, text } from '../json.ts'
import { type Place, strangersReason } from '../people/place.ts'
import { card, richText } from '../render/card.ts'
import { textRun } from '../render/prose.ts'
import { answerCard } from '../render/render.ts'
import { incomingFrom } from './parse.ts'
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
const say = (message: string): Body =>
  dialog('ragbot', card([{ elements: [richText([textRun(message)])], markdown: '' }]), 'small')

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

interface Message {
  readonly id: string
  readonly words: string
  readonly title: string
  readonly url?: string
  readonly attachments: readonly Json[]
}

/** The message that the command was used on: https://learn.microsoft.com/graph/api/resources/chatmessage */
function messageOf(value: Json): Message | null {
  const payload = record(value, 'messagePayload')
  const id = text(payload, 'id')
  if (id === undefined) return null
  const body = record(payload, 'body')
  const content = text(body, 'content') ?? ''
  const from = record(payload, 'from')
  const author = text(record(from, 'user'), 'displayName') ?? text(record(from, 'application'), 'displayName')
  const date = text(payload, 'createdDateTime')?.slice(0, 10)
  const link = URL.parse(text(payload, 'linkToMessage') ?? '')
  return {
    id,
    words: body.contentType === 'text' ? content.trim() : htmlToText(content),
    title: [`Message of ${author ?? 'someone'}`, date].filter((part) => part !== undefined).join(', '),
    ...(link?.protocol === 'https:' && { url: link.href }),
    attachments: records(payload, 'attachments'),
  }
}

function sourcesOf(message: Message, place: Place): readonly SharedSource[] {
  const files = message.attachments.map((one) => linkedFile(one, place.tenant)).filter((one) => one !== null)
  if (message.words === '') return files
  const { id, title, words, url } = message
  const sourceKey = `teams:${place.tenant}/${place.conversation}/${id}`
  return [
    { kind: 'text', sourceKey, name: fileName(`${title}.txt`, 'message.txt'), title, text: words, ...(url && { url }) },
    ...files,
  ]
}

export function createMessageExtension({ host, timeoutMs }: MessageExtensionOptions) {
  /** A question as people may type it, without a command's word before it; '' when there is none. */
  function questionIn(words: string): string {
    const request = host.read(words, 'typed')
    if (request.kind === 'search') return request.query
    return request.kind === 'ask' ? request.question : ''
  }

  /** A string when there is no answer to show. */
  async function answer(
    asker: Asker,
    question: string,
    about?: string,
  ): Promise<Extract<Reply, { kind: 'answer' }> | string> {
    const { promise: late, resolve } = Promise.withResolvers<null>()
    const timer = setTimeout(() => resolve(null), timeoutMs)
    try {
      const reply = await Promise.race([host.answer(asker, question, about), late])
      if (reply?.kind === 'answer') return reply
      return reply?.kind === 'notice' ? reply.message : tooSlow
    } catch (error) {
      host.log.warn('teams: no answer for the message extension', { error: describeError(error) })
      return 'Something went wrong while I looked it up. Try again in a moment.'
    } finally {
      clearTimeout(timer)
    }
  }

  async function index(value: Json, place: Place): Promise<Result> {
    const message = messageOf(value)
    if (message === null) return 'messagePayload with an id is missing'
    const [first, ...more] = sourcesOf(message, place)
    if (first === undefined) return say('There is nothing in this message that I can index: no words, and no file.')
    try {
      await host.accept(incomingFrom(place, { kind: 'index', sources: [first, ...more], isPrivate: true }))
    } catch (error) {
      host.log.warn('teams: a message to index was not stored', { error: describeError(error) })
      return say('I could not take this message just now. Try again in a moment.')
    }
    return say('I am indexing this message, and tell you in our chat when it is done.')
  }

  async function askAbout(value: Json, place: Place): Promise<Result> {
    const data = record(value, 'data')
    const about = text(data, 'about') ?? messageOf(value)?.words ?? ''
    const typed = questionIn(text(data, 'question') ?? '')
    const words = about.slice(0, aboutLength)
    const question = typed === '' ? questionIn(words) : typed
    if (question === '') return say('There are no words in this message to look up. Type a question about it.')
    const reply = await answer(
      { ...place.asker, place: { kind: 'direct' } },
      question,
      typed === '' ? undefined : words,
    )
    return typeof reply === 'string' ? say(reply) : dialog('Answer', answerCard(reply))
  }

  async function query(value: Json, place: Place): Promise<Result> {
    const given = records(value, 'parameters')
    if (value.commandId !== 'ask' || given.length === 0)
      return 'the search command is "ask", with the parameter "question"'
    const question = questionIn(
      text(
        given.find(({ name }) => name === 'question'),
        'value',
      ) ?? '',
    )
    if (question.length < minQuery) return note('Type a question: I answer it from your documents, with its sources.')
    // From the search box at the top nothing is posted anywhere; from a chat's own box, into that chat.
    const isPrivate = value.commandContext === 'commandbox'
    const reply = await answer(isPrivate ? { ...place.asker, place: { kind: 'direct' } } : place.asker, question)
    if (typeof reply === 'string') return note(reply)
    if (reply.answer.kind === 'no_evidence') return note(reply.answer.markdown)
    const preview: Attachment = {
      contentType: 'application/vnd.microsoft.card.thumbnail',
      content: { title: escapeHtml(reply.question), text: escapeHtml(reply.answer.markdown.slice(0, 300)) },
    }
    return {
      composeExtension: { type: 'result', attachmentLayout: 'list', attachments: [{ ...answerCard(reply), preview }] },
    }
  }

  /** What to answer to `composeExtension/…`; null for a call that is none of ours. */
  return async (name: string, value: Json, place: Place): Promise<Result | null> => {
    const isQuery = name === 'composeExtension/query'
    const isFetch = name === 'composeExtension/fetchTask'
    if (!isQuery && !isFetch && name !== 'composeExtension/submitAction') return null
    if (place.strangers !== null) return (isQuery ? note : say)(strangersReason(place.strangers))
    if (isQuery) return query(value, place)
    if (value.commandId === 'indexMessage') return index(value, place)
    if (value.commandId !== 'askAboutMessage') return 'commandId is neither indexMessage nor askAboutMessage'
    if (!isFetch) return askAbout(value, place)
    const message = messageOf(value)
    if (message === null) return 'messagePayload with an id is missing'
    return dialog('Ask about this', askCard(message.words.slice(0, aboutLength)))
  }
}

/** Thumbnail cards read HTML: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
