// What a message is about, in the few words of it that the documents know: a question that points at the message ("how
// do I report it?") is looked up with them. All of its words would drown the question.
import type { CorpusStats } from '../../store/search/rank.ts'
import { analyzeQuery } from '../text/analyze.ts'
import { idf, isCommon, termId } from '../text/bm25.ts'

const maxWords = 3

/** The terms of a message, each once. */
export function topicTerms(text: string): readonly string[] {
  return [...new Set(analyzeQuery(text).map(({ term }) => term))].filter((term) => !isCommon(term))
}

/** Its rarest words that documents hold, in its own order and spelling; '' when they hold none. */
export function topicOf(text: string, { frequencies, chunks }: Pick<CorpusStats, 'frequencies' | 'chunks'>): string {
  const tokens = analyzeQuery(text)
  const known = topicTerms(text).filter((term) => (frequencies.get(termId(term)) ?? 0) > 0)
  const rarest = known
    .toSorted(
      (a, b) => idf(b, frequencies.get(termId(b)) ?? 0, chunks) - idf(a, frequencies.get(termId(a)) ?? 0, chunks),
    )
    .slice(0, maxWords)
  return known
    .filter((term) => rarest.includes(term))
    .map((term) => {
      const { start, end } = tokens.find((token) => token.term === term)!
      return text.slice(start, end)
    })
    .join(' ')
}
