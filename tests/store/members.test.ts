// What platforms told of people and channels: of one install and its workspace alone, and never older than what came since.
import { expect, test } from 'vitest'
import type { ChannelFacts, PersonFacts } from '../../src/askers.ts'
import { openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'

const opened = openStore(quickDatabase)
const at = new Date(1_700_000_000_000)
const member: PersonFacts = { kind: 'member', isAdmin: false, teams: ['T1'] }
const closed: ChannelFacts = {
  kind: 'private',
  isShared: false,
  isArchived: false,
  name: 'board',
  peer: null,
  team: 'T1',
  creator: 'U9',
}
const alone = { asker: 'U1', channel: null, isOpen: false }

test('an install has its own, and another workspace sees none of it', async () => {
  const { store, home, other, installOf } = opened()
  const here = installOf('slack', home)
  await store.savePeople(here, [{ person: 'U1', changes: 0, ...member }], at)
  await store.saveChannel(here, 'C1', closed, { changes: 0, at })
  await store.saveMembers(here, 'C1', ['U1'], { changes: 0, at })
  expect(await store.readableTogether(here, alone, ['C1'], false)).toEqual({ everyone: 'members', channels: ['C1'] })
  for (const elsewhere of [installOf('slack', other), installOf('teams', home), { ...here, workspaceId: other }]) {
    expect(await store.readPeople(elsewhere, ['U1'])).toEqual([
      { person: 'U1', facts: null, checkedAt: null, changes: 0 },
    ])
    expect((await store.readChannel(elsewhere, 'C1')).facts).toBeNull()
    expect(await store.listUnchecked(elsewhere, 'C1', new Date())).toEqual([])
    expect(await store.listUnseen(elsewhere, ['C1'])).toEqual(['C1'])
    expect(await store.readableTogether(elsewhere, alone, ['C1'], false)).toEqual({ everyone: 'unknown', channels: [] })
    expect(await store.readAround(elsewhere, 'U1', 'C1', ['C1'], new Date())).toEqual({
      person: { person: 'U1', facts: null, checkedAt: null, changes: 0 },
      here: { facts: null, checkedAt: null, membersCheckedAt: null, changes: 0 },
      isChecked: true,
      unseen: ['C1'],
    })
  }
  await store.forgetChannel({ ...here, workspaceId: other }, 'C1')
  expect(await store.readChannel(here, 'C1')).toMatchObject({ facts: closed, membersCheckedAt: at.getTime() })
})

test('one look tells what several do', async () => {
  const { store, installOf } = opened()
  const here = installOf('slack')
  await store.savePeople(here, [{ person: 'U21', changes: 0, ...member }], at)
  await store.saveChannel(here, 'C21', closed, { changes: 0, at })
  const around = () => store.readAround(here, 'U21', 'C21', ['C21', 'C22', 'C23'], at)
  expect((await around()).unseen).toEqual(['C21', 'C22', 'C23'])
  await store.saveMembers(here, 'C21', ['U21'], { changes: 0, at })
  await store.saveChannel(here, 'C23', { ...closed, kind: 'public' }, { changes: 0, at })
  expect(await around()).toEqual({
    person: (await store.readPeople(here, ['U21']))[0],
    here: await store.readChannel(here, 'C21'),
    isChecked: true,
    unseen: ['C22'],
  })
  expect((await store.readAround(here, 'U21', 'C21', [], new Date(at.getTime() + 1))).isChecked).toBe(false)
  await store.saveMembers(here, 'C21', ['U21', 'U22'], { changes: 0, at })
  expect((await around()).isChecked).toBe(false)
  await store.savePeople(here, [{ person: 'U22', changes: 0, ...member, kind: 'bot' }], new Date(0))
  expect((await around()).isChecked).toBe(true)
})

test('what was looked up before something was told is not kept', async () => {
  const { store, installOf } = opened()
  const here = installOf('slack')
  await store.saveChannel(here, 'C2', closed, { changes: 0, at })
  await store.noteChange(here, { channel: 'C2' })
  await store.saveMembers(here, 'C2', ['U1'], { changes: 0, at })
  expect(await store.readChannel(here, 'C2')).toMatchObject({ checkedAt: null, membersCheckedAt: null, changes: 1 })
  expect((await store.readableTogether(here, alone, ['C2'], false)).channels).toEqual([])
  await store.saveMembers(here, 'C2', ['U1', 'U2'], { changes: 1, at })
  expect((await store.readableTogether(here, alone, ['C2'], false)).channels).toEqual(['C2'])
  await store.saveChannel(here, 'C2', closed, { changes: 1, at })
  await store.saveChannel(here, 'C2', { ...closed, kind: 'public' }, { changes: 0, at })
  expect(await store.readChannel(here, 'C2')).toMatchObject({ facts: closed, checkedAt: at.getTime() })
  await store.noteChange(here, { channel: 'C2', left: 'U1' })
  expect((await store.readableTogether(here, alone, ['C2'], false)).channels).toEqual([])

  await store.noteChange(here, { person: 'U5' })
  await store.savePeople(here, [{ person: 'U5', changes: 0, ...member }], at)
  expect(await store.readPeople(here, ['U5'])).toEqual([{ person: 'U5', facts: null, checkedAt: null, changes: 1 }])
  await store.savePeople(here, [{ person: 'U5', changes: 1, ...member }], at)
  expect(await store.readPeople(here, ['U5'])).toMatchObject([{ facts: member, checkedAt: at.getTime() }])
  await store.noteChange(here, { person: 'U5' })
  expect(await store.readPeople(here, ['U5'])).toMatchObject([{ facts: null, checkedAt: null }])
})

test('of an organisation, teams see their own public channels and where they are members', async () => {
  const { store, installOf } = opened()
  const here = installOf('slack')
  const people = ['T1', 'T2'].map((team) => ({ person: `O${team}`, changes: 0, ...member, teams: [team] }))
  await store.savePeople(here, people, at)
  await store.saveChannel(here, 'C3', { ...closed, kind: 'public', team: 'T1' }, { changes: 0, at })
  const seen = async (asker: string, isOrg: boolean) =>
    (await store.readableTogether(here, { ...alone, asker }, ['C3'], isOrg)).channels
  expect([await seen('OT1', true), await seen('OT2', true), await seen('OT2', false)]).toEqual([['C3'], [], ['C3']])
  await store.saveMembers(here, 'C3', ['OT2'], { changes: 0, at })
  expect(await seen('OT2', true)).toEqual(['C3'])
})

test('who reads a channel without any known reader is not known where nobody asks', async () => {
  const { store, installOf } = opened()
  const here = installOf('slack')
  await store.saveChannel(here, 'C8', closed, { changes: 0, at })
  const { everyone } = await store.readableTogether(here, { asker: null, channel: 'C8', isOpen: false }, [], false)
  expect(everyone).toBe('unknown')
})

test('whoever asks and has left, or is a bot, is no reader whom others stand for', async () => {
  const { store, installOf } = opened()
  const here = installOf('slack')
  const people = (['member', 'deleted', 'bot'] as const).map((kind) => ({ person: kind, changes: 0, ...member, kind }))
  await store.savePeople(here, people, at)
  await store.saveChannel(here, 'C6', closed, { changes: 0, at })
  await store.saveMembers(here, 'C6', ['member'], { changes: 0, at })
  for (const [asker, everyone, channels] of [
    ['member', 'members', ['C6']],
    ['deleted', 'outside', []],
    ['bot', 'outside', []],
  ] as const)
    expect(await store.readableTogether(here, { asker, channel: 'C6', isOpen: false }, ['C6'], false), asker).toEqual({
      everyone,
      channels,
    })
})

test('how many people read a channel is told as far as it was looked up, without bots and who left', async () => {
  const { store, other, installOf } = opened()
  const here = installOf('slack')
  expect(await store.countReaders(here, 'C7')).toBeNull()
  await store.saveChannel(here, 'C7', { ...closed, name: null }, { changes: 0, at })
  expect(await store.countReaders(here, 'C7')).toBeNull()
  const kinds = { A7: 'member', B7: 'guest', C7: 'external', D7: 'bot', E7: 'deleted' } as const
  await store.savePeople(
    here,
    Object.entries(kinds).map(([person, kind]) => ({ ...member, person, kind, changes: 0 })),
    at,
  )
  // Of F7 nothing is known.
  await store.saveMembers(here, 'C7', ['A7', 'B7', 'C7', 'D7', 'E7', 'F7'], { changes: 0, at })
  expect(await store.countReaders(here, 'C7')).toEqual({
    ...{ name: null, isOpen: false, people: 4, guests: 1, outsiders: 1 },
  })
  await store.saveChannel(here, 'C8', { ...closed, kind: 'public', name: 'all' }, { changes: 0, at })
  await store.saveMembers(here, 'C8', [], { changes: 0, at })
  expect(await store.countReaders(here, 'C8')).toEqual({
    ...{ name: 'all', isOpen: true, people: 0, guests: 0, outsiders: 0 },
  })
  expect(await store.countReaders({ ...here, workspaceId: other }, 'C8')).toBeNull()
})
