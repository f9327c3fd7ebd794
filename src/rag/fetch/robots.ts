// robots.txt as RFC 9309 reads it, for one crawler. Pure, and linear: a pattern of hundreds of asterisks costs no more
// than its length. https://www.rfc-editor.org/rfc/rfc9309
import { normaliseEscapes } from './web-url.ts'

/** The name that rules are written for. */
const productToken = 'ragbot'

export interface RobotsRules {
  /** @param path of an address, with its query */
  isAllowed(path: string): boolean
  /** Seconds between two requests, as asked for; 0 when nothing is. */
  readonly crawlDelay: number
}

interface Rule {
  /** What stands between the asterisks; the first one begins the path. */
  readonly parts: readonly string[]
  /** The pattern ended in $: the path ends there too. */
  readonly isWhole: boolean
  readonly length: number
  readonly isAllowed: boolean
}

interface Group {
  readonly rules: Rule[]
  crawlDelay: number
}

export function parseRobots(text: string): RobotsRules {
  const own: Group = { rules: [], crawlDelay: 0 }
  const everyone: Group = { rules: [], crawlDelay: 0 }
  let isNamed = false
  const current = new Set<Group>()
  let isInRules = true
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n?|\n/)) {
    const [, field, rawValue = ''] = /^\s*([\w-]+)\s*:([^#]*)/.exec(line) ?? []
    const value = rawValue.trim()
    const name = field?.toLowerCase()
    if (name === 'user-agent') {
      const token = /^[a-z_-]+|^\*/i.exec(value)?.[0]?.toLowerCase()
      const group = token === productToken ? own : token === '*' ? everyone : null
      if (group === own) isNamed = true
      if (isInRules) current.clear()
      if (group) current.add(group)
      isInRules = false
    } else if (name === 'allow' || name === 'disallow') {
      isInRules = true
      if (/^[/*]/.test(value)) for (const { rules } of current) rules.push(parseRule(value, name === 'allow'))
    } else if (name === 'crawl-delay') {
      isInRules = true
      const seconds = Number(value)
      if (seconds > 0) for (const group of current) group.crawlDelay = seconds
    }
  }
  const { rules, crawlDelay } = isNamed ? own : everyone
  return { crawlDelay, isAllowed: (path) => isAllowed(rules, path) }
}

/** The longest pattern decides; between two as long, the one that allows. */
function isAllowed(rules: readonly Rule[], path: string): boolean {
  const literal = normaliseEscapes(path).replaceAll('*', '%2A').replaceAll('$', '%24')
  let best: Rule | undefined
  for (const rule of rules) {
    const isBetter = !best || rule.length > best.length || (rule.length === best.length && rule.isAllowed)
    if (isBetter && matches(rule, literal)) best = rule
  }
  return best?.isAllowed ?? true
}

function parseRule(pattern: string, isAllowed: boolean): Rule {
  const isWhole = pattern.endsWith('$')
  const parts = normaliseEscapes(isWhole ? pattern.slice(0, -1) : pattern)
    .replaceAll('$', '%24')
    .split(/\*+/)
  return { parts, isWhole, length: pattern.length, isAllowed }
}

function matches({ parts, isWhole }: Rule, path: string): boolean {
  const [first, ...others] = parts
  if (!path.startsWith(first!)) return false
  const last = isWhole ? others.pop() : undefined
  let at = first!.length
  for (const part of others) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  if (last !== undefined) return path.length - last.length >= at && path.endsWith(last)
  return !isWhole || at === path.length
}
