// Someone who wants to be told when a question can be answered, and what they are told then.
import type { Card } from '../card.ts'
import type { Reader } from '../model.ts'
import { aboutAnswer } from './actions.ts'
import { answerCard } from './ask/card.ts'
import { heardBy } from './feedback.ts'
import type { Gesture, Tools } from './types.ts'

const name = 'notify'

const words = {
  kept: 'I ask this again for you when documents come in, and write to you directly once I can answer it, within 30 days.',
  known: 'You are on the list for this question already.',
  full: 'You wait for 20 questions already, which is the most. Each ends when it is answered, or after 30 days.',
  missing: 'This question is no longer kept, or was not said to you: ask it again.',
} as const

/** The answer to a question that someone waits for, for them alone; null while there is none. */
export async function awaitedCard(
  { rag, scopeOf }: Pick<Tools, 'rag' | 'scopeOf'>,
  reader: Reader,
  question: string,
  readAs: string,
): Promise<Card | null> {
  const answer = await rag.ask({ question: readAs, history: [], scope: await scopeOf(reader), isAgain: true })
  if (answer.kind !== 'answered') return null
  const { parts, ...card } = answerCard(question, answer, answer.notes ?? [])
  const note = { kind: 'note', text: `You wanted to know: “${question}”` } as const
  return { ...card, title: 'This can be answered now', parts: [note, ...parts] }
}

export const notify: Gesture = {
  name,
  offers({ incoming }, answer, { reaches }) {
    if (!reaches || answer.kind !== 'no_evidence' || incoming.place.kind === 'page') return []
    return [{ label: 'Tell me when you can', action: { gesture: name, value: 'me', isAboutAnswer: true } }]
  },
  async act({ store }, reader, value) {
    const about = aboutAnswer(value)
    const kept =
      about === null ? 'missing' : await store.awaitAnswer(reader.install, about.place, reader.person, heardBy(reader))
    return { kind: 'said', message: words[kept] }
  },
}
