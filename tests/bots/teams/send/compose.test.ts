// What is stored, made complete: nothing of how it is stored goes out.
import { expect, it } from 'vitest'
import { complete } from '../../../../src/bots/teams/send/compose.ts'

const target = { type: 'personal', serviceUrl: 'https://smba.trafficmanager.net/', conversation: 'a:1' } as never
const nothing = { buttons: [], selects: [] }

it('what could be clicked stays with us, with a card and without one', () => {
  const content = { type: 'AdaptiveCard', body: [] }
  for (const attachments of [undefined, [{ content }]]) {
    const payload = { type: 'message', text: 'x', clickable: nothing, ...(attachments && { attachments }) }
    expect(complete(payload, nothing, target)).not.toHaveProperty('clickable')
  }
})
