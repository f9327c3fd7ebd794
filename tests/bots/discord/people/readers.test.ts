// Whose documents a reply may use: by roles and overwrites, private threads, guests, and what cannot be found out.
import { PermissionFlagsBits } from 'discord.js'
import { describe, expect, it } from 'vitest'
import { audienceOf } from '../../../../src/askers.ts'
import { AppError } from '../../../../src/errors.ts'
import type { Asker, Audience } from '../../../../src/model.ts'
import { at } from '../../../askers.ts'
import { type Json, member, type Setup, setUp, slash } from '../fixtures.ts'

const { ViewChannel, ReadMessageHistory, Connect, Administrator, ManageThreads } = PermissionFlagsBits
const role = (id: string, permissions: bigint): Json => ({ id, permissions: String(permissions) })
const overwrite = (id: string, type: 0 | 1, allow: bigint, deny = 0n): Json => ({
  id,
  type,
  allow: String(allow),
  deny: String(deny),
})
/** Hidden from everyone but those of this role. */
const onlyFor = (id: string) => [overwrite('200', 0, 0n, ViewChannel), overwrite(id, 0, ViewChannel)]

const audience = (channel: string, guild = '200'): Audience => `channel:discord:${guild}/${channel}`
const inChannel = (channel: string, person = '7'): Asker => ({
  ...at(`200/${channel}`, person, false),
  target: { guild: '200', channel, user: person },
})
const direct = (person = '7'): Asker => ({
  ...at(null, person),
  target: { channel: `9${person}`, user: person },
})

function addChannel(setup: Setup, id: string, overwrites: Json[] = [], fields: Json = {}) {
  setup.discord.channels.set(id, { id, type: 0, guild_id: '200', permission_overwrites: overwrites, ...fields })
}

/** Which of these the reader may use, besides their own place. */
async function readable(setup: Setup, reader: Asker, ...channels: string[]): Promise<string[]> {
  const own = audienceOf('discord', reader)
  const [first, ...rest] = await setup.platform.readableBy(
    reader,
    channels.map((channel) => audience(channel)),
  )
  expect(first).toBe(own)
  return rest.map((one) => one.replace('channel:discord:200/', ''))
}

describe('a channel', () => {
  it('owns what is shared there, a person what is shared in direct messages', () => {
    expect(audienceOf('discord', inChannel('300'))).toBe('channel:discord:200/300')
    expect(audienceOf('discord', direct())).toBe('person:discord:7')
  })

  it('may use what is open to everyone', async () => {
    await using setup = await setUp()
    addChannel(setup, '301')
    addChannel(setup, '302', [overwrite('200', 0, 0n, ViewChannel)])
    addChannel(setup, '303', [overwrite('555', 0, 0n, ViewChannel)])
    addChannel(setup, '304', [overwrite('8', 1, 0n, ViewChannel)])
    addChannel(setup, '305', [overwrite('555', 0, ViewChannel)])
    addChannel(setup, '306', [overwrite('200', 0, 0n, ReadMessageHistory)])
    const all = ['301', '302', '303', '304', '305', '306', '399']
    expect(await readable(setup, inChannel('300'), '300', ...all)).toEqual(['workspace', '301', '305'])
  })

  it('may use what the same people see by the same rules', async () => {
    await using setup = await setUp()
    addChannel(setup, '310', onlyFor('555'))
    addChannel(setup, '311', [...onlyFor('555').reverse(), overwrite('7', 1, 0n, 1n)])
    addChannel(setup, '312', onlyFor('556'))
    addChannel(setup, '313', [...onlyFor('555'), overwrite('8', 1, ViewChannel)])
    const all = ['310', '311', '312', '313', '300']
    expect(await readable(setup, inChannel('310'), ...all)).toEqual(['workspace', '311', '300'])
    expect(await readable(setup, inChannel('313'), ...all)).toEqual(['workspace', '300'])
  })

  it('is open only when @everyone may see channels at all', async () => {
    await using setup = await setUp()
    setup.discord.guild.roles = [role('200', 0n)]
    addChannel(setup, '301', [overwrite('200', 0, ViewChannel | ReadMessageHistory)])
    addChannel(setup, '302', [overwrite('555', 0, ViewChannel)])
    expect(await readable(setup, inChannel('300'), '301', '302')).toEqual(['workspace', '301'])
  })

  it('never uses another server’s, nor another platform’s', async () => {
    await using setup = await setUp({ guildIds: ['200', '201'] })
    const others: Audience[] = ['channel:discord:201/300', 'channel:slack:T1/C1', 'channel:discord:x/../300']
    expect(await setup.platform.readableBy(inChannel('300'), others)).toEqual([audience('300'), 'workspace'])
  })
})

