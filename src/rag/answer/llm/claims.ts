// A model's statements to claims: each gets the smallest slices that carry it, from the passages it names or from another.
// Refuses what no passage supports, what is beside the question, and what carries more than words.

import { analyze } from '../../text/analyze.ts'
import { idfOf } from '../../text/bm25.ts'
import { prose } from '../../text/prose.ts'
import { covered } from '../extractive/fit.ts'
import { quotables } from '../extractive/quotables.ts'
import { asksForCredential } from '../guard/credentials.ts'
import { isPermitted, type Surroundings, vocabulary } from '../guard/permitted.ts'
import { carries, support } from '../guard/verify.ts'
import { type Screened, screen } from '../guard/withheld.ts'
import type { Claim, Passage, Writing } from '../writer.ts'
import type { Statement } from './statements.ts'

const limits = {
  claims: 12,
  /** Slices that together may carry one claim. */
  slices: 3,
  /** Slices that are looked at closely, for each claim. */
  candidates: 12,
}
/** Below this a statement is not supported. */
const minSupport = 0.6
/** A shorter slice is taken for a longer one that supports this much better at most. */
const nearlyAsGood = 0.05

interface Candidate {
  readonly passage: number
  readonly slices: Claim['evidence']
  readonly quote: string
  readonly terms: ReadonlySet<string>
}

export interface Verified {
  readonly claims: readonly Claim[]
  /** Statements that were left out, those that only lead to others not counted. */
  readonly dropped: number
}

export interface Checking extends Writing {
  readonly statements: readonly Statement[]
}

export function checkStatements({ question, passages, counts, statements }: Checking): Verified {
  const screened = screen(passages, question.text)
  const idf = idfOf(counts)
  const candidates = screened.passages.map((passage, i) => candidatesOf(passage, i, screened))
  const around: Omit<Surroundings, 'evidence' | 'head'> = {
    question: `${question.full}\n${question.text}`,
    mayBeCredential: asksForCredential(question.text),
    withheld: vocabulary(screened.withheld),
    peculiar: peculiarTerms(passages),
  }

  /** By its quote and what it stands under: the statement's own words are the model's. */
  const isOnTopic = (one: Candidate) =>
    covered(question, [`${headsOf([one], screened.passages)}\n${one.quote}`], idf) > 0

  /** @param told passages that carry what stands before it in its list */
  const check = (statement: Statement, told: ReadonlySet<number>): Claim | null => {
    const text = prose(statement.text.replace(/\n/g, ' '))
    if (text === '' || statement.marks.length === 0) return null
    const isFit = (one: Candidate) => told.has(one.passage) || isOnTopic(one)
    const named = statement.marks.flatMap((mark) => candidates[mark - 1] ?? [])
    const found =
      evidenceFor(text, named.filter(isFit), screened.passages) ??
      evidenceFor(text, candidates.flat().filter(isFit), screened.passages)
    if (!found) return null
    const evidence = found.map(({ quote }) => quote).join('\n')
    const head = headsOf(found, screened.passages)
    if (!isPermitted(text, { ...around, evidence, head })) return null
    return { text: `${statement.item}${text}`, evidence: found.flatMap(({ slices }) => slices) }
  }

  const claims: Claim[] = []
  let dropped = 0
  let told = new Set<number>()
  for (const statement of statements) {
    if (statement.item === '') told = new Set()
    const claim = check(statement, told)
    if (claim === null) {
      if (!statement.isLeadIn && statement.marks.length > 0) dropped += 1
      continue
    }
    for (const { passage } of claim.evidence) told.add(passage)
    if (!claims.some(({ text }) => text === claim.text) && claims.length < limits.claims) claims.push(claim)
  }
  return { claims, dropped }
}

function candidatesOf(passage: Passage, index: number, screened: Screened): Candidate[] {
  return quotables(passage.text)
    .quotables.filter(({ evidence }) => evidence.every(({ start, end }) => !screened.isWithheld(index, start, end)))
    .map(({ evidence }) => {
      const quote = evidence.map(({ start, end }) => passage.text.slice(start, end)).join('\n')
      const slices = evidence.map(({ start, end }) => ({ passage: index, start, end }))
      return { passage: index, slices, quote, terms: termsOf(prose(quote)) }
    })
}

/** The smallest of them that carry the text, in the order they were found; null when none do. */
function evidenceFor(text: string, pool: readonly Candidate[], passages: readonly Passage[]): Candidate[] | null {
  const said = termsOf(text)
  const shared = ({ terms }: Candidate) => [...said].filter((term) => terms.has(term)).length
  const near = pool
    .map((one) => ({ one, shared: shared(one) }))
    .filter((found) => found.shared > 0)
    .sort((a, b) => b.shared - a.shared || a.one.quote.length - b.one.quote.length)
    .slice(0, limits.candidates)
    .map(({ one }) => one)
  const supportBy = (chosen: readonly Candidate[]) =>
    support(text, [headsOf(chosen, passages), ...chosen.map(({ quote }) => quote)].join('\n'))
  const isCarried = (chosen: readonly Candidate[]) =>
    supportBy(chosen) >= minSupport && carries(said, (term) => chosen.some(({ terms }) => terms.has(term)))

  const alone = near.filter((one) => isCarried([one])).map((one) => ({ one, supported: supportBy([one]) }))
  const best = Math.max(...alone.map((found) => found.supported))
  const [shortest] = alone
    .filter((found) => found.supported >= best - nearlyAsGood)
    .sort((a, b) => a.one.quote.length - b.one.quote.length)
  if (shortest) return [shortest.one]

  const chosen: Candidate[] = []
  while (chosen.length < limits.slices) {
    const next = near
      .filter((one) => !chosen.includes(one))
      .map((one) => ({ one, supported: supportBy([...chosen, one]) }))
      .sort((a, b) => b.supported - a.supported)[0]
    if (!next) return null
    chosen.push(next.one)
    if (isCarried(chosen)) return chosen
  }
  return null
}

function headsOf(chosen: readonly Candidate[], passages: readonly Passage[]): string {
  return [
    ...new Set(chosen.map(({ passage }) => `${passages[passage]?.title ?? ''}\n${passages[passage]?.heading ?? ''}`)),
  ].join('\n')
}

/** Terms that one passage alone says, whatever was kept from the model. */
function peculiarTerms(passages: readonly Passage[]): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const { text } of passages) for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return new Set([...counts].filter(([, count]) => count === 1).map(([term]) => term))
}

function termsOf(text: string): ReadonlySet<string> {
  return new Set(analyze(text).map(({ term }) => term))
}
