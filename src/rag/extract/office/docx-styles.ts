// Which paragraph styles of a Word document are headings, and of which level.
import { readXml, type XmlAttributes } from '../xml.ts'

/** Style id → what its paragraphs are. */
export type WordStyles = ReadonlyMap<string, { readonly heading?: number; readonly isItem?: boolean }>

interface Style {
  name: string
  basedOn?: string
  outline?: number | undefined
  isItem?: boolean
}

/** Built-in heading styles keep their English names in every language; styles of a team's own say so by outline level. */
export function headingLevels(part: Uint8Array | undefined): WordStyles {
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
        else if (name === 'w:numId') style.isItem = value !== '0'
      },
      close(name) {
        if (name === 'w:style') style = null
      },
    })
  return new Map(
    Array.from(styles.keys(), (id) => {
      const chain = chainOf(styles, id)
      const heading = chain.map(levelOf).find((level) => level !== undefined)
      const isItem = chain.find((one) => one.isItem !== undefined)?.isItem ?? false
      return [id, { ...(heading === undefined || heading > 9 ? {} : { heading }), isItem }]
    }),
  )
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