describe('a private thread', () => {
  it('uses its own, and what its channel may use; the channel does not use the thread’s', async () => {
    await using setup = await setUp()
    addChannel(setup, '310', onlyFor('555'))
    addChannel(setup, '311', onlyFor('556'))
    addChannel(setup, '400', [], { type: 12, parent_id: '310' })
    expect(await readable(setup, inChannel('400'), '310', '311', '300')).toEqual(['workspace', '310', '300'])
    expect(await readable(setup, inChannel('310'), '400')).toEqual(['workspace'])
  })
})

describe('guests', () => {
  it('read along in voice and stage channels: only what was shared there is used', async () => {
    await using setup = await setUp()
    addChannel(setup, '320', [], { type: 2 })
    addChannel(setup, '321', [], { type: 13 })
    for (const place of ['320', '321']) expect(await readable(setup, inChannel(place), '300')).toEqual([])
    // Told by the message itself, whatever can be looked up.
    setup.discord.channels.clear()
    for (const hasGuests of [true, 'unknown'] as const)
      expect(await readable(setup, { ...inChannel('320'), ...at('200/320', '7', hasGuests) }, '300')).toEqual([])
  })

  it('may read along where Discord does not say what kind of channel it is', async () => {
    await using setup = await setUp()
    await setup.receive(slash('ask', { question: 'who?' }, { channel: undefined }))
    expect(await readable(setup, setup.host.accepted[0]!, '300')).toEqual([])
    await setup.receive(slash('ask', { question: 'who?' }))
    expect(await readable(setup, setup.host.accepted[1]!)).toEqual(['workspace'])
  })

  it('a voice channel’s documents are for those who may connect', async () => {
    await using setup = await setUp()
    addChannel(setup, '320', [], { type: 2 })
    expect(await readable(setup, inChannel('300'), '320')).toEqual(['workspace'])
    setup.discord.guild.roles = [role('200', ViewChannel | ReadMessageHistory | Connect)]
    setup.clock += 61_000
    expect(await readable(setup, inChannel('300'), '320')).toEqual(['workspace', '320'])
  })

  it('get their own documents only in direct messages', async () => {
    await using setup = await setUp()
    setup.discord.members.set('7', member('7', { flags: 16 }))
    expect(await readable(setup, direct(), '300')).toEqual([])
  })
})

describe('a direct message', () => {
  const visible = async (setup: Setup, fields: Json, ...channels: string[]) => {
    setup.discord.members.set('7', member('7', fields))
    return readable(setup, direct(), ...channels)
  }

  it('uses what the person may see, role denials before allowances before their own', async () => {
    await using setup = await setUp()
    setup.discord.guild.roles.push(role('555', 0n), role('556', 0n), role('557', ViewChannel))
    addChannel(setup, '310', onlyFor('555'))
    addChannel(setup, '311', onlyFor('999'))
    addChannel(setup, '312', [overwrite('555', 0, 0n, ViewChannel), overwrite('556', 0, ViewChannel)])
    addChannel(setup, '313', [overwrite('555', 0, ViewChannel), overwrite('7', 1, 0n, ViewChannel)])
    addChannel(setup, '314', [...onlyFor('999'), overwrite('7', 1, ViewChannel)])
    // An id of a role is no id of a person.
    addChannel(setup, '315', [...onlyFor('999'), overwrite('7', 0, ViewChannel)])
    const all = ['300', '310', '311', '312', '313', '314', '315']
    expect(await visible(setup, { roles: ['555', '556'] }, ...all)).toEqual(['workspace', '300', '310', '312', '314'])
  })

  it.each([
    ['an administrator', { roles: ['556'] }, '2'],
    ['the owner', { roles: [] }, '7'],
  ])('of %s uses everything', async (_, fields, owner) => {
    await using setup = await setUp()
    setup.discord.guild.owner_id = owner
    setup.discord.guild.roles.push(role('556', Administrator))
    addChannel(setup, '311', onlyFor('999'))
    addChannel(setup, '400', [], { type: 12, parent_id: '311' })
    expect(await visible(setup, fields, '311', '400')).toEqual(['workspace', '311', '400'])
  })

  it('uses private threads of which the person is a member, or which they manage, if they see the channel', async () => {
    await using setup = await setUp()
    setup.discord.guild.roles.push(role('557', ManageThreads))
    addChannel(setup, '310', onlyFor('555'))
    for (const [id, parent_id] of [
      ['400', '300'],
      ['401', '300'],
      ['402', '310'],
    ] as const)
      addChannel(setup, id, [], { type: 12, parent_id })
    setup.discord.threadMembers.set('400', new Set(['7'])).set('402', new Set(['7']))
    expect(await visible(setup, {}, '400', '401', '402')).toEqual(['workspace', '400'])
    setup.clock += 61_000
    expect(await visible(setup, { roles: ['557'] }, '400', '401', '402')).toEqual(['workspace', '400', '401'])
  })

  it('uses no thread that another server has, whatever channel it says it is of', async () => {
    await using setup = await setUp()
    addChannel(setup, '400', [], { type: 12, parent_id: '300', guild_id: '201' })
    setup.discord.threadMembers.set('400', new Set(['7']))
    expect(await visible(setup, {}, '400')).toEqual(['workspace'])
  })

  it('of someone who is no member uses nothing of the server’s', async () => {
    await using setup = await setUp()
    expect(await readable(setup, direct('8'), '300')).toEqual([])
  })
})

