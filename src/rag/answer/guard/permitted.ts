// What a sentence of a model may carry besides its words: no address, no credential, no word that came from elsewhere than
// its evidence. Pure; it trusts neither the spelling nor the script of what it reads.
import { analyze } from '../../text/analyze.ts'
import { isCommon } from '../../text/bm25.ts'
import { compatible } from '../../text/fold.ts'
import { prose } from '../../text/prose.ts'
import { holdsCredential } from './credentials.ts'

/** What surrounds a sentence: texts that its words may, and may not, come from. */
export interface Surroundings {
  /** The quotes that carry it. */
  readonly evidence: string
  /** The title and headings that they stand under. */
  readonly head: string
  readonly question: string
  /** Whether the question asks for a credential or an identifier. */
  readonly mayBeCredential: boolean
  /** What was kept from the model: none of its words may be in the sentence. */
  readonly withheld: Vocabulary
  /** Words that only one of the passages says. */
  readonly peculiar: ReadonlySet<string>
}

/** Analyzed terms, and those that stand next to each other. */
export interface Vocabulary {
  readonly terms: ReadonlySet<string>
  readonly pairs: ReadonlySet<string>
}

// Endings of files and of names such as Node.js; what ends in another may be an address.
const fileEndings = new Set(
  'js ts jsx tsx mjs cjs json jsonl yaml yml toml xml html css scss txt csv tsv log conf cfg ini env lock sql java cpp hpp kt go rb php cs swift vue svg png jpg jpeg gif pdf doc docx xls xlsx ppt pptx odt rtf eml vtt srt exe dll dmg iso bak tmp pem crt'.split(
    ' ',
  ),
)
const scheme =
  /[\p{L}][\p{L}\d+.-]{1,20}:\s*[/\\]\s*[/\\]|\bwww\s*\.\s*\p{L}|(?<![\p{L}\d:])\/\/[\p{L}\d]|\b(?:javascript|vbscript|mailto|data|file|tel):\S/iu
const host = /(?:[\p{L}\d_-]{1,63}\.){1,16}(?<ending>\p{L}[\p{L}-]{1,23})(?<rest>(?::\d+)?[/?#\\][^\s)]*)?/gu
const address = /[^\s@<>()"']{1,64}@[^\s@<>()"']*[^\s@<>()"'.,;:!?]/g
const spelledOut = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}](?![\p{L}\p{N}])[\s._|*,/+-]{1,3}){4,}[\p{L}\p{N}](?![\p{L}\p{N}])/u
const encoded = /[\u{1f100}-\u{1f1ff}\u{2800}-\u{28ff}]|&#?\w{2,};|%[0-9a-f]{2}|\\[ux][0-9a-f]{2}/iu
const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Thai',
  'Georgian',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Cherokee',
  'Coptic',
  'Runic',
  'Deseret',
].map((name) => new RegExp(`\\p{Script=${name}}`, 'u'))

export function vocabulary(text: string): Vocabulary {
  const terms = analyze(text).map(({ term }) => term)
  return { terms: new Set(terms), pairs: new Set(pairsOf(terms)) }
}

/** @param text clean prose, as `prose` makes it. @returns whether nothing in it is out of place */
export function isPermitted(said: string, around: Surroundings): boolean {
  // Code is shown as the document writes it, and leads nowhere.
  const text = said.replace(/`([^`\n]+)`/g, (whole, code: string) => (around.evidence.includes(code) ? ' ' : whole))
  const folded = fold(text)
  return (
    !hasAddress(text, folded, around) &&
    !spelledOut.test(folded) &&
    !encoded.test(text) &&
    hasOnlyScriptsOf(folded, around) &&
    (around.mayBeCredential || !holdsCredential(folded)) &&
    !isSmuggled(folded, around)
  )
}

/** As a reader sees it: look-alike letters, dots and slashes in one form, and defanged addresses whole. */
function fold(text: string): string {
  return compatible(text)
    .replace(/[․﹒⸳܂]|(?<=[a-z\d])[。｡・·](?=[a-z\d])/gi, '.')
    .replace(/[⁄∕⧸╱⟋]/g, '/')
    .replace(/[꞉：∶]/g, ':')
    .replace(
      /(?<!\s)\s*[[({]\s*(?:\.|dot|punkt)\s*[\])}]\s*|(?<!\s)\s+(?:\.|dot)\s+(?=[a-z-]{2,}\s*(?:[/:?]|slash\b))/gi,
      '.',
    )
    .replace(/\bhxxp/gi, 'http')
    .replace(/(?=\s)(?<=\.[a-z]{2,63})\s+(?:slash\s+|(?=[/?]\S))/gi, '/')
}

function hasAddress(text: string, folded: string, { evidence, question }: Surroundings): boolean {
  if (scheme.test(folded)) return true
  const quoted = prose(evidence)
  if (text.includes('(link)') && !quoted.includes('(link)')) return true
  const held = `${quoted}\n${question}`.toLowerCase()
  const addresses = folded.match(address) ?? []
  if (addresses.some((one) => !held.includes(one.toLowerCase()))) return true
  return [...folded.replace(address, ' ').matchAll(host)].some(([whole, ...{ length: _, ...rest }]) => {
    const groups = { ending: String(rest[0] ?? ''), rest: rest[1] }
    if (fileEndings.has(groups.ending.toLowerCase())) return false
    // With a path it can carry something away; without one it may be a name that the documents use.
    return groups.rest !== undefined || !held.includes(whole.toLowerCase())
  })
}

function hasOnlyScriptsOf(text: string, { evidence, head, question }: Surroundings): boolean {
  const known = fold(`${evidence}\n${head}\n${question}`)
  if (scripts.some((script) => script.test(text) && !script.test(known))) return false
  return !(text.match(/[\p{L}\p{M}]+/gu) ?? []).some(
    (word) => scripts.slice(0, 4).filter((script) => script.test(word)).length > 1,
  )
}

/** Whether a word came from what was withheld, from a passage that it does not cite, or from nowhere, like a code. */
function isSmuggled(text: string, { evidence, head, question, withheld, peculiar }: Surroundings): boolean {
  const own = vocabulary(`${evidence}\n${head}\n${question}`)
  const said = analyze(text)
  const isForeign = said.some(({ term, start, end }) => {
    if (own.terms.has(term)) return false
    const word = text.slice(start, end)
    const isCode = /\d/.test(word) || (word.length > 3 && /\p{Lu}/u.test(word.slice(1)))
    return isCode || (!isCommon(term) && (withheld.terms.has(term) || peculiar.has(term)))
  })
  return (
    isForeign || pairsOf(said.map(({ term }) => term)).some((pair) => withheld.pairs.has(pair) && !own.pairs.has(pair))
  )
}

function pairsOf(terms: readonly string[]): string[] {
  return terms.slice(1).map((term, i) => `${terms[i]} ${term}`)
}
