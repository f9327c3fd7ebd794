// Who someone is where they ask, and what is made sure of before it is shown.
import { describe, expect, it } from 'vitest'
import { owner, someone } from '../../src/askers.ts'
import type { Platform } from '../../src/bots/types.ts'
import type { Audience, Install, InstallId, Known, Reader } from '../../src/model.ts'
import { createScopeOf, createSecondLook, createStandingOf } from '../../src/queue/scope.ts'

const install = { id: 'i1' as InstallId, platform: 'discord', workspaceId: 'w1' } as Install
const platformsWith = (platform: Partial<Platform>) =>
  new Map([[install.id, { id: 'discord', ...platform } as unknown as Platform]])
const readerAs = (person: Reader['person']): Reader => ({
  ...{ person, install, target: {} },
  place: { kind: 'channel', id: 'C1', hasGuests: 'unknown', hasExternals: 'unknown' },
})

describe('where the platform does not tell', () => {
  const standingOf = createStandingOf(platformsWith({}))

  it.each<[Known, Known, Known]>([
    [false, false, true],
    [true, false, false],
    [false, true, false],
    [true, 'unknown', false],
    ['unknown', true, false],
    ['unknown', false, 'unknown'],
    [false, 'unknown', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
  ])('who is a guest: %s, and from outside: %s, is a member: %s', async (isGuest, isExternal, isMember) =>
    expect(await standingOf(readerAs(someone('U1', { isGuest, isExternal })))).toEqual({
      isMember,
      isManager: 'unknown',
    }),
  )

  it('the owner is a member, and sets up every channel', async () => {
    expect(await standingOf(readerAs(owner))).toEqual({ isMember: true, isManager: true })
  })
})

it('what rests on no document is shown without another look', async () => {
  const platforms = platformsWith({
    readableBy: async () => ['workspace'] as readonly Audience[] as never,
    lookAgain: () => Promise.reject(new Error('asked')),
  })
  const store = { listAudiences: async () => [], holdsFiles: async () => false, listChannelAudiences: async () => [] }
  const { stillReadable } = createSecondLook(store, platforms, createScopeOf(store, platforms))
  expect(await stillReadable(readerAs(someone('U1')), [])).toBe(true)
  await expect(stillReadable(readerAs(someone('U1')), ['d1'])).rejects.toThrow('asked')
})

it('in direct messages too the channel that an answer rests on is looked at again', async () => {
  const vault: Audience = 'channel:discord:C9'
  const looked: (readonly Audience[])[] = []
  const platforms = platformsWith({
    readableBy: async () => (looked.length > 0 ? ['workspace'] : ['workspace', vault]) as readonly Audience[] as never,
    lookAgain: async (_, audiences) => void looked.push(audiences),
  })
  const store = {
    listAudiences: async () => [{ id: 'd1', sourceKey: 'file:vault', audiences: [vault] }],
    holdsFiles: async () => false,
    listChannelAudiences: async () => [vault],
  }
  const { stillReadable } = createSecondLook(store, platforms, createScopeOf(store, platforms))
  expect(await stillReadable({ ...readerAs(someone('U1')), place: { kind: 'direct' } }, ['d1'])).toBe(false)
  expect(looked).toEqual([[vault]])
})
