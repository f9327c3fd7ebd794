// The desk: what people ask of the bot, handed to the gesture that knows it.
import { type Action, type Card, noticeCard, type Option, type Part, type Select, type Source } from '../card.ts'
import { isHint, type Request } from '../model.ts'
import { answerCard, cite } from './ask/card.ts'
import { mannerAt, mayAnswerBot, reasonToRefuse } from './channel/rules.ts'
import { helpCard, readHelp } from './help.ts'
import { formGestures, menu, messageGestures } from './menu.ts'
import { notificationsFor } from './notifications.ts'
import { awaitedCard } from './notify.ts'
import { homeCards } from './page/home.ts'
import { read } from './read.ts'
import { readsLikeQuestion } from './reads-like-question.ts'
import { gestures } from './registry.ts'
import { statusFor } from './status.ts'
import type { Asked, Desk, Gesture, Replied, Stage, Tools } from './types.ts'

type Work = (tools: Tools, asked: Asked, stage: Stage) => Promise<Card | Replied | 'waiting' | 'nothing'> | null

/** By the kinds of their requests. */
const owners = new Map<string, { readonly gesture: Gesture; readonly work: Work }>(
  gestures.flatMap((gesture) =>
    Object.entries(gesture.replies ?? {}).map(([kind, work]) => [kind, { gesture, work: work as Work }] as const),
  ),
)
const ownerOf = ({ kind }: Request): Gesture | undefined => owners.get(kind)?.gesture

const commands = gestures.flatMap(({ command }) => (command ? [command.help] : []))

const buttons = gestures.flatMap((gesture) => gesture.buttons ?? [])
const optionLength = 200

/** Once for each document: what can be done with it is the same wherever it is cited. */
function optionsOf(sources: readonly Source[], of: (source: Source) => Action): Option[] {
  const firsts = sources.filter(
    (one, index) => sources.findIndex(({ document }) => document.id === one.document.id) === index,
  )
  return firsts.map((source) => ({
    label: `${source.label} ${source.document.title || source.document.uri}`.slice(0, optionLength).toWellFormed(),
    action: of(source),
  }))
}

/** What can be done with sources. */
function selectsFor(sources: readonly Source[]): Select[] {
  return gestures.flatMap(({ sourceAction }) =>
    sourceAction && sources.length > 0
      ? [{ kind: 'select', label: sourceAction.label, options: optionsOf(sources, sourceAction.of) } as const]
      : [],
  )
}

/** What can be done with an answer and with the sources that a card shows, below all else. */
async function withActions(
  tools: Tools,
  { card, answer, next = [] }: Replied,
  asked: Asked,
  stage: Stage,
): Promise<Card> {
  const sources = card.parts.flatMap((part) => (part.kind === 'sources' ? part.sources : []))
  const offers = answer && gestures.map((gesture) => gesture.offers?.(asked, answer, stage, tools) ?? [])
  const offered = (await Promise.all(offers ?? [])).flat()
  // Where there is no answer, what can be done instead is what is wanted.
  const own = answer?.kind === 'answered' ? buttons : buttons.map((one) => ({ ...one, isSecondary: true as const }))
  const actions: Part[] = answer === undefined ? [] : [{ kind: 'actions', buttons: [...own, ...offered, ...next] }]
  return { ...card, parts: [...card.parts, ...selectsFor(sources), ...actions] }
}

/** Of what was addressed to nobody: whoever asked something is told, and nobody else. */
const unanswered = ({ card }: Replied, { question = '' }: Request): Replied | 'nothing' =>
  readsLikeQuestion(question) ? { card, isPrivate: true } : 'nothing'

export function createDesk(tools: Tools): Desk {
  return {
    read,
    menu,
    messageGestures,
    formGestures,
    readsLikeQuestion,
    welcome: readHelp(),
    below: (citations) => ({ buttons, selects: selectsFor(citations.map(cite)) }),
    isForAll: (request) => ownerOf(request)?.isForAll?.(request as never) ?? false,
    progress: (request, files) => ownerOf(request)?.progress?.(request as never, files) ?? null,
    async waiting(reader, request) {
      const owner = ownerOf(request)
      const card = owner?.isForAll?.(request as never) ? (owner.waiting?.(tools, request as never) ?? null) : null
      return card === null || (await reasonToRefuse(tools, reader)) !== null ? null : card
    },
    async reply(asked, stage) {
      const { install, incoming } = asked
      const { request } = incoming
      if (incoming.bot !== undefined && !(await mayAnswerBot(tools, asked))) return 'nothing'
      if (isHint(request) && incoming.bot) return 'nothing'
      if (isHint(request)) return { card: noticeCard(request.reason), isPrivate: true }
      const refused = ownerOf(request)?.isAlwaysHeard ? null : await reasonToRefuse(tools, { ...incoming, install })
      if (refused !== null)
        return incoming.unasked || incoming.isOverheard || incoming.bot
          ? 'nothing'
          : { card: noticeCard(refused), isPrivate: true }
      const given = await owners.get(request.kind)?.work(tools, asked, stage)
      if (given === 'waiting' || given === 'nothing') return given
      if (!given && (incoming.isOverheard || incoming.bot)) return 'nothing'
      // Also for small talk: who greets gets to know what the bot is for.
      if (!given) return { card: helpCard(commands, request), isPrivate: true }
      const replied = 'card' in given ? given : { card: given, isPrivate: true }
      if (incoming.isOverheard && replied.answer?.kind !== 'answered') return unanswered(replied, request)
      if (incoming.bot)
        return replied.isPrivate
          ? 'nothing'
          : { card: replied.card, isPrivate: false, ...(replied.answer && { answer: replied.answer }) }
      return { ...replied, card: await withActions(tools, replied, asked, stage) }
    },
    opens: async (reader, request) => (await ownerOf(request)?.opens?.(tools, reader, request as never)) ?? null,
    overview: async (reader) => [helpCard(commands, readHelp()), await statusFor(tools, reader)],
    home: (reader) => homeCards(tools, reader),
    notifications: (reader) => notificationsFor(tools, reader),
    async answer(reader, question, about) {
      const refused = await reasonToRefuse(tools, reader)
      if (refused !== null) return refused
      const scope = await tools.scopeOf(reader)
      const manner = await mannerAt(tools, reader)
      const answer = await tools.rag.ask({
        question,
        history: [],
        scope,
        manner,
        ...(about !== undefined && { about }),
      })
      return { answer, card: answerCard(question, answer, answer.notes ?? []) }
    },
    awaited: (reader, question, readAs) => awaitedCard(tools, reader, question, readAs),
    async act(reader, { gesture: name, value }, input) {
      const gesture = gestures.find((one) => one.name === name)
      const acted = await gesture?.act?.(tools, reader, value, input)
      return acted ?? { kind: 'said', message: 'I do not know that button (any more): ask again.' }
    },
  }
}
