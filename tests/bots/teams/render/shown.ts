// What cards show, and where they are shown.
import type { Clickable, Rendered, Signed } from '../../../../src/bots/types.ts'
import type { Asker, Citation } from '../../../../src/model.ts'
import { at } from '../../../askers.ts'
import type { Json } from '../fixtures.ts'

export const direct: Asker = { ...at(null, 't/ada'), target: { type: 'personal', conversation: 'a:1' } }
export const channel: Asker = { ...at('t/19:c', 't/ada'), target: { type: 'channel', conversation: '19:c' } }
export function citation(marker: number, fields: Partial<Citation> = {}): Citation {
  return {
    marker,
    document: { id: `d${marker}`, title: `Handbook ${marker}`, uri: `handbook-${marker}.md` },
    quote: 'Travel is approved by the team lead.',
    locator: { page: 3, heading: 'Travel', start: 10, end: 46 },
    url: `https://docs.example/d/${marker}?a=1&b=2`,
    ...fields,
  }
}

export const cardOf = ({ payload }: Rendered) => (payload.attachments as { content: Json }[] | undefined)?.[0]?.content

/** Every object below a value. */
export function objects(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : [value as Json]
  return [...own, ...Object.values(value).flatMap(objects)]
}

/** What a card shows, hidden parts included, each block a line. */
export const shown = (card: unknown): string =>
  objects(card)
    .filter(({ type }) => type === 'RichTextBlock' || type === 'TextBlock')
    .map(({ text, inlines }) => (inlines === undefined ? text : (inlines as Json[]).map((run) => run.text).join('')))
    .join('\n')

export const addresses = (value: unknown) => objects(value).flatMap(({ url }) => (typeof url === 'string' ? [url] : []))

export const longestToken = '0'.repeat(100)

/** As the house does, with the longest tokens that there are. */
export function signed({ buttons, selects }: Clickable): Signed {
  const token = longestToken
  return {
    buttons: buttons.map((button) => ({ ...button, token })),
    selects: selects.map(({ label, options }) => ({ label, options: options.map((one) => ({ ...one, token })) })),
  }
}
