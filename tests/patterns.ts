// Reads every regular expression of the source and judges those whose time grows faster than the text: one short document
// must not hold the process. What a pattern is made of when the process runs is read too, as far as it is constant.
// To judge them all takes minutes, and the same pattern gets the same verdict: those that were found linear are kept in
// `fixtures/linear-patterns.txt`, which `npm run patterns` writes anew, and what is not among them is judged.
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { check, type Parameters } from 'recheck'
import { parseAst } from 'vitest/node'

export interface Pattern {
  /** `src/rag/text/fold.ts:12` */
  readonly at: string
  readonly source: string
  readonly flags: string
}

type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>

/** Patterns made from what is known only when the process runs, by file in their order: what they become at their worst. */
const made: Readonly<Record<string, readonly string[]>> = {
  // The letters and the digits of one code, with a joint of two characters between them at most.
  'src/rag/question/codes.ts': [
    String.raw`§ ?4\.2(?![\p{L}\p{N}]|\.\d)`,
    String.raw`(?<![\p{L}\p{N}])A[\s\-‐‑–._/]{0,2}B(?:/\p{L}{1,5})?[\s\-‐‑–._/]{0,2}12(?![\p{L}\p{N}])`,
    String.raw`(?<![\p{L}\p{N}])A[\s\-‐‑–._/]{0,2}B(?:/\p{L}{1,5})?[\s\-‐‑–._/]{0,2}\d+`,
  ],
  // An acronym: capitals and digits.
  'src/rag/answer/extractive/form.ts': [String.raw`\p{Lu}[\p{L}’'-]{1,40} (?:[\p{L}’'&-]{1,40} ){0,6}\(AB1\)`],
  // Two characters of private use; the names of three tags.
  'src/rag/answer/llm/statements.ts': [String.raw`(?<!\s)\s*\u{e000}([\d,]*)\u{e001}`, '<thinking>', '</thinking>'],
  // Names of scripts.
  'src/rag/answer/guard/permitted.ts': [String.raw`\p{Script=Greek}`],
  // Our own names of folders.
  'src/rag/extract/office/formats.ts': [String.raw`^word/[^/]+\.xml$`],
}

/** What the checker calls slow or cannot read, and why it holds nothing up. */
export const allowed: ReadonlyMap<string, string> = new Map([
  [
    String.raw`[[\p{Cc}\p{Cf}\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0]--[\n\u200C\u200D]]`,
    'one character of a set, which the checker does not read (flag v): nothing is repeated',
  ],
  [
    String.raw`<script\b[\s\S]*?(?:<\/script\s*>|$)`,
    'always ends, at the end of the text at the latest: none is read twice',
  ],
  [String.raw`<style\b[\s\S]*?(?:<\/style\s*>|$)`, 'as the one of scripts'],
])

// Limits in steps and sizes, not in time: the verdict is the same on a busy machine. A pattern whose automaton is larger
// is attacked instead.
const limits: Parameters = {
  timeout: null,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  randomSeed: 1,
  maxNFASize: 1500,
  maxAttackStringSize: 10_000,
  attackLimit: 5_000_000,
  maxInitialGenerationSize: 50,
  maxGenerationSize: 20,
  maxIteration: 2,
}

const root = join(import.meta.dirname, '..')
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
export const judgedPath = join(import.meta.dirname, 'fixtures', 'linear-patterns.txt')

/** Every node below one, itself included. */
function* nodes(node: unknown): Generator<Node> {
  if (Array.isArray(node)) for (const one of node) yield* nodes(one)
  else if (typeof node === 'object' && node !== null) {
    if ('type' in node && 'start' in node) yield node as Node
    for (const value of Object.values(node)) yield* nodes(value)
  }
}

/** What an expression says, if the file alone tells. */
function textOf(node: Node, constants: ReadonlyMap<string, Node>): string | null {
  const joined = (parts: readonly (string | null)[], by = '') => (parts.includes(null) ? null : parts.join(by))
  const of = (value: unknown) => textOf(value as Node, constants)
  const regex = node.regex as { readonly pattern: string } | undefined
  if (regex) return regex.pattern
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null
  if (node.type === 'Identifier') {
    const constant = constants.get(String(node.name))
    return constant ? of(constant) : null
  }
  if (node.type === 'BinaryExpression') return joined([of(node.left), of(node.right)])
  if (node.type === 'MemberExpression') return (node.property as Node).name === 'source' ? of(node.object) : null
  if (node.type === 'TaggedTemplateExpression') return template(node.quasi as Node, 'raw', of)
  if (node.type === 'TemplateLiteral') return template(node, 'cooked', of)
  return null
}

function template(node: Node, kind: 'raw' | 'cooked', of: (node: Node) => string | null): string | null {
  const quasis = node.quasis as readonly { readonly value: { readonly raw: string; readonly cooked: string } }[]
  const between = (node.expressions as readonly Node[]).map(of)
  if (between.includes(null)) return null
  return quasis.map(({ value }, i) => value[kind] + (between[i] ?? '')).join('')
}

