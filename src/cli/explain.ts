// `ask --explain`: what was looked for and found, and which sentences were weighed. Pure.
import { bars } from '../rag/answer/extractive/verdict.ts'
import { termId } from '../rag/text/bm25.ts'
import type { Looked } from '../rag/types.ts'

type Sentences = NonNullable<Looked['draft']['judged']>

export interface Explained {
  /** As it was read, with what the thread brings. */
  readonly question: string
  /** The kind of answer that it asks for; `other` where none is plain. */
  readonly asks: string
  /** As they are compared: their stems. `passages` hold them, of all that are indexed. */
  readonly terms: readonly { readonly term: string; readonly weight: number; readonly passages: number }[]
  readonly passages: number
  /** Best first; `relevance` is comparable within one list alone. */
  readonly found: readonly { readonly document: string; readonly place: string; readonly relevance: number }[]
  readonly sentences: readonly (Omit<Sentences[number], 'passage'> & { readonly document: string })[]
}

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

const verdicts: Readonly<Record<Sentences[number]['verdict'], string>> = {
  said: 'said',
  'not-needed': 'left out: it repeats the others, or fits less',
  unsure: `left out: its passage is too little about this (sure below ${bars.sureness})`,
  apart: `left out: its passage has too few of the words (reach below ${bars.reach})`,
  doubtful: `left out: too much speaks against it (doubt above ${bars.doubt})`,
  'other-column': 'left out: the table tells something else of it',
  unfounded: 'left out: its passage has everyday words of this alone',
  'no-number': 'left out: a number is asked for, and it has none',
}

export function explanationLines({ question, asks, terms, passages, found, sentences }: Explained): readonly string[] {
  const counted = terms.map(({ term, weight, passages: some }) => `${term} (${fixed(weight)}, in ${some})`)
  return [
    `\nLooked for “${question}”${asks === 'other' ? '' : ` (asks for: ${asks})`}`,
    `  words, each with its weight, and how many passages of ${passages.toLocaleString('en')} have it: ${counted.join(', ')}`,
    `Found${found.length === 0 ? ' nothing' : ', the best first'}`,
    ...found.map(({ place, document, relevance }) => `  ${fixed(relevance)}  ${place}  ${document}`),
    ...(sentences.length === 0 ? [] : ['Weighed']),
    ...sentences.flatMap(({ text, sureness, reach, doubt, verdict }) => [
      `  sure ${fixed(sureness)}, reach ${fixed(reach)}, doubt ${fixed(doubt)}: ${verdicts[verdict]}`,
      `    “${text.replace(/\s+/g, ' ')}”`,
    ]),
  ]
}

const fixed = (value: number) => value.toFixed(2)
