// What the benchmarks index and ask: real paragraphs and questions from the evaluation data where it lies, topped up
// (or replaced) by text from a seeded generator, so that two runs always see the same bytes.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Paragraph {
  readonly _id: string
  readonly title: string
  readonly text: string
}

export interface Texts {
  /** Where the first paragraphs and the questions come from, for the table. */
  readonly origin: 'squad2-dev' | 'generated'
  /** The first `count` paragraphs. */
  paragraphs(count: number): readonly Paragraph[]
  /** `count` questions that the first 479 paragraphs answer; they begin anew when they run out. */
  questions(count: number): readonly string[]
}

const seed = 20_251
const corpusSize = 479

/** @param dataFolder holds `squad2-dev/`; absent: everything is generated */
export function createTexts(dataFolder: string | undefined): Texts {
  const folder = dataFolder === undefined ? undefined : join(dataFolder, 'squad2-dev')
  const real = folder !== undefined && existsSync(folder) ? readReal(folder) : undefined
  const made = generateParagraphs('made', corpusSize, seed)
  const questions =
    real?.questions ??
    made.map(({ title, text }) => `What does ${title} say about ${text.split(' ', 9).slice(5).join(' ')}?`)
  return {
    origin: real ? 'squad2-dev' : 'generated',
    paragraphs(count) {
      const first = (real?.paragraphs ?? made).slice(0, count)
      return [...first, ...generateParagraphs('more', count - first.length, seed + 1)]
    },
    questions: (count) => Array.from({ length: count }, (_, i) => questions[i % questions.length]!),
  }
}

interface Line extends Paragraph {
  readonly is_impossible?: boolean
}

function readLines(folder: string, name: string): readonly Line[] {
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Line)
}

function readReal(folder: string): { paragraphs: readonly Paragraph[]; questions: readonly string[] } {
  const answerable = readLines(folder, 'questions.jsonl').filter((question) => question.is_impossible === false)
  return { paragraphs: readLines(folder, 'corpus.jsonl'), questions: spreadOut(answerable).map(({ text }) => text) }
}

/** Neighbours ask about one paragraph: a stride spreads them over all articles. */
function spreadOut<T>(items: readonly T[]): readonly T[] {
  const stride = 37
  return items.map((_, i) => items[(i * stride) % items.length]!)
}

/** `count` questions of one kind from the evaluation data; none where it lacks them. */
export function readQuestions(
  dataFolder: string,
  name: string,
  count: number,
  isWanted: (line: Line) => boolean = () => true,
): readonly string[] {
  const folder = join(dataFolder, 'squad2-dev')
  if (!existsSync(join(folder, name))) return []
  return spreadOut(readLines(folder, name).filter(isWanted))
    .slice(0, count)
    .map(({ text }) => text)
}

/** `count` headings of the Markdown pages below a folder, spread over them; none where there is no such folder. */
export function readHeadings(folder: string, count: number): readonly string[] {
  if (!existsSync(folder)) return []
  const pages = globSync('**/*.md', { cwd: folder }).sort()
  const headings = pages.flatMap((page) => [...readFileSync(join(folder, page), 'utf8').matchAll(/^##+ (\w[^\n#]*)/gm)])
  return spreadOut([...new Set(headings.map((found) => found[1]!.trim()))]).slice(0, count)
}

/** About 1,000 characters each: with its title every one becomes one chunk. */
export function generateParagraphs(prefix: string, count: number, fromSeed: number): readonly Paragraph[] {
  const random = xorshift32(fromSeed)
  const words = vocabulary(random)
  return Array.from({ length: Math.max(0, count) }, (_, i) => ({
    _id: `${prefix}-${i}`,
    title: `${capitalize(pick(words, random))} ${pick(words, random)} ${i}`,
    text: Array.from({ length: 10 }, () => sentence(words, random)).join(' '),
  }))
}

/** One Markdown file with a heading over each paragraph: `sections` chunks. */
export function generateBook(sections: number, fromSeed: number): string {
  return generateParagraphs('section', sections, fromSeed)
    .map(({ title, text }) => `## ${title}\n\n${text}\n`)
    .join('\n')
}

export function toJsonLines(paragraphs: readonly Paragraph[]): string {
  return paragraphs.map((paragraph) => `${JSON.stringify(paragraph)}\n`).join('')
}

const largeVocabulary = 60_000

/** Documents of about 1 kB whose words are as unevenly frequent as in real text, and queries of 3 to 8 words of one of them. */
export function generateCorpus(
  count: number,
  queries: number,
): { paragraphs: readonly Paragraph[]; queries: readonly string[] } {
  const random = xorshift32(seed)
  const words = vocabulary(random, largeVocabulary)
  const sums: number[] = []
  for (let i = 0; i < words.length; i += 1) sums.push((sums[i - 1] ?? 0) + 1 / (i + 2))
  const next = () => words[firstAbove(sums, random() * (sums.at(-1) ?? 0))]!
  const paragraphs = Array.from({ length: count }, (_, i) => ({
    _id: `d${i}`,
    title: `${next()} ${next()} ${i}`,
    text: Array.from({ length: 10 }, () => `${capitalize(Array.from({ length: 12 }, next).join(' '))}.`).join(' '),
  }))
  const any = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const asked = Array.from({ length: queries }, () => {
    const said = any(paragraphs).text.replaceAll('.', '').split(' ')
    return Array.from({ length: 3 + Math.floor(random() * 6) }, () => any(said)).join(' ')
  })
  return { paragraphs, queries: asked }
}

/** The place of the first sum above a value. */
function firstAbove(sums: readonly number[], value: number): number {
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

const syllables = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bre cla dro fli gra'.split(' ')

/** Made-up words of two to four syllables. */
export function vocabulary(random: () => number, size = 6_000): readonly string[] {
  return Array.from({ length: size }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 3) },
      () => syllables[Math.floor(random() * syllables.length)]!,
    ).join(''),
  )
}

// The cube of an even draw favours the first words, as real text favours its common ones.
function pick(words: readonly string[], random: () => number): string {
  return words[Math.floor(random() ** 3 * words.length)]!
}

function sentence(words: readonly string[], random: () => number): string {
  const length = 9 + Math.floor(random() * 8)
  return `${capitalize(Array.from({ length }, () => pick(words, random)).join(' '))}.`
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

// Marsaglia's xorshift with 32 bits of state: https://doi.org/10.18637/jss.v008.i14
export function xorshift32(fromSeed: number): () => number {
  let state = fromSeed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
