// Who may say how the bot behaves in a channel of Discord's: those who may manage it there.
import { PermissionFlagsBits } from 'discord.js'
import { describe, expect, it } from 'vitest'
import { at } from '../../../askers.ts'
import { type Json, member, setUp } from '../fixtures.ts'

const { ViewChannel, ManageChannels, Administrator } = PermissionFlagsBits
const role = (id: string, permissions: bigint): Json => ({ id, permissions: String(permissions) })
const everyone = role('200', ViewChannel)
const asker = (channel = '300', person = '7') => ({ ...at(`200/${channel}`, person, false), target: {} })

/** @param roles of the server; the asker has the role 5 */
async function standing(roles: Json[], overwrites: Json[] = [], who: Json = {}) {
  const setup = await setUp()
  setup.discord.guild.roles = [everyone, ...roles]
  setup.discord.channels.set('300', { id: '300', type: 0, guild_id: '200', permission_overwrites: overwrites })
  setup.discord.members.set('7', member('7', { roles: ['5'], ...who }))
  return { setup, standingOf: setup.platform.standingOf! }
}

describe('a channel is set up', () => {
  it.each([
    ['by those who manage channels', [role('5', ManageChannels)], [], true],
    ['by administrators', [role('5', Administrator)], [], true],
    [
      'by who may in this very channel',
      [role('5', 0n)],
      [{ id: '7', type: 1, allow: String(ManageChannels), deny: '0' }],
      true,
    ],
    ['by nobody else', [role('5', ViewChannel)], [], false],
    [
      'by nobody from whom it is taken there',
      [role('5', ManageChannels)],
      [{ id: '5', type: 0, allow: '0', deny: String(ManageChannels) }],
      false,
    ],
  ] as const)('%s', async (_, roles, overwrites, isManager) => {
    const { setup, standingOf } = await standing([...roles], [...overwrites])
    await using _setup = setup
    expect(await standingOf(asker())).toMatchObject({ isMember: true, isManager })
  })

  it('by nobody whom Discord lets in as a guest, or does not know', async () => {
    const { setup, standingOf } = await standing([role('5', Administrator)], [], { flags: 16 })
    await using _setup = setup
    expect(await standingOf(asker())).toMatchObject({ isMember: false, isManager: false })
    expect(await standingOf(asker('300', '99'))).toMatchObject({ isMember: false, isManager: false })
  })

  it('by nobody where it cannot be found out', async () => {
    const { setup, standingOf } = await standing([role('5', Administrator)])
    await using _setup = setup
    expect(await standingOf(asker('399'))).toMatchObject({ isMember: true, isManager: 'unknown' })
    expect(await standingOf({ ...at(null, '7'), target: {} })).toEqual({ isMember: 'unknown', isManager: 'unknown' })
  })
})
