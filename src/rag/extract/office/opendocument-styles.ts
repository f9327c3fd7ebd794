// What the styles of an OpenDocument say of its texts: struck out, raised, lowered. OpenDocument 1.3 part 3, 20.

import type { Baseline } from '../raised.ts'
import { readXml, type XmlAttributes } from '../xml.ts'

export interface TextLook {
  readonly isStruck?: boolean
  /** Null on the line itself. */
  readonly baseline?: Baseline | null
}

/** "text T1" or "paragraph P1" → how its text is shown; only styles that say something. */
export type TextLooks = ReadonlyMap<string, TextLook>

// No program nests deeper; styles that are based on each other in a circle end here.
const maxChain = 20

/** @param parts the later ones are of the document's own. @throws AppError `broken` */
export function readLooks(parts: readonly Uint8Array[]): TextLooks {
  const styles = new Map<string, { look: TextLook; readonly parent: string }>()
  let open: { look: TextLook; readonly parent: string } | null = null
  for (const part of parts)
    readXml(part, {
      open(name, attributes) {
        if (name === 'style:style') {
          const family = attributes['style:family'] ?? ''
          open = { look: {}, parent: `${family} ${attributes['style:parent-style-name'] ?? ''}` }
          styles.set(`${family} ${attributes['style:name'] ?? ''}`, open)
        } else if (open && (name === 'style:text-properties' || name === 'style:properties'))
          open.look = lookOf(attributes)
      },
      close(name) {
        if (name === 'style:style') open = null
      },
    })
  const looks = new Map<string, TextLook>()
  for (const key of styles.keys()) {
    const chain: TextLook[] = []
    for (let style = styles.get(key); style && chain.length < maxChain; style = styles.get(style.parent))
      chain.push(style.look)
    const look: TextLook = Object.assign({}, ...chain.reverse())
    if (look.isStruck !== undefined || look.baseline !== undefined) looks.set(key, look)
  }
  return looks
}

function lookOf(attributes: XmlAttributes): TextLook {
  const lines = ['style', 'type'].flatMap((what) => attributes[`style:text-line-through-${what}`] ?? [])
  // OpenOffice.org 1 named the kind of line.
  const crossed = attributes['style:text-crossing-out']
  const position = attributes['style:text-position']
  return {
    ...(lines.length > 0 && { isStruck: !lines.includes('none') }),
    ...(crossed !== undefined && { isStruck: crossed !== 'none' }),
    ...(position !== undefined && { baseline: baselineOf(position) }),
  }
}

/** "super 58%", "-33% 58%". */
function baselineOf(position: string): Baseline | null {
  if (position.startsWith('super')) return 'raised'
  if (position.startsWith('sub')) return 'lowered'
  const percent = Number.parseFloat(position) || 0
  return percent > 0 ? 'raised' : percent < 0 ? 'lowered' : null
}