describe('what cannot be found out', () => {
  it('at once is asked for again, for an answer needs it', async () => {
    await using setup = await setUp()
    addChannel(setup, '301')
    setup.discord.next(/GET \/guilds\/200\/channels/, { kind: 'error', status: 503 })
    expect(await readable(setup, inChannel('300'), '301')).toEqual(['workspace', '301'])
  })

  it('because others took their turn before is waited for', async () => {
    await using setup = await setUp()
    addChannel(setup, '301')
    setup.host.blocked.set('discord:global', 300)
    const found = readable(setup, inChannel('300'), '301')
    setTimeout(() => setup.host.blocked.clear(), 0)
    expect(await found).toEqual(['workspace', '301'])
  })

  it.each([/GET \/guilds\/200$/, /GET \/guilds\/200\/channels/])('is left out: %s', async (route) => {
    await using setup = await setUp()
    addChannel(setup, '301')
    setup.discord.next(route, { kind: 'drop' })
    expect(await readable(setup, inChannel('300'), '301')).toEqual(['workspace'])
    // It is not kept: the next question finds out.
    expect(await readable(setup, inChannel('300'), '301')).toEqual(['workspace', '301'])
  })

  it('because the database is away is waited for with the whole answer', async () => {
    await using setup = await setUp()
    setup.discord.members.set('7', member('7'))
    const away = new AppError('database-away', 'The database is away', { retry: 'later' })
    setup.host.limits.take = () => Promise.reject(away)
    for (const reader of [inChannel('300'), direct()]) await expect(readable(setup, reader, '301')).rejects.toBe(away)
  })

  it('is left out in direct messages too', async () => {
    await using setup = await setUp()
    setup.discord.members.set('7', member('7'))
    setup.discord.next(/GET \/guilds\/200\/members/, { kind: 'drop' })
    expect(await readable(setup, direct(), '300')).toEqual([])
  })

  it('is not guessed from parts that are missing', async () => {
    await using setup = await setUp()
    setup.discord.channels.set('301', { id: '301', type: 0, guild_id: '200' })
    expect(await readable(setup, inChannel('300'), '301')).toEqual(['workspace'])
    setup.discord.members.set('7', { user: { id: '7' }, roles: [] })
    expect(await readable(setup, direct(), '300')).toEqual([])
  })
})

describe('calls', () => {
  it('are made once for all who ask at the same time, and again after a minute', async () => {
    await using setup = await setUp()
    addChannel(setup, '301')
    const ask = () => readable(setup, inChannel('300'), '301', '302')
    await Promise.all([ask(), ask(), ask()])
    await ask()
    expect(setup.discord.calls).toHaveLength(2)
    addChannel(setup, '301', onlyFor('555'))
    setup.clock += 61_000
    expect(await ask()).toEqual(['workspace'])
    expect(setup.discord.calls).toHaveLength(4)
  })

  it('that Discord refused are not repeated either', async () => {
    await using setup = await setUp()
    setup.discord.members.set('7', member('7'))
    for (let count = 0; count < 3; count += 1) expect(await readable(setup, direct(), '777')).toEqual(['workspace'])
    expect(setup.discord.calls.filter(({ path }) => path === '/channels/777')).toHaveLength(1)
  })
})
