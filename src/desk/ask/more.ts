// What there is for the asker alone, where an answer went by what all who read along may see: how many documents, and nothing
// of them.
import { type Card, noticeCard } from '../../card.ts'
import { AppError } from '../../errors.ts'
import type { AnswerPlace, Audience } from '../../model.ts'
import { aboutAnswer } from '../actions.ts'
import type { Asked, Tools } from '../types.ts'

const looked = 5
const again = 'again'

/** Which answer the button below asks once more; null for any other value. */
export function askedAgain(value: string): AnswerPlace | null {
  const about = aboutAnswer(value)
  return about?.what === again ? about.place : null
}

/**
 * @param question as it was read there
 * @param shown whose documents the answer went by
 * @returns null when there is no more
 */
export async function moreForAsker(
  { rag, scopeOf, store }: Pick<Tools, 'rag' | 'scopeOf' | 'store'>,
  { install, incoming }: Asked,
  question: string,
  shown: readonly Audience[],
): Promise<Card | null> {
  const scope = await scopeOf({ ...incoming, install, isForAskerAlone: true })
  // Channels are named where they have documents; a person is always. To search for theirs each time would double the cost of
  // every question.
  const others = scope.audiences.filter((audience) => !audience.startsWith('person:'))
  if (others.every((audience) => shown.includes(audience))) return null
  const hidden = async (ids: readonly string[]) => {
    const found = await store.listAudiences(scope.workspaceId, [...new Set(ids)])
    return found.filter((one) => !one.audiences.some((audience) => shown.includes(audience))).length
  }
  const { hits } = await rag.search(question, scope, looked).catch((error) => {
    // A question may read like a limit of the search.
    if (error instanceof AppError && error.code === 'bad-query') return { hits: [] }
    throw error
  })
  if ((await hidden(hits.map(({ document }) => document.id))) === 0) return null
  // What only shares words with the question would be no answer either.
  const answer = await rag.ask({ question, history: [], scope, isAgain: true })
  const documents = await hidden(answer.citations.map(({ document }) => document.id))
  if (documents === 0) return null
  const sources = documents === 1 ? '1 more source is' : `${documents} more sources are`
  const { parts, ...card } = noticeCard(`${sources} visible only to you.`)
  const action = { gesture: 'ask', value: again, isAboutAnswer: true } as const
  return { ...card, parts: [...parts, { kind: 'actions', buttons: [{ label: 'Answer privately', action }] }] }
}
