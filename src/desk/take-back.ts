// An answer that is deleted again, with its question: by whoever asked, by who made the channel, and by admins, as far as the
// platform tells. Refused privately to everybody else.
import { audienceOf } from '../askers.ts'
import { type Card, noticeCard } from '../card.ts'
import { AppError } from '../errors.ts'
import type { AnswerPlace, Request } from '../model.ts'
import { aboutAnswer } from './actions.ts'
import type { Asked, Gesture, Stage, Tools } from './types.ts'

const name = 'take-back'

interface TakeBack extends Request {
  readonly kind: 'take-back'
  readonly place: AnswerPlace
}

const gone =
  'This answer is deleted already, or older than a week: then only an admin of the platform can delete its message.'
const notYours = 'Only whoever asked can delete this answer, or who made the channel, or an admin.'
const deleted = 'Deleted, with its question: neither is shown or used any more.'

async function reply(
  { store, standingOf }: Tools,
  { install, incoming }: Asked<TakeBack>,
  stage: Stage,
): Promise<Card> {
  const { person, place, request } = incoming
  const posted = await store.findPosted(install, request.place)
  if (posted === null) return noticeCard(gone)
  const isHere = audienceOf(install.platform, posted) === audienceOf(install.platform, incoming)
  const isTheirs = posted.person.id === person.id
  const mayDelete =
    isHere &&
    (isTheirs || (place.kind === 'channel' && (await standingOf({ ...incoming, install })).isManager === true))
  if (!mayDelete) return noticeCard(notYours)
  // It is tried again in a moment.
  if (posted.messageId === null) throw new Error('the answer is still on its way')
  try {
    await stage.remove({ target: posted.target, messageId: posted.messageId })
  } catch (error) {
    if (error instanceof AppError && error.retry === 'never') return noticeCard(`I cannot delete it. ${error.message}.`)
    throw error
  }
  await store.takeBack(install, request.place)
  return noticeCard(deleted)
}

export const takeBack: Gesture<TakeBack> = {
  name,
  replies: { [name]: reply },
  offers({ incoming }, _answer, { removes }) {
    if (!removes || incoming.isForAskerAlone) return []
    return [{ label: 'Delete', isSecondary: true, action: { gesture: name, value: 'all', isAboutAnswer: true } }]
  },
  act(_tools, _reader, value) {
    const about = aboutAnswer(value)
    if (about === null) return Promise.resolve({ kind: 'said', message: gone })
    return Promise.resolve({ kind: 'asked', request: { kind: name, place: about.place } satisfies TakeBack })
  },
}
