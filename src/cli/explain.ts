// What `ask --explain` prints: what was looked for and found, and which sentences were weighed. Pure.
import { bars } from '../rag/answer/extractive/verdict.ts'
import type { Explained, Weighed } from '../rag/types.ts'

const verdicts: Readonly<Record<Weighed['verdict'], string>> = {
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