function patternsOf(file: string): Pattern[] {
  const text = readFileSync(join(root, file), 'utf8')
  const all = [...nodes(parseAst(text, { lang: 'ts' }))]
  const constants = new Map(
    all
      .filter(({ type, init }) => type === 'VariableDeclarator' && init)
      .map(({ id, init }) => [String((id as Node).name), init as Node]),
  )
  const examples = [...(made[file] ?? [])]
  const found = all.flatMap((node) => {
    const at = `${file}:${text.slice(0, node.start).split('\n').length}`
    const regex = node.regex as { readonly pattern: string; readonly flags: string } | undefined
    if (regex) return [{ at, source: regex.pattern, flags: regex.flags }]
    if (!/^(?:New|Call)Expression$/.test(node.type) || (node.callee as Node).name !== 'RegExp') return []
    const [code, flags] = node.arguments as readonly [Node, Node | undefined]
    const source = textOf(code, constants) ?? examples.shift()
    if (source === undefined) throw new Error(`${at}: say in this test what this RegExp becomes`)
    return [{ at, source, flags: String(flags?.value ?? '') }]
  })
  if (examples.length > 0) throw new Error(`${file} no longer makes a RegExp like ${examples}`)
  return found
}

// Read once each, however often they are written; and apart what stands between `|`, for the times of such parts add up
// and small automata are decided. {20,300} is read as {2,3}: it multiplies the time and does not make it grow faster.
export function* partsOf({ source }: Pattern): Generator<string> {
  if (/\\[1-9k]/.test(source)) yield source
  else for (const part of alternatives(source)) yield shortened(part)
}

function shortened(source: string): string {
  return source.replace(/(?<!\\[pPu])\{(\d+)(?:(,)(\d*))?\}/g, (_, least: string, comma = '', most = '') => {
    const from = Math.min(Number(least), 2)
    return `{${from}${comma}${most === '' ? '' : Math.max(from, Math.min(Number(most), 3))}}`
  })
}

function alternatives(source: string): string[] {
  const parts = ['']
  let depth = 0
  let isInClass = false
  for (const [token] of source.matchAll(/\\?./gsu)) {
    if (token === '[') isInClass = true
    else if (token === ']') isInClass = false
    else if (!isInClass && token === '(') depth += 1
    else if (!isInClass && token === ')') depth -= 1
    if (token === '|' && depth === 0 && !isInClass) parts.push('')
    else parts[parts.length - 1] += token
  }
  return parts
}

/** Repeats without a bound: anything else takes a fixed number of steps from each place. */
const repeats = (source: string) => /[*+]|\{\d+,\}/.test(source.replace(/\\.|\[(?:[^\]\\]|\\.)*\]/gsu, ''))

/** Without a bound it is read again from each place that it looks back from, which the checker does not see. */
function looksBackFar(source: string): boolean {
  const lookbehind = /\(\?<[=!]((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)/gsu
  return [...source.matchAll(lookbehind)].some(([, inside = '']) => repeats(inside))
}

/** @returns what is wrong with it, null if its time grows with the text and no faster */
async function complaintOf(source: string, flags: string, isKnown = false): Promise<string | null> {
  if (looksBackFar(source)) return 'looks back without a bound'
  if (!repeats(source) || isKnown) return null
  const verdict = await check(source, flags.replace(/[dgy]/g, ''), limits)
  if (verdict.status === 'safe') return null
  if (verdict.status === 'unknown') return `the checker cannot decide (${verdict.error.kind})`
  return `${verdict.complexity.summary}, for example for ${verdict.attack.pattern}`
}

export interface Judged {
  /** `<file>:<line> /<pattern>/ <complaint>` of all that are slow. */
  readonly slow: readonly string[]
  /** Names of those that the checker was needed for and that are not, the known ones included. */
  readonly linear: readonly string[]
}

/** @param known names of what was judged before, by the same checker within the same limits */
export async function judge(patterns: readonly Pattern[], known: ReadonlySet<string> = new Set()): Promise<Judged> {
  const wanted = new Map<string, { readonly part: string; readonly of: Pattern }>()
  for (const pattern of patterns)
    for (const part of partsOf(pattern)) wanted.set(`${part}/${pattern.flags}`, { part, of: pattern })
  const queue = wanted.values()
  const [slow, linear]: [string[], string[]] = [[], []]
  const work = async () => {
    for (const { part, of } of queue) {
      const { at, source, flags } = of
      if (allowed.has(part) || allowed.has(source)) continue
      const name = nameOf(part, of)
      const complaint = await complaintOf(part, flags, known.has(name))
      // Where an earlier part takes what this one would begin at again, the whole is not slow.
      const isWhole = part === shortened(source)
      if (complaint !== null && (isWhole || (await complaintOf(shortened(source), flags)) !== null))
        slow.push(`${at} /${part}/${flags}: ${complaint}`)
      else if (repeats(part)) linear.push(name)
    }
  }
  await Promise.all([work(), work()])
  return { slow: slow.sort(), linear: linear.sort() }
}

/** Another one for another checker, or within other limits. */
function nameOf(part: string, { source, flags }: Pattern): string {
  const all = JSON.stringify([devDependencies.recheck, limits, part, source, flags])
  return createHash('sha256').update(all).digest('base64url').slice(0, 16)
}

export const readJudged = (): ReadonlySet<string> => new Set(readFileSync(judgedPath, 'utf8').split(/\s+/))

const files = globSync('src/**/*.{ts,js}', { cwd: root })
export const sourcePatterns = (): readonly Pattern[] => files.flatMap(patternsOf)
