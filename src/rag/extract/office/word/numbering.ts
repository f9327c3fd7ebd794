// The numbers and labels that Word makes for paragraphs: "2.1", "a)", "§ 3". They stand in no run of the text.
// ECMA-376 part 1, 17.9. Formats that are not listed here count in digits.
import { readXml } from '../../xml.ts'

interface Level {
  start?: number
  format?: string
  /** "%1.%2": the numbers of the levels, from 1. */
  text?: string
  /** The level, from 1, that begins this one anew; 0 for none; by default each one above. */
  restart?: number
  isLegal?: boolean
  /** Paragraphs of this style stand on this level. */
  style?: string
}

interface List {
  readonly levels: Map<number, Level>
  /** Levels stand in the list with the same name instead. */
  linksTo?: string
}

interface Instance {
  list: string
  readonly starts: Map<number, number>
  readonly levels: Map<number, Level>
}

/** Word has nine levels. */
const maxLevels = 9
const romans: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
]

/** Counts the paragraphs of one document, which come in order. */
export class Numbering {
  readonly #lists = new Map<string, List>()
  readonly #named = new Map<string, List>()
  readonly #instances = new Map<string, Instance>()
  /** List → the numbers of its levels as they stand. */
  readonly #counts = new Map<string, (number | undefined)[]>()
  readonly #started = new Set<string>()

  /** @throws AppError `broken` */
  constructor(part: Uint8Array | undefined) {
    if (part !== undefined) this.#read(part)
  }

  /** The level that paragraphs of a style stand on, from 0. */
  levelOf(id: string, style: string): number | undefined {
    for (const [level, { style: own }] of this.#listOf(id)?.levels ?? []) if (own === style) return level
    return undefined
  }

  /** Counts a paragraph. @param level from 0. @returns '' for a bullet, and where nothing is shown */
  next(id: string, level: number): string {
    const instance = this.#instances.get(id)
    const list = this.#listOf(id)
    if (instance === undefined || list === undefined || level < 0 || level >= maxLevels) return ''
    const levelAt = (at: number): Level => ({ ...list.levels.get(at), ...instance.levels.get(at) })
    const counts = this.#counts.get(instance.list) ?? []
    this.#counts.set(instance.list, counts)
    const key = `${id} ${level}`
    const own = instance.starts.get(level)
    const begun = counts[level]
    const isAnew = (own !== undefined && !this.#started.has(key)) || begun === undefined
    this.#started.add(key)
    counts[level] = isAnew ? (own ?? levelAt(level).start ?? 1) : begun + 1
    for (let deeper = level + 1; deeper < counts.length; deeper++) {
      const { restart } = levelAt(deeper)
      if (restart === undefined || level < restart) counts[deeper] = undefined
    }
    const { format, text = '', isLegal } = levelAt(level)
    if (format === 'bullet' || format === 'none') return ''
    return text
      .replaceAll(/%([1-9])/g, (_, digit: string) => {
        const at = Number(digit) - 1
        const { format: shown, start = 1 } = levelAt(at)
        return numeral(counts[at] ?? start, isLegal ? 'decimal' : shown)
      })
      .trim()
  }

  #listOf(id: string): List | undefined {
    const list = this.#lists.get(this.#instances.get(id)?.list ?? '')
    if (list?.linksTo === undefined) return list
    return this.#named.get(list.linksTo) ?? list
  }

  #read(part: Uint8Array): void {
    let list: List | null = null
    let instance: Instance | null = null
    let at = 0
    let level: Level | null = null
    readXml(part, {
      open: (name, attributes) => {
        const value = attributes['w:val'] ?? ''
        if (name === 'w:abstractNum') {
          list = { levels: new Map() }
          this.#lists.set(attributes['w:abstractNumId'] ?? '', list)
        } else if (name === 'w:num') {
          instance = { list: '', starts: new Map(), levels: new Map() }
          this.#instances.set(attributes['w:numId'] ?? '', instance)
        } else if (name === 'w:abstractNumId' && instance) instance.list = value
        else if (name === 'w:numStyleLink' && list) list.linksTo = value
        else if (name === 'w:styleLink' && list) this.#named.set(value, list)
        else if (name === 'w:lvlOverride') at = Number(attributes['w:ilvl'] ?? 0)
        else if (name === 'w:startOverride') instance?.starts.set(at, Number(value) || 0)
        else if (name === 'w:lvl') {
          level = {}
          const levels = instance?.levels ?? list?.levels
          levels?.set(Number(attributes['w:ilvl'] ?? 0), level)
        } else if (level === null) return
        else if (name === 'w:start') level.start = Number(value) || 0
        else if (name === 'w:numFmt') level.format = value
        else if (name === 'w:lvlText') level.text = value
        else if (name === 'w:lvlRestart') level.restart = Number(value) || 0
        else if (name === 'w:isLgl') level.isLegal = !/^(?:0|false|off)$/.test(value)
        else if (name === 'w:pStyle') level.style = value
      },
      close: (name) => {
        if (name === 'w:lvl') level = null
        else if (name === 'w:abstractNum') list = null
        else if (name === 'w:num') instance = null
      },
    })
  }
}

/** Letters go on with "aa", as Word's do. */
function numeral(count: number, format = 'decimal'): string {
  if (/Letter$/.test(format) && count > 0 && count <= 780) {
    const letters = String.fromCharCode(97 + ((count - 1) % 26)).repeat(Math.ceil(count / 26))
    return format.startsWith('upper') ? letters.toUpperCase() : letters
  }
  if (/Roman$/.test(format) && count > 0 && count < 4000) {
    const letters = roman(count)
    return format.startsWith('upper') ? letters.toUpperCase() : letters
  }
  if (format === 'none') return ''
  return format === 'decimalZero' && count < 10 ? `0${count}` : String(count)
}

function roman(count: number): string {
  let rest = count
  let letters = ''
  for (const [value, letter] of romans) for (; rest >= value; rest -= value) letters += letter
  return letters
}
