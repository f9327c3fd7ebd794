// Raised and lowered text as plain characters that still say so: 10⁶, m³, H₂O, and e^x or V_(in) where Unicode has none.
// What is raised by habit alone (20th, 1er, Mme) stays as it is, and a note's mark never becomes part of a number.

export type Baseline = 'raised' | 'lowered'

const characters: Readonly<Record<Baseline, ReadonlyMap<string, string>>> = {
  raised: pairs('0123456789+-−–=()ni', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ'),
  lowered: pairs('0123456789+-−–=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ'),
}
const signs: Readonly<Record<Baseline, string>> = { raised: '^', lowered: '_' }
const trade: Readonly<Record<string, string>> = { TM: '™', SM: '℠' }
/** What is longer, in UTF-16 units, is small print and no exponent. */
const maxChars = 24

/**
 * @param text as it stands in the document, white space around it kept
 * @param before what it is attached to: the end of the text before it, '' after white space
 */
export function shift(text: string, baseline: Baseline, before: string): string {
  const inner = text.trim()
  if (inner === '' || inner.length > maxChars) return text
  const lead = text.slice(0, text.indexOf(inner))
  const tail = text.slice(lead.length + inner.length)
  return lead + shifted(inner, baseline, lead === '' ? before : '') + tail
}

function shifted(text: string, baseline: Baseline, before: string): string {
  if (baseline === 'raised') {
    if (trade[text] !== undefined) return trade[text]
    // Marks that no word or number takes in: *, †, [3], (3).
    if (!/[\p{L}\p{N}]/u.test(text) || /^\[[^[\]]*\]$|^\(\d{1,3}\)$/.test(text))
      return isSigned(text) ? exact(text, baseline) : text
    if (isOrdinal(text, before)) return text
    // Several notes at once.
    if (/^\d{1,3}(?:\s?[,;]\s?\d{1,3})+$/.test(text) && !/\d$/.test(before)) return `[${text}]`
  }
  // Words are no exponent.
  if (/\p{L}{2}\s/u.test(text) || (before === '' && /^\p{L}+$/u.test(text))) return before === '' ? text : ` ${text}`
  return exact(text, baseline)
}

/** "Na⁺", "Cl⁻", "O²⁻": a charge, or a number with its sign. */
function isSigned(text: string): boolean {
  return /^[+\-−–]$/.test(text)
}

function exact(text: string, baseline: Baseline): string {
  const found = Array.from(text, (one) => characters[baseline].get(one))
  if (!found.includes(undefined)) return found.join('')
  return [...text].length === 1 ? signs[baseline] + text : `${signs[baseline]}(${text})`
}

/** 1st, 2ème, 3º; and Mme, No, where letters are raised behind letters. */
function isOrdinal(text: string, before: string): boolean {
  if (/\d$/.test(before)) return /^(?:st|nd|rd|th|er|ère|ere|re|e|ème|eme|ième|de?|nde?|os?|as?\.|[ºª°])$/iu.test(text)
  return /\p{L}$/u.test(before) && /^(?:\p{Ll}{2,4}|o|os)\.?$/u.test(text)
}

function pairs(plain: string, shown: string): ReadonlyMap<string, string> {
  const to = [...shown]
  return new Map([...plain].map((one, i) => [one, to[i] ?? one]))
}

/** A line of text that is written in runs, some of them off its baseline. What is split over several runs is one. */
export class Runs {
  #text = ''
  #tail = ''
  #open = ''
  #baseline: Baseline | undefined

  write(value: string, baseline?: Baseline): void {
    if (this.#baseline !== baseline) this.#settle()
    this.#baseline = baseline
    if (baseline === undefined) this.#append(value)
    else this.#open += value
  }

  get text(): string {
    this.#settle()
    return this.#text
  }

  #settle(): void {
    if (this.#baseline === undefined || this.#open === '') return
    this.#append(shift(this.#open, this.#baseline, /(?<!\S)\S*$/.exec(this.#tail)?.[0] ?? ''))
    this.#open = ''
  }

  #append(value: string): void {
    this.#text += value
    // Kept apart: to look at the end of a growing string is to copy it.
    this.#tail = (this.#tail + value.slice(-maxChars)).slice(-maxChars)
  }
}
