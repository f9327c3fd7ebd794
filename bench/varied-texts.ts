// Texts of many kinds from a seeded generator, 1 kB to 10 MB: the same bytes at every run.
import { vocabulary, xorshift32 } from './texts.ts'

export interface VariedText {
  readonly name: string
  readonly file: string
  readonly make: () => Buffer<ArrayBuffer>
}

type Random = () => number
/** @returns the next part of a text, a few hundred characters */
type Kind = readonly [name: string, end: string, start: (random: Random) => (i: number) => string]

const seed = 10_061
const bytes = { least: 1_000, most: 10_000_000 }

const any = <T>(items: readonly T[] | string, random: Random) => items[Math.floor(random() * items.length)] as T
const times = (count: number, make: (i: number) => string, between = '') =>
  Array.from({ length: count }, (_, i) => make(i)).join(between)

function wordsOf(random: Random) {
  const all = vocabulary(random, 4_000)
  const word = () => any(all, random)
  const words = (count: number) => times(count, word, ' ')
  return { word, words, sentence: (count: number) => `${words(count)}.` }
}
const charsOf = (from: number, count: number, random: Random) =>
  String.fromCodePoint(from + Math.floor(random() * count))

const kinds: readonly Kind[] = [
  [
    'pages of prose',
    'md',
    (random) => {
      const { words, sentence } = wordsOf(random)
      return (i) => `${'#'.repeat(1 + (i % 4))} ${words(4)}\n\n${times(4, () => sentence(14), ' “Quoted” ')}\n\n`
    },
  ],
  [
    'one long line',
    'txt',
    (random) => {
      const { sentence } = wordsOf(random)
      return () => `${sentence(16)} `
    },
  ],
  [
    'prose without an end',
    'txt',
    (random) => {
      const { words } = wordsOf(random)
      return () => `${words(40)} `
    },
  ],
  ['no spaces', 'txt', (random) => () => times(300, () => charsOf(97, 26, random))],
  [
    'tiny sentences',
    'txt',
    (random) => {
      const { word } = wordsOf(random)
      return () => times(20, () => `${word()}! `)
    },
  ],
  [
    'tables',
    'md',
    (random) => {
      const { word, words } = wordsOf(random)
      return (i) =>
        i % 40 === 0
          ? `\n## ${words(3)}\n\n| ${word()} | ${word()} | sum |\n|---|---|---|\n`
          : times(8, () => `| ${word()} | ${words(3)} | ${Math.floor(random() * 1e6)} |\n`)
    },
  ],
  [
    'long rows',
    'csv',
    (random) => {
      const { word } = wordsOf(random)
      return (i) =>
        `${times(60, (at) => (i === 0 ? `column ${at}` : random() < 0.5 ? word() : String(random())), ',')}\n`
    },
  ],
  [
    'short rows',
    'csv',
    (random) => {
      const { word } = wordsOf(random)
      return (i) => (i === 0 ? 'id,name\n' : times(20, (at) => `${i}-${at},"${word()}, ${word()}"\n`))
    },
  ],
  [
    'records',
    'jsonl',
    (random) => {
      const { word, sentence } = wordsOf(random)
      return (i) =>
        `${JSON.stringify({ _id: i, title: word(), tags: [word(), word()], at: { x: random(), text: sentence(12) } })}\n`
    },
  ],
  [
    'data',
    'yaml',
    (random) => {
      const { word, words } = wordsOf(random)
      return () =>
        `${word()}:\n${times(6, () => `  ${word()}:\n    - ${words(3)}\n    - ${Math.floor(random() * 999)}\n`)}`
    },
  ],
  [
    'a page',
    'html',
    (random) => {
      const { words, sentence } = wordsOf(random)
      return () =>
        `<section class="a"><h2>${words(3)}</h2><p>${sentence(12)} <a href="/x">${words(2)}</a> ${sentence(9)}</p></section>\n`
    },
  ],
  [
    'lists and tables',
    'html',
    (random) => {
      const { words } = wordsOf(random)
      return () =>
        `<ul>${times(6, () => `<li><b>${words(2)}</b> ${words(4)}</li>`)}</ul><table>${times(5, () => `<tr><td>${words(1)}</td><td>${random()}</td></tr>`)}</table>\n`
    },
  ],
  [
    'code in fences',
    'md',
    (random) => {
      const { word, sentence } = wordsOf(random)
      return () =>
        `${sentence(8)}\n\n\`\`\`ts\n${times(8, () => `  const ${word()} = ${word()}(${word()}, ${random()})\n`)}\`\`\`\n\n`
    },
  ],
  [
    'code',
    'ts',
    (random) => {
      const { word } = wordsOf(random)
      return () =>
        `export function ${word()}(${word()}: string) {\n${times(6, () => `  if (${word()}) return ${word()}.${word()}['${word()}']\n`)}}\n\n`
    },
  ],
  ['Chinese', 'txt', (random) => () => `${times(30, () => charsOf(0x4e00, 3_000, random))}${any('，。。\n', random)}`],
  ['Thai', 'txt', (random) => () => `${times(60, () => charsOf(0x0e01, 46, random))}${any(' \n', random)}`],
  [
    'combining marks',
    'txt',
    (random) => {
      const { word } = wordsOf(random)
      return () => times(20, () => `${word()}${times(4, () => charsOf(0x0300, 0x6f, random))} `)
    },
  ],
  [
    'deep lists',
    'md',
    (random) => {
      const { words } = wordsOf(random)
      return (i) => times(8, (at) => `${'  '.repeat((i * 8 + at) % 60)}${at % 2 ? '-' : '1.'} ${words(4)}\n`)
    },
  ],
  ['numbers', 'txt', (random) => () => times(20, () => `${(random() * 10 ** Math.floor(random() * 9)).toFixed(2)} `)],
  [
    'many scripts',
    'md',
    (random) => {
      const scripts = [0x0391, 0x0430, 0x05d0, 0x0627, 0x0905, 0x3042, 0xac00, 0x1f600]
      return () =>
        times(10, () => {
          const from = any(scripts, random)
          return `${times(7, () => charsOf(from, 24, random))} `
        }) + any('\n.', random)
    },
  ],
]

/** So many, each kind by turns: of its sizes some lie in each part of the range. */
export function variedTexts(count: number): readonly VariedText[] {
  const turns = Math.ceil(count / kinds.length)
  return Array.from({ length: count }, (_, i) => {
    const [name, end, start] = kinds[i % kinds.length] as Kind
    const random = xorshift32(seed + i * 7_919)
    for (let n = 0; n < 5; n++) random()
    const share = (Math.floor(i / kinds.length) + random()) / turns
    const length = Math.round(bytes.least * (bytes.most / bytes.least) ** share)
    return {
      name: `text ${i}: ${name}, ${length.toLocaleString('en')} bytes`,
      file: `text-${i}.${end}`,
      make: () => fill(start(xorshift32(seed + i)), length),
    }
  })
}

function fill(next: (i: number) => string, length: number): Buffer<ArrayBuffer> {
  const whole = Buffer.alloc(length, ' ')
  for (let at = 0, i = 0; at < length; i++) at += whole.write(next(i), at) || length
  return whole
}
