// An answer that someone was given alone, shown to all who read in its place: by them alone, once, and after they were told
// what becomes visible to whom.
import { audienceOf, withoutTeam } from '../askers.ts'
import { type Button, type Card, noticeCard } from '../card.ts'
import type { AnswerPlace, Citation, Reader, Request } from '../model.ts'
import { aboutAnswer } from './actions.ts'
import { answerCard } from './ask/card.ts'
import { heardBy } from './feedback.ts'
import type { Asked, Gesture, Replied, Tools } from './types.ts'
import { cutAtWord } from './words.ts'

const name = 'share'

interface Share extends Request {
  readonly kind: 'share'
  readonly place: AnswerPlace
  /** How well it is supported, from 0 to 100. */
  readonly support: number
  /** Ids of documents that whoever shares was told of, and said yes. */
  readonly confirmed?: readonly string[]
}

/** Titles in a confirmation; of more the number is told. */
const mostTitles = 10
const titleLength = 120
const isConfirmed = 'yes:'

const gone =
  'Only whoever was given this answer can share it, and only while they may see all its sources. Ask the question again, and share that answer.'
const onlyInChannels = 'There is nobody else here to share it with.'
const shownToNobodyElse =
  'In this channel only whoever asks sees what I say, so nothing was shared. Whoever made the channel, or an admin, can change that.'
const noSources = 'It rests on no source, so there is nothing to share.'
const changed = 'A source of this answer has changed or is gone since. Ask the question again, and share that answer.'
const sharedAlready = 'This answer was shared already. Ask the question again to share it once more.'

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`

/** Who reads in a place, in words, as far as the platform told. */
async function readersIn({ store }: Pick<Tools, 'store'>, { install, place }: Reader): Promise<string> {
  const known = place.kind === 'channel' ? await store.countReaders(install, withoutTeam(place.id)) : null
  if (known === null) return 'Everyone who reads in this channel'
  const { name: channel, isOpen, people, guests, outsiders } = known
  const of = [
    ...(guests > 0 ? [count(guests, 'guest', 'guests')] : []),
    ...(outsiders > 0 ? [`${outsiders} from another organisation`] : []),
  ]
  const who = `${count(people, 'person', 'people')}${of.length > 0 ? `, ${of.join(' and ')} among them` : ''}`
  const where = channel === null ? 'this channel' : `#${channel}`
  return isOpen ? `Everyone who may read ${where} (${who} are in it now)` : `Everyone in ${where} (${who})`
}

function titlesOf(citations: readonly Citation[], ids: readonly string[]): readonly string[] {
  const titles = new Map(citations.map(({ document }) => [document.id, document.title || document.uri]))
  const shown = ids.slice(0, mostTitles).map((id) => `“${cutAtWord(titles.get(id) ?? id, titleLength)}”`)
  return ids.length > shown.length ? [...shown, `and ${ids.length - shown.length} more documents`] : shown
}

/** What is to be said yes to. @param hidden documents that not all readers may see otherwise */
function confirmCard(request: Share, readers: string, hidden: readonly string[], titles: readonly string[]): Card {
  const value = `${isConfirmed}${JSON.stringify({ ...request, confirmed: hidden })}`
  const told =
    hidden.length === 0
      ? `${readers} will see this answer. They may see all its sources already.`
      : `${readers} will see this answer, with quotes from documents that not all of them may see otherwise, and can open each quote with what stands around it:`
  return {
    tone: 'info',
    title: 'Share this answer?',
    parts: [
      { kind: 'notice', text: told },
      ...(titles.length > 0 ? [{ kind: 'list', items: titles.map((text) => ({ text })) } as const] : []),
      { kind: 'note', text: 'If you do not want that, do nothing.' },
      { kind: 'actions', buttons: [{ label: 'Share it with all of them', action: { gesture: name, value } }] },
    ],
  }
}

async function reply(tools: Tools, { install, incoming, traceId }: Asked<Share>): Promise<Card | Replied> {
  const { store, rag, scopeOf } = tools
  const { isForAskerAlone: _, request, ...everyone } = incoming
  const { person, place } = incoming
  if (place.kind !== 'channel') return noticeCard(onlyInChannels)
  const { settings } = await store.readSettings(install, place.id)
  if (settings.replies === 'privately') return noticeCard(shownToNobodyElse)
  const own = audienceOf(install.platform, { person, place: { kind: 'direct' } })
  const { workspaceId, audiences } = await scopeOf({ ...everyone, install, isForAskerAlone: true })
  const scope = { workspaceId, audiences: [...audiences, own] } as const
  const given = await store.readOwnAnswer(scope, request.place, own)
  if (given === null) return noticeCard(gone)
  const [first, ...more] = given.citations
  if (first === undefined) return noticeCard(noSources)
  const cited = await rag.citeAgain(scope, [first, ...more])
  const [firstAgain, ...moreAgain] = cited ?? []
  if (firstAgain === undefined) return noticeCard(changed)
  const citations = [firstAgain, ...moreAgain] as const

  const shown = await scopeOf({ ...everyone, install })
  const ids = [...new Set(citations.map(({ document }) => document.id))]
  const found = await store.listAudiences(workspaceId, ids)
  const hidden = ids.filter(
    (id) => !found.some((one) => one.id === id && one.audiences.some((audience) => shown.audiences.includes(audience))),
  )
  const { confirmed } = request
  if (confirmed === undefined || hidden.some((id) => !confirmed.includes(id))) {
    const readers = await readersIn(tools, { ...everyone, install })
    return confirmCard(request, readers, hidden, titlesOf(citations, hidden))
  }
  if (!(await store.claimSharing(workspaceId, request.place, own, traceId))) return noticeCard(sharedAlready)
  const answer = {
    kind: 'answered',
    markdown: given.markdown,
    citations,
    confidence: request.support / 100,
    searched: { documents: 0, nearest: [] },
    backend: given.backend,
    tookMs: 0,
  } as const
  const card = answerCard(given.question, answer, ['Asked in private, and shared by whoever asked.'])
  return { card, isPrivate: false, answer, isShared: true }
}

export const share: Gesture<Share> = {
  name,
  isForAll: ({ confirmed }) => confirmed !== undefined,
  replies: { share: reply },
  offers({ incoming }, answer): readonly Button[] {
    if (!incoming.isForAskerAlone || incoming.place.kind !== 'channel' || answer.kind !== 'answered') return []
    // Where its channel has it so for all.
    if (incoming.isHeldBack) return []
    const value = String(Math.round(100 * answer.confidence))
    return [{ label: 'Share here', action: { gesture: name, value, isAboutAnswer: true } }]
  },
  async act({ store }, reader, value) {
    if (value.startsWith(isConfirmed)) {
      const request = JSON.parse(value.slice(isConfirmed.length)) as Share
      // What is shared enters the conversation there, with its question; to whom it was not said it is refused later on.
      const asked = await store.readQuestion(reader.install.workspaceId, request.place, heardBy(reader))
      return { kind: 'asked', request: { ...request, ...(asked && { question: asked.question }) } }
    }
    const about = aboutAnswer(value)
    if (about === null) return { kind: 'said', message: gone }
    const request: Share = { kind: 'share', place: about.place, support: Number(about.what) }
    return { kind: 'asked', request }
  },
}
