// A draft to an answer's markdown and citations. Refuses claims: one whose evidence is no slice of its passage, or
// whose words and numbers its evidence does not hold, is dropped; a URL or a mark a claim brings along is removed.
import type { Citation } from '../../model.ts'
import type { ChunkHit } from '../../store/search/search.ts'
import { wordingIn } from '../../wording/index.ts'
import { documentRef, type LinkTo, locatorOf } from '../search/locator.ts'
import { analyze } from '../text/analyze.ts'
import { asSentence, prose } from '../text/prose.ts'
import { carries } from './guard/verify.ts'
import type { Claim, Draft } from './writer.ts'

/** Slices of one chunk this near to each other (UTF-16 units) are quoted as one. */
const nearChars = 120

interface Slice {
  readonly passage: number
  start: number
  end: number
}

/**
 * @param hits the retrieved chunks, in the order the writer saw them as passages
 * @param wording what is said where the claims disagree; English by default
 * @returns marks counted from 1 by first use, each with its citation and each citation with its mark; null when no
 * claim survives
 */
export function cite(
  draft: Draft,
  hits: readonly ChunkHit[],
  linkTo: LinkTo,
  { disagree } = wordingIn('en'),
): { markdown: string; citations: readonly [Citation, ...Citation[]] } | null {
  if (draft.kind === 'refusal') return null
  const claims = draft.claims.filter((claim) => isSupported(claim, hits))
  const slices = merge(claims.flatMap((claim) => claim.evidence.map((slice) => ({ ...slice }))))
  const markers = new Map<Slice, number>()
  const sentences = claims.flatMap((claim, i) => {
    const item = itemMark.exec(claim.text)?.[0] ?? ''
    const said = prose(claim.text.slice(item.length))
    const isLeadIn = said.endsWith(':') && itemMark.test(claims[i + 1]?.text ?? '')
    const text = item !== '' || isLeadIn ? said : asSentence(said)
    if (text === '') return []
    const marks = new Set<number>()
    for (const evidence of claim.evidence) {
      const slice = slices.find(
        (one) => one.passage === evidence.passage && one.start <= evidence.start && evidence.end <= one.end,
      )
      if (!slice) continue
      if (!markers.has(slice)) markers.set(slice, markers.size + 1)
      marks.add(markers.get(slice) ?? 0)
    }
    // A fence ends alone on its line.
    return [`${item}${text}${text.endsWith('```') ? '\n' : ' '}${[...marks].map((mark) => `[${mark}]`).join('')}`]
  })
  const citations = [...markers].flatMap(([slice, marker]) => {
    const hit = hits[slice.passage]
    return hit ? [citation(marker, hit, slice, linkTo)] : []
  })
  const [first, ...rest] = citations
  if (!first) return null
  const markdown =
    draft.isConflict === true && sentences.length > 1 ? disagreeing(disagree, sentences) : joined(sentences)
  return { markdown, citations: [first, ...rest] }
}

function disagreeing(disagree: string, claims: readonly string[]): string {
  if (claims.some(holdsBlock)) return [disagree, ...claims].join('\n\n')
  return `${disagree}\n\n${claims.map((claim) => `- ${claim.replace(/\n+/g, ' ')}`).join('\n')}`
}

const itemMark = /^(?:- |\d{1,3}\. )/

/** Sentences run on; a list stands apart, a blank line from what follows and from what it does not belong to. */
function joined(claims: readonly string[]): string {
  return claims.reduce((text, claim) => {
    if (isItem(claim) && isItem(text.slice(text.lastIndexOf('\n') + 1))) return `${text}\n${claim}`
    const isApart =
      holdsBlock(claim) || holdsBlock(text) || isList(claim) || isList(text.slice(text.lastIndexOf('\n\n') + 1))
    return `${text}${isApart ? '\n\n' : ' '}${claim}`
  })
}

/** Several lines of code stand apart from sentences. */
function holdsBlock(text: string): boolean {
  return /^```/m.test(text)
}

function isItem(text: string): boolean {
  return /^(?:- |\d{1,3}\. )[^\n]*$/.test(text)
}

function isList(text: string): boolean {
  return /^(?:- |\d{1,3}\. )/m.test(text)
}

function citation(marker: number, hit: ChunkHit, slice: Slice, linkTo: LinkTo): Citation {
  const document = documentRef(hit)
  const quote = hit.text.slice(slice.start, slice.end)
  const locator = locatorOf(hit, slice.start, slice.end)
  const url = linkTo(hit.document, locator, quote)
  return { marker, document, quote, locator, ...(url === undefined ? {} : { url }) }
}

function isSupported(claim: Claim, hits: readonly ChunkHit[]): boolean {
  const quotes = claim.evidence.map(({ passage, start, end }) => {
    const text = hits[passage]?.text ?? ''
    const isSlice = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= text.length
    return isSlice ? text.slice(start, end).trim() : ''
  })
  if (quotes.length === 0 || quotes.includes('')) return false
  const held = new Set(analyze(quotes.join('\n')).map(({ term }) => term))
  const said = new Set(analyze(prose(claim.text)).map(({ term }) => term))
  return carries(said, (term) => held.has(term))
}

function merge(slices: readonly Slice[]): Slice[] {
  const merged: Slice[] = []
  for (const slice of slices.toSorted((a, b) => a.passage - b.passage || a.start - b.start)) {
    const last = merged.at(-1)
    if (last && last.passage === slice.passage && slice.start - last.end <= nearChars)
      last.end = Math.max(last.end, slice.end)
    else merged.push({ ...slice })
  }
  return merged
}
