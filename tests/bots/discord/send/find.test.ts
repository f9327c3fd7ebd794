// A post whose outcome was lost, found again.
import { expect, it } from 'vitest'
import { nonceOf } from '../../../../src/bots/discord/send/send.ts'
import type { Outbound } from '../../../../src/bots/types.ts'
import { now, setUp } from '../fixtures.ts'

function outbound(fields: Partial<Outbound> = {}): Outbound {
  return {
    id: '4711',
    kind: 'final',
    attempt: 1,
    target: { channel: '97', user: '7', message: '8001', isDirect: true },
    payload: { pages: [{ color: 1, description: 'The team lead.' }] },
    private: false,
    createdAt: new Date(now),
    ...fields,
  }
}

it('by its nonce, whatever it shows by now', async () => {
  await using setup = await setUp()
  await setup.platform.send(outbound())
  const [post] = setup.discord.messages
  const content = { ...post!.content, nonce: nonceOf(outbound()), embeds: [{ description: 'Rewritten.' }] }
  setup.discord.messages.splice(0, 1, { ...post!, content })
  expect(await setup.platform.find?.(outbound())).toBe(`97/${post?.id}`)
})

it('where Discord’s clock is some seconds behind', async () => {
  await using setup = await setUp()
  const message = outbound({ createdAt: new Date(now + 4_000) })
  await setup.platform.send(message)
  expect(await setup.platform.find?.(message)).toBe(`97/${setup.discord.messages[0]?.id}`)
})

it('in the direct messages of whom it was for alone, where it stays private', async () => {
  await using setup = await setUp()
  const target = { guild: '200', channel: '300', user: '7', message: '8000' }
  const message = outbound({ target, private: true })
  const sent = await setup.platform.send(message)
  expect(sent).toMatch(/^private:/)
  expect(await setup.platform.find?.(message)).toBe(sent)
})

it('in the place of a deferral that only they see', async () => {
  await using setup = await setUp()
  const target = { guild: '200', channel: '300', user: '7', interaction: '9', isEphemeral: true }
  const secret = JSON.stringify({ token: 'itok', receivedAt: now })
  const message = outbound({ target, private: true, secret })
  await setup.platform.send(message)
  expect(await setup.platform.find?.(message)).toBe('private:@original')
})
