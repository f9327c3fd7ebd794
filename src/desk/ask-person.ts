// A question without an answer, handed to a person, who is mentioned in front of all who read there: whoever made the channel,
// else whoever shared a document there that comes near.
// Refused to all but its asker, who is told first whom that would call; done once.
import { setTimeout as sleep } from 'node:timers/promises'
import { audienceOf, withoutTeam } from '../askers.ts'
import { type Card, noticeCard } from '../card.ts'
import type { AccessScope, AnswerPlace, Request } from '../model.ts'
import { aboutAnswer } from './actions.ts'
import type { Asked, Gesture, Replied, Stage, Tools } from './types.ts'
import { cutAtWord, tidy } from './words.ts'

const name = 'ask-person'

interface AskPerson extends Request {
  readonly kind: typeof name
  readonly place: AnswerPlace
  /** Whom its asker was told of, and said yes. */
  readonly confirmed?: string
}

/** UTF-16 code units. */
const questionLength = 300
const isConfirmed = 'yes:'

const onlyInChannels = 'There is nobody else here to ask.'
const gone = 'This question is no longer kept, or has an answer: ask it again.'
const notYours = 'Only whoever asked this can hand it to a person.'
const nobody =
  'I know nobody to ask here: whoever made this channel, or shared what comes near, is not in it any more, is a guest, does not want to be asked, or is you. Ask in the channel.'
const askedAlready = 'A person was asked this already. Ask the question again to do so once more.'

/** Documents whose sharers are thought of. */
const mostNearest = 3
/** An "I don't know" does not wait longer for the button below it. */
const knownWithinMs = 1_500

interface Helper {
  /** As the platform mentions them. */
  readonly person: string
  readonly isMaker: boolean
}

/** @param nearest ids of documents, the best first; asked for only where who made the channel is not to be had */
async function helperIn(
  { store, scopeOf }: Pick<Tools, 'store' | 'scopeOf'>,
  { install, incoming }: Asked,
  stage: Pick<Stage, 'personToAsk'>,
  nearest: (scope: AccessScope) => Promise<readonly string[]>,
): Promise<Helper | null> {
  const { isForAskerAlone: _, ...everyone } = incoming
  const takes = async (person: string) =>
    person !== withoutTeam(incoming.person.id) && (await store.mayBeAsked(install, person))
  const maker = await stage.personToAsk()
  if (maker !== null && (await takes(maker))) return { person: maker, isMaker: true }
  const scope = await scopeOf({ ...everyone, install })
  for (const sharer of await store.listSharers(scope, install.platform, await nearest(scope))) {
    const person = await stage.personToAsk(sharer)
    if (person !== null && (await takes(person))) return { person, isMaker: false }
  }
  return null
}

/** What is to be said yes to. */
const confirmCard = (request: AskPerson, { person, isMaker }: Helper, question: string): Card => ({
  tone: 'info',
  title: 'Ask a person?',
  parts: [
    {
      kind: 'notice',
      to: person,
      text: `${isMaker ? 'made this channel' : 'shared a document here that comes near'}, and would be mentioned here, where all others read it too:`,
    },
    { kind: 'note', text: `“${question}”` },
    { kind: 'note', text: 'If you do not want that, do nothing.' },
    {
      kind: 'actions',
      buttons: [
        {
          label: 'Ask them here',
          action: { gesture: name, value: `${isConfirmed}${JSON.stringify({ ...request, confirmed: person })}` },
        },
      ],
    },
  ],
})

async function reply(tools: Tools, asked: Asked<AskPerson>, stage: Stage): Promise<Card | Replied> {
  const { store, rag, scopeOf } = tools
  const { install, incoming, traceId } = asked
  const { isForAskerAlone: _, request, ...everyone } = incoming
  if (incoming.place.kind !== 'channel') return noticeCard(onlyInChannels)
  const here = audienceOf(install.platform, incoming)
  const posted = await store.findPosted(install, request.place)
  if (posted === null) return noticeCard(gone)
  const isTheirs = posted.person.id === incoming.person.id && audienceOf(install.platform, posted) === here
  if (!isTheirs) return noticeCard(notYours)
  const scope = await scopeOf({ ...everyone, install })
  const given = await store.readOwnAnswer(scope, request.place, here)
  if (given === null || given.citations.length > 0) return noticeCard(gone)
  const helper = await helperIn(tools, asked, stage, async (seen) => {
    // A question may read like a limit of the search.
    const found = await rag.search(given.question, seen, mostNearest).catch(() => ({ hits: [] }))
    return found.hits.map(({ document }) => document.id)
  })
  if (helper === null) return noticeCard(nobody)
  const { person } = helper
  const question = cutAtWord(tidy(given.question), questionLength)
  if (request.confirmed !== person) return confirmCard(request, helper, question)
  if (!(await store.claimSharing(install.workspaceId, request.place, here, traceId))) return noticeCard(askedAlready)
  const text = `can you help here? I found no answer in the documents to: “${question}”`
  return { card: { tone: 'info', parts: [{ kind: 'notice', to: person, text }] }, isPrivate: false }
}

export const askPerson: Gesture<AskPerson> = {
  name,
  isForAll: ({ confirmed }) => confirmed !== undefined,
  replies: { [name]: reply },
  async offers(asked, answer, stage, tools) {
    const { incoming } = asked
    if (!stage.mentions || answer.kind !== 'no_evidence') return []
    if (incoming.place.kind !== 'channel' || incoming.isForAskerAlone) return []
    const nearest = answer.searched.nearest.slice(0, mostNearest).map(({ document }) => document.id)
    const known = helperIn(tools, asked, stage, async () => nearest).catch(() => null)
    const late = sleep(knownWithinMs, null, { ref: false })
    if ((await Promise.race([known, late])) === null) return []
    return [{ label: 'Ask a person', action: { gesture: name, value: 'who', isAboutAnswer: true } }]
  },
  act(_tools, _reader, value) {
    if (value.startsWith(isConfirmed)) {
      const request = JSON.parse(value.slice(isConfirmed.length)) as AskPerson
      return Promise.resolve({ kind: 'asked', request })
    }
    const about = aboutAnswer(value)
    if (about === null) return Promise.resolve({ kind: 'said', message: gone })
    return Promise.resolve({ kind: 'asked', request: { kind: name, place: about.place } satisfies AskPerson })
  },
}
