// What of a card can be clicked, for platforms that put it below everything else.
import type { Card } from '../card.ts'
import type { Clickable } from './types.ts'

const nothing: Clickable = { buttons: [], selects: [] }

/** To be spread into a payload: nothing where there is nothing to click. */
export function clickableOf({ parts }: Card): { readonly clickable?: Clickable } {
  const buttons = parts.flatMap((part) => (part.kind === 'actions' ? part.buttons : []))
  const selects = parts.flatMap((part) => (part.kind === 'select' && part.options.length > 0 ? [part] : []))
  return buttons.length + selects.length === 0 ? {} : { clickable: { buttons, selects } }
}

/** As a payload was stored; those of versions before have nothing to click. */
export function storedClickable({ clickable }: Readonly<Record<string, unknown>>): Clickable {
  return (clickable as Clickable | undefined) ?? nothing
}
