// What an answer rests on, for whoever asks why it was said or was not. Pure.
import { termId } from '../text/bm25.ts'
import type { Explained } from '../types.ts'
import type { Looked } from './look.ts'

export function explain({ read, draft, hits, stats }: Looked): Explained {
  return {
    question: read.full,
    asks: read.type,
    terms: [...read.terms].map(([term, weight]) => ({
      term,
      weight,
      passages: stats.frequencies.get(termId(term)) ?? 0,
    })),
    passages: stats.chunks,
    found: hits.map(({ document, heading, relevance }) => ({
      document: document.uri,
      // A path of headings may begin with the title.
      place: heading?.startsWith(document.title) ? heading : [document.title, heading].filter(Boolean).join(', '),
      relevance,
    })),
    sentences: (draft.judged ?? []).map(({ passage, ...sentence }) => ({
      ...sentence,
      document: hits[passage]?.document.uri ?? '',
    })),
  }
}
