// What the styles of a Word document say of its paragraphs and runs: headings and their level, numbers, struck out or raised.

import type { Baseline } from '../../raised.ts'
import { readXml, type XmlAttributes } from '../../xml.ts'

/** How a run is shown; what is undefined is as around it. */
export interface RunLook {
  isHidden?: boolean
  isStruck?: boolean
  /** By two lines: said apart, as programs write both. */
  isStruckTwice?: boolean
  /** Null on the line itself. */
  baseline?: Baseline | null
}

interface WordStyle extends RunLook {
  readonly heading?: number
  /** Its list; '0' for none. */
  readonly list?: string
  /** In its list, from 0. */
  readonly level?: number
}

/** Style id → what its paragraphs or runs are. */
export type WordStyles = ReadonlyMap<string, WordStyle>

interface Style extends RunLook {
  name: string
  basedOn?: string
  outline?: number | undefined
  list?: string
  level?: number
}

/** Built-in heading styles keep their English names in every language; styles of a team's own say so by outline level. */
export function readStyles(part: Uint8Array | undefined): WordStyles {
  const styles = new Map<string, Style>()
  let style: Style | null = null
  if (part !== undefined)
    readXml(part, {
      open(name, attributes) {
        const value = attributes['w:val'] ?? ''
        if (name === 'w:style') {
          style = { name: '' }
          styles.set(attributes['w:styleId'] ?? '', style)
        } else if (style === null) return
        else if (name === 'w:name') style.name = value.toLowerCase()
        else if (name === 'w:basedOn') style.basedOn = value
        else if (name === 'w:outlineLvl') style.outline = outlineLevel(attributes)
        else if (name === 'w:numId') style.list = value
        else if (name === 'w:ilvl') style.level = Number(value)
        else readLook(style, name, attributes)
      },
      close(name) {
        if (name === 'w:style') style = null
      },
    })
  return new Map(
    Array.from(styles.keys(), (id) => {
      const chain = chainOf(styles, id)
      const heading = chain.map(levelOf).find((level) => level !== undefined)
      const nearest: WordStyle = Object.assign(
        {},
        ...chain.toReversed().map(({ name, basedOn, outline, ...own }) => own),
      )
      return [id, { ...nearest, ...(heading === undefined || heading > 9 ? {} : { heading }) }]
    }),
  )
}

/** Takes in what one element of run properties says. */
export function readLook(look: RunLook, name: string, attributes: XmlAttributes): void {
  if (name === 'w:vanish') look.isHidden = isOn(attributes)
  else if (name === 'w:strike') look.isStruck = isOn(attributes)
  else if (name === 'w:dstrike') look.isStruckTwice = isOn(attributes)
  else if (name === 'w:vertAlign')
    look.baseline = ({ superscript: 'raised', subscript: 'lowered' } as const)[attributes['w:val'] ?? ''] ?? null
}

export function isOn(attributes: XmlAttributes): boolean {
  return !/^(?:0|false|off|none)$/i.test(attributes['w:val'] ?? '')
}

// Word itself allows fewer; styles that are based on each other in a circle end here.
const maxChain = 20

/** The style and what it is based on. */
function chainOf(styles: ReadonlyMap<string, Style>, id: string): Style[] {
  const chain: Style[] = []
  for (let next = styles.get(id); next && chain.length < maxChain; next = styles.get(next.basedOn ?? ''))
    chain.push(next)
  return chain
}

/** That of body text, too, ends the search. */
function levelOf({ name, outline }: Style): number | undefined {
  const number = /^heading ([1-9])$/.exec(name)?.[1]
  if (number !== undefined) return Number(number)
  if (name === 'title') return 1
  return outline
}

/** Of a `w:outlineLvl`, from 1; 10 is body text. Undefined for what is no level. */
export function outlineLevel(attributes: XmlAttributes): number | undefined {
  const level = Number(attributes['w:val'] ?? 9)
  return Number.isInteger(level) && level >= 0 ? level + 1 : undefined
}
