// Teams' limits, and Microsoft's own library, under whatever comes in.
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { storedClickable } from '../../../../src/bots/clickable.ts'
import { limits } from '../../../../src/bots/teams/limits.ts'
import { sizeOf } from '../../../../src/bots/teams/render/prose.ts'
import { render } from '../../../../src/bots/teams/render/render.ts'
import { complete, inOneCard } from '../../../../src/bots/teams/send/compose.ts'
import type { Rendered } from '../../../../src/bots/types.ts'
import { cardFor } from '../../cards.ts'
import { createHostileReplies } from '../../hostile-replies.ts'
import { often } from '../../often.ts'
import type { Json } from '../fixtures.ts'
import { addresses, cardOf, channel, direct, objects, signed } from './shown.ts'

// The package's own entry does not load in Node.
const cards: typeof import('adaptivecards') = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js')

describe('random cards', () => {
  const answer = { conversationId: 'c'.repeat(36), seq: 1_000_000 }
  const target = { ...direct.target, serviceUrl: 'https://smba.trafficmanager.net/', tenant: 't', user: 'u' }

  // The library counts those of the menu too.
  const hostConfig = new cards.HostConfig({ actions: { maxActions: 50 } })

  /** What is wrong with a message, as far as Microsoft's own library and our limits know. */
  function faults({ payload, displayMarkdown }: Rendered): string[] {
    const found: string[] = []
    const activity = complete(payload, signed(storedClickable(payload)), target as never, answer)
    // It goes out as a text above a card, or as one card.
    const { prose: _, ...beside } = activity
    for (const sent of [beside, inOneCard(activity)])
      if (sizeOf(sent) > limits.messageBytes) found.push(`${sizeOf(sent)} bytes`)
    if (!JSON.stringify(activity).isWellFormed() || !displayMarkdown.isWellFormed()) found.push('a halved character')
    if (payload.type === 'message' && !payload.summary) found.push('no summary')
    const whole = cardOf({ payload: inOneCard(activity), displayMarkdown })
    found.push(...addresses(whole).filter((url) => !/^https?:\/\//.test(url)))
    for (const { version } of objects(whole)) if (version !== undefined && version !== '1.5') found.push(`${version}`)
    if (whole === undefined) return payload.text ? found : [...found, 'nothing to show']
    const actions = (whole.actions ?? []) as Json[]
    if (actions.filter(({ mode }) => mode !== 'secondary').length > 6) found.push('too many buttons')
    if ((whole.body as Json[]).length === 0) found.push('an empty card')
    const context = new cards.SerializationContext(cards.Versions.v1_5)
    const parsed = new cards.AdaptiveCard()
    parsed.hostConfig = hostConfig
    parsed.parse(whole, context)
    for (let index = 0; index < context.eventCount; index += 1) found.push(context.getEventAt(index).message)
    found.push(...parsed.validateProperties().validationEvents.map(({ message }) => message))
    return found
  }

  it('are cards that Teams takes', () => {
    for (let seed = 1; seed <= often(5_000); seed += 1) {
      const replies = createHostileReplies(seed, seed % 10 === 0 ? 0.8 : 0.1)
      const card = seed % 5 < 2 ? cardFor(replies.answer()) : replies.card()
      const wrong = faults(render(card, seed % 2 === 0 ? direct : channel))
      if (wrong.length > 0) expect({ seed, wrong }).toBeNull()
    }
  })
})
