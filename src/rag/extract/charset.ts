// Which legacy charset bytes are in: chardet's guesses, weighed by whether what each decodes to looks like words.
// Refuses (null) when nothing does.
import { analyse } from 'chardet'

const sampleBytes = 16_384
// A guess below it is noise; each charset that chardet does not know or ranks last on short texts may still win on looks.
const floor = 4
const alsoTried = ['windows-1251', 'koi8-u', 'ibm866', 'macintosh', 'windows-1253', 'windows-1250']
// chardet takes Thai for Chinese, which never reads as flawless Thai.
const thai = { label: 'windows-874', confidence: 60, minPlausibility: 0.99 }
// Western text is by far the most frequent, and short texts tell too little to know better.
const westernBonus = 3
const minPlausibility = 0.7

/** @returns the text in its likeliest charset; null when it reads as words in none */
export function decodeDetected(bytes: Uint8Array): string | null {
  const sample = sampleOf(bytes)
  const confidences = new Map<string, number>(alsoTried.map((label) => [label, floor]))
  const add = (label: string, confidence: number) =>
    confidences.set(label, Math.max(confidence, confidences.get(label) ?? 0))
  for (const { name, confidence } of analyse(sample)) add(decodable(name), confidence)
  if (plausibilityOf(decodeWith(thai.label, sample) ?? '') >= thai.minPlausibility) add(thai.label, thai.confidence)
  add('windows-1252', (confidences.get('windows-1252') ?? 0) + westernBonus)
  let best: { label: string; score: number } | null = null
  for (const [label, confidence] of confidences) {
    const text = decodeWith(label, sample)
    const plausibility = text === null ? 0 : plausibilityOf(text)
    const score = Math.max(confidence, floor) * plausibility
    if (plausibility >= minPlausibility && score > (best?.score ?? 0)) best = { label, score }
  }
  return best === null ? null : decodeWith(best.label, bytes)
}

/** @returns null when there is no such charset, or, where `isStrict`, when the bytes are not in it */
export function decodeWith(label: string, bytes: Uint8Array, isStrict = false): string | null {
  try {
    return new TextDecoder(label, { fatal: isStrict }).decode(bytes)
  } catch {
    // Told by null: the caller tries the next.
    return null
  }
}

/** The name of a superset that the platform decodes: it has all letters of the narrower one. */
function decodable(name: string): string {
  if (name === 'ISO-8859-1' || name === 'ASCII') return 'windows-1252'
  if (name === 'KOI8-R') return 'koi8-u'
  return name.toLowerCase()
}

/** From the line with the first byte beyond ASCII on: a long English preface tells nothing. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte > 0x7f)
  const lineStart = bytes.lastIndexOf(0x0a, first) + 1
  const start = Math.max(lineStart, first - 256, 0)
  return bytes.subarray(start, start + sampleBytes)
}

const scripts = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Thai}/u,
  /\p{Script=Han}/u,
  /[\uff66-\uff9f]/u,
]
// What stands between words in all kinds of texts; within one, only apostrophes, hyphens and the Catalan dot do.
const between = /[\p{Pi}\p{Pf}\p{Pd}\p{Sc}…·•°§©®™†‡±×„‚¡¿ªº\u00a0\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f]/u
const within = /[’‘ʼ·\p{Pd}]/u

/** From 0 to 1: the share of characters beyond ASCII that stand where a writer would have put them. */
function plausibilityOf(text: string): number {
  let beyond = 0
  let odd = 0
  for (const word of text.split(/[\s!-,./:-@[-`{-~]+/)) {
    const special = word.match(/[^\0-\x7f]/gu)?.length ?? 0
    if (special === 0) continue
    beyond += special
    odd += Math.min(special * 2, oddityOf(word, special))
  }
  return beyond === 0 ? 1 : Math.max(0, 1 - odd / beyond)
}

function oddityOf(word: string, special: number): number {
  let signs = 0
  let unreadable = 0
  const characters = [...word]
  characters.forEach((character, index) => {
    if (character <= '\x7f' || /[\p{L}\p{M}\p{N}]/u.test(character)) return
    const isInside = /\p{L}/u.test(characters[index - 1] ?? '') && /\p{L}/u.test(characters[index + 1] ?? '')
    if (/[\ufffd\p{Cc}\p{Co}\p{Cn}]/u.test(character)) unreadable++
    else if (!(isInside ? within : between).test(character)) signs++
  })
  const isMixed = scripts.filter((script) => script.test(word)).length > 1
  // "пРИВЕТ", "fÃ¼r": another charset turns the case of letters around within words.
  const turnsCase = /\p{Ll}\p{Lu}/u.test(word)
  // "Îòïóñê": Latin words hold some letters with accents, never almost all.
  const isAccented = special > 3 && special > characters.length * 0.7 && /\p{Script=Latin}/u.test(word)
  // A vowel or tone sign needs the letter that it stands on.
  const lacksBase = /^\p{M}|\p{M}{3}/u.test(word)
  return signs + unreadable * 4 + (isMixed || turnsCase || isAccented || lacksBase ? special / 2 : 0)
}
