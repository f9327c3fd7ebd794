// Makes a question stand alone with the thread's earlier user questions; a complete new question is left as it is.
// Only what people asked is used: an answer's text comes from documents and must not steer the next search.
import type { Turn } from '../../model.ts'
import { analyzeQuery } from '../text/analyze.ts'

/** A question made to stand alone. `focus` terms are the asker's own; `context` terms come from the thread. */
export interface StandaloneQuestion {
  readonly text: string
  readonly original: string
  readonly isFollowUp: boolean
}

/** How many earlier questions are looked at. */
const maxTurns = 6

const smallTalk =
  /^(?:(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|thanks|thank you|thx|ty|cheers|ok|okay|great|cool|nice|perfect|awesome|got it|bye|goodbye|see you|welcome|please|there|all|everyone|team|bot|so much|very much|a lot|again|that helps|that helped|you(?:'|’)re the best|how are you(?: doing)?(?: today)?|what(?:'|’)?s up)[\s!.,?…:;)(-]*)+$/iu

/** Whether a message is only a greeting or thanks. */
export function isSmallTalk(text: string): boolean {
  return smallTalk.test(text.replace(/\p{Extended_Pictographic}|️/gu, '').trim())
}

const connective =
  /^(?:and|but|or|also|plus|then|so|what about|how about|what of|ok(?:ay)?,? (?:and|but|so|what about))\b/i
// "It", "that" and "there" that point nowhere: "is it possible to …", "is there a …", "how long does it take to …".
const expletives =
  /\b(?:is|was|be|does|will|would|can) it (?:\w+ )?(?:ok|okay|possible|allowed|true|necessary|required|mandatory|worth|safe|legal|fine|important|take|cost|hurt|mean|make sense)\b(?= (?:to|that|for|if|when)\b)|\b(?:is|are|was|were|will|has|have) there\b|\bthere (?:is|are|was|were|be|any|a)\b|\b(?:this|these|that) (?:year|month|week|quarter|morning|afternoon|weekend|time)\b/gi
const pronoun =
  /\b(?:it|its|they|them|their|theirs|he|him|his|she|her|those|these|this|there|the same|the other|the others|the former|the latter|that one|that(?=\W*$|\s+(?:is|was|be|mean|means|apply|applies|work|works|include|includes|cost|costs|happen|happens|take|takes|count|counts|cover|covers|too|also|for|in|on|as)\b))\b/i
const leadingPreposition = /^(?:on|in|at|for|from|with|without|during|after|before|since|until|by|if)\b/i

/** How a question leans on what was asked before; null when it stands alone. */
export function leaning(question: string): 'connective' | 'pronoun' | 'ellipsis' | null {
  const text = question.trim()
  const words = text.split(/\s+/).length
  const content = analyzeQuery(text).length
  if (connective.test(text) && (words <= 9 || /^(?:what|how) about/i.test(text))) return 'connective'
  if (content <= 5 && pronoun.test(text.replace(expletives, ' '))) return 'pronoun'
  if (words <= 5 && content <= 2 && leadingPreposition.test(text)) return 'ellipsis'
  return words <= 3 && content <= 1 ? 'ellipsis' : null
}

/**
 * @param history earlier turns, oldest first, without this question
 * @returns `text` begins with the question it leans on, when it leans on one; `original` is the question as asked
 */
export function standalone(question: string, history: readonly Turn[]): StandaloneQuestion {
  const original = question.trim()
  const earlier = history
    .filter(({ role, text }) => role === 'user' && text.trim() !== '' && !isSmallTalk(text))
    .map(({ text }) => text.trim())
    .slice(-maxTurns)
  const how = earlier.length > 0 ? leaning(original) : null
  if (how === null) return { text: original, original, isFollowUp: false }
  const base = earlier.findLastIndex((text) => leaning(text) === null)
  const last = earlier.at(-1) ?? ''
  // "And on holidays?" replaces an earlier "and on weekends?"; "how long does it take?" may point at either.
  const context =
    how === 'pronoun' && base !== earlier.length - 1 ? [earlier[Math.max(base, 0)], last] : [earlier[Math.max(base, 0)]]
  const text = [...new Set(context), original].join(' ')
  return { text, original, isFollowUp: true }
}
