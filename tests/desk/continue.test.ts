// A conversation that goes on elsewhere: what its last turns show there.
import { beforeAll, expect, it } from 'vitest'
import type { Card } from '../../src/card.ts'
import type { Audience, Request } from '../../src/model.ts'
import { type Desk, type DeskOptions, useDesk } from '../queue/desk.ts'

const open = useDesk()
const vault: Audience = 'channel:discord:C9'
const here: Audience = 'channel:discord:C1'
const asked: Request = { kind: 'ask', question: 'What is the password of the vault?', cut: false }

beforeAll(async () => {
  await open().add('vault.md', '# Vault\n\nThe password of the vault is Heliotrope.\n', vault)
  await open().add('garage.md', '# Garage\n\nThe garage closes at midnight.\n', 'workspace')
})

/** U1 reads the vault when alone; in C1 all that everyone there may read is told. */
const platform: NonNullable<DeskOptions['platform']> = {
  readableBy: async ({ isForAskerAlone, place }) =>
    isForAskerAlone || place.kind === 'direct' ? [here, 'workspace', vault] : [here, 'workspace'],
  lookAgain: async () => {},
}

async function codeOf(desk: Desk): Promise<string> {
  const { payload } = await desk.say({ kind: 'continue' }, { place: { kind: 'direct' } })
  const said = (payload as Card).parts.flatMap((part) => (part.kind === 'code' ? part.text : []))[0] ?? ''
  return said.replace('continue ', '')
}

it('in a channel only what everyone there may see, also where who goes on may see more', async () => {
  const desk = open({ platform })
  for (const request of [asked, { ...asked, question: 'When does the garage close?' }])
    await desk.say(request, { place: { kind: 'direct' } })
  const elsewhere = open({ platform })
  const { payload } = await elsewhere.say({ kind: 'continue', code: await codeOf(desk) })
  expect(JSON.stringify(payload)).toContain('We go on here')
  expect(JSON.stringify(payload)).not.toContain('Heliotrope')
})

it('in a direct message all of it', async () => {
  const desk = open({ platform })
  await desk.say(asked, { place: { kind: 'direct' } })
  const elsewhere = open({ platform })
  const request: Request = { kind: 'continue', code: await codeOf(desk) }
  expect(JSON.stringify((await elsewhere.say(request, { place: { kind: 'direct' } })).payload)).toContain('Heliotrope')
})
