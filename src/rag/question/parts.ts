// A message that asks two things to its questions, each with what the others say of it: "How much is it, and when is it
// paid?". Pure; knows English alone, and leaves whole what it cannot part for sure.
import { analyzeTopic } from '../text/analyze.ts'
import type { StandaloneQuestion } from './follow-up.ts'

const mostParts = 3
/** A message this long, in UTF-16 code units, is a text: its questions are not what it asks. */
const longest = 600

const word = 'who|whom|whose|what|when|where|why|how|which'
const before = '(?:(?:in|at|on|for|to|from|by|with|till|until|since|under|above|below|after|before|within) )?'
const helping = 'can|could|do|does|did|is|are|was|were|may|must|should|will|would|has|have'
const whom = 'i|we|you|they|he|she|it|there|the|a|an|my|our|your|their|this|that|these|those'

const asks = new RegExp(
  `^(?:and |or |also |so )?${before}(?:${word})\\b|^(?:and |or |also |so )?(?:${helping})(?:n['’]t)? (?:${whom})\\b`,
  'i',
)
// Where a second question begins inside a sentence. Behind a comma alone "which" and "who" tell of what stands before it.
const second = new RegExp(
  `(?::|,? (?:and|or)) (?=${before}(?:${word})\\b|(?:${helping}) (?:${whom})\\b)|, (?=how\\b|what\\b|where\\b)`,
  'gi',
)
// "When a commission reached no decision, what happened?" asks one thing.
const leadsIn = /^(?:when|where|while|if|after|before)\b/i

/** The questions of a message, two or three; empty where it asks one thing. */
export function partsOf(message: string): readonly StandaloneQuestion[] {
  if (message.length > longest) return []
  const asked: string[] = []
  const told: string[] = []
  for (const sentence of sentencesOf(message)) {
    for (const piece of piecesOf(sentence)) (asks.test(piece) ? asked : told).push(piece)
  }
  if (asked.length < 2 || asked.length > mostParts || !asked.every((one, i) => says(one, i))) return []
  return asked.map((original, i) => {
    const context = [...told, ...asked.slice(0, i)].join(' ')
    return { text: context === '' ? original : `${context} ${original}`, original, isFollowUp: context !== '' }
  })
}

/** The first has to say what it is about; a later one may point at that. */
function says(question: string, at: number): boolean {
  return analyzeTopic(question).length > 0 || (at > 0 && question.split(' ').length > 1)
}

function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** A sentence at the places where another question begins in it, if what stands before asks, or leads to what is asked. */
function piecesOf(sentence: string): readonly string[] {
  const pieces: string[] = []
  let from = 0
  for (const match of sentence.matchAll(second)) {
    const piece = sentence.slice(from, match.index).trim()
    const isLead = match[0].startsWith(':')
    const isAfterComma = match[0] === ', '
    if (piece === '' || !(isLead || asks.test(piece)) || (isAfterComma && leadsIn.test(piece))) continue
    pieces.push(piece)
    from = match.index + match[0].length
  }
  return [...pieces, sentence.slice(from).trim()]
}
