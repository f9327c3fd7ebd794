// A question without an answer, handed to a person: whoever made the channel, who is mentioned in front of all who read there.
// Refused to all but its asker, who is told first whom that would call; done once.
import { audienceOf, withoutTeam } from '../askers.ts'
import { type Card, noticeCard } from '../card.ts'
import type { AnswerPlace, Request } from '../model.ts'
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
  'I know nobody to ask here: whoever made this channel is not in it any more, is a guest, or is you. Ask in the channel.'
const askedAlready = 'A person was asked this already. Ask the question again to do so once more.'

/** What is to be said yes to. */
const confirmCard = (request: AskPerson, person: string, question: string): Card => ({
  tone: 'info',
  title: 'Ask a person?',
  parts: [
    {
      kind: 'notice',
      to: person,
      text: 'made this channel, and would be mentioned here, where all others read it too:',
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

async function reply(
  { store, scopeOf }: Tools,
  { install, incoming, traceId }: Asked<AskPerson>,
  stage: Stage,
): Promise<Card | Replied> {
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
  const person = await stage.personToAsk()
  if (person === null || person === withoutTeam(incoming.person.id)) return noticeCard(nobody)
  const question = cutAtWord(tidy(given.question), questionLength)
  if (request.confirmed !== person) return confirmCard(request, person, question)
  if (!(await store.claimSharing(install.workspaceId, request.place, here, traceId))) return noticeCard(askedAlready)
  const text = `can you help here? I found no answer in the documents to: “${question}”`
  return { card: { tone: 'info', parts: [{ kind: 'notice', to: person, text }] }, isPrivate: false }
}

export const askPerson: Gesture<AskPerson> = {
  name,
  isForAll: ({ confirmed }) => confirmed !== undefined,
  replies: { [name]: reply },
  offers({ incoming }, answer, { mentions }) {
    if (!mentions || answer.kind !== 'no_evidence') return []
    if (incoming.place.kind !== 'channel' || incoming.isForAskerAlone) return []
    return [{ label: 'Ask a person', icon: '🙋', action: { gesture: name, value: 'who', isAboutAnswer: true } }]
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
