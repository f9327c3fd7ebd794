// How the bot behaves in a channel: what it says itself, what its workspace says, and what holds where neither does.
import { describe, expect, test } from 'vitest'
import { openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'

const house = {
  isAllowed: true,
  indexers: 'everyone',
  indexesFiles: true,
  answersGuests: true,
  replies: 'thread',
  autoRespond: 'off',
  answerLength: 'usual',
  model: 'usual',
  instructions: '',
  retentionDays: 0,
  bots: [],
  digest: 'off',
}
const nothing = Object.fromEntries(Object.keys(house).map((name) => [name, null]))

describe.each(testDatabases)('settings on the $name engine', (database) => {
  describe.skipIf(!database.isAvailable)('', () => {
    const opened = openStore(database)

    test('a channel goes by itself, then by its workspace, then by the house; a change counts at once', async () => {
      const { store, home, installOf } = opened()
      const here = installOf('slack')
      const kept = () => store.readSettings(here, 'T1/C1')
      expect(await kept()).toEqual({ own: nothing, settings: house, isListed: false })
      await store.saveDefaults(home, { answersGuests: false, retentionDays: 30, answerLength: 'short' })
      expect((await kept()).settings).toEqual({
        ...house,
        answersGuests: false,
        retentionDays: 30,
        answerLength: 'short',
      })
      await store.saveSettings(
        here,
        'T1/C1',
        { answersGuests: true, retentionDays: 0, instructions: 'Be brief.' },
        'slack:U1',
      )
      expect(await kept()).toEqual({
        own: { ...nothing, answersGuests: true, retentionDays: 0, instructions: 'Be brief.' },
        settings: { ...house, instructions: 'Be brief.', answerLength: 'short' },
        isListed: false,
      })
      // What is not named stays, and null takes it back.
      await store.saveSettings(here, 'T1/C1', { answersGuests: null }, null)
      expect(await kept()).toMatchObject({ own: { answersGuests: null, instructions: 'Be brief.' } })
      expect((await kept()).settings.answersGuests).toBe(false)
      expect((await store.readSettings(here, null)).settings).toMatchObject({ answersGuests: false, instructions: '' })
    })

    test('with a list only listed channels are answered in, whatever they say themselves', async () => {
      const { store, other, installOf } = opened()
      const here = installOf('teams', other)
      const isAllowed = async (channel: string) => (await store.readSettings(here, channel)).settings.isAllowed
      await store.saveSettings(here, 'C1', { isAllowed: true }, null)
      await store.saveDefaults(other, { isListed: true })
      expect([await isAllowed('C1'), await isAllowed('C2')]).toEqual([false, false])
      await store.saveSettings(here, 'C1', { isListed: true }, null)
      expect([await isAllowed('C1'), await isAllowed('C2')]).toEqual([true, false])
      await store.saveSettings(here, 'C1', { isAllowed: false }, null)
      expect(await isAllowed('C1')).toBe(false)
      // What holds in a channel that says nothing.
      expect(await store.readDefaults(other)).toEqual({
        own: nothing,
        settings: { ...house, isAllowed: false },
        isListed: true,
      })
    })

    test('another install and another workspace have their own, and the list names what is set up', async () => {
      const { store, home, other, installOf } = opened()
      await store.saveSettings(installOf('discord'), '1/2', { replies: 'privately' }, 'discord:9')
      const elsewhere = [
        installOf('discord', other),
        installOf('teams'),
        { ...installOf('discord'), workspaceId: other },
      ]
      for (const install of elsewhere)
        expect((await store.readSettings(install, '1/2')).settings.replies).toBe('thread')
      const facts = { kind: 'public', isShared: false, isArchived: false, name: 'general' } as const
      const more = { peer: null, team: null, creator: 'U9' }
      await store.saveChannel(installOf('slack'), 'C1', { ...facts, ...more }, { changes: 0, at: new Date() })
      expect((await store.readChannel(installOf('slack'), 'C1')).facts).toMatchObject({ creator: 'U9' })
      const listed = await store.listSettings(home)
      expect(listed.map(({ platform, channel, name, own }) => [platform, channel, name, own.replies])).toEqual([
        ['discord', '1/2', null, 'privately'],
        ['slack', 'T1/C1', 'general', null],
      ])
      expect((await store.listSettings(other)).map(({ channel }) => channel)).toEqual(['C1'])
    })

    test('a channel is of the install of its team, else of the environment’s', async () => {
      const { db, store, home, installOf } = opened()
      const made = await db.asSystem((sql) =>
        sql<{ id: string }>(
          `insert into installs (workspace_id, platform, app, account) values ($1, 'slack', 'A1', 'T7') returning id`,
          [home],
        ),
      )
      expect(await store.installAt(home, 'slack', 'T7/C1')).toBe(made[0]!.id)
      expect(await store.installAt(home, 'slack', 'T1/C1')).toBe(installOf('slack').id)
      await db.asSystem((sql) => sql(`update installs set state = 'removed' where account = 'T7'`))
      expect(await store.installAt(home, 'slack', 'T7/C1')).toBe(installOf('slack').id)
    })

    test('a channel of a team whose organisation has the app is of that, unless the team has it itself', async () => {
      const { db, store, other, installOf } = opened()
      const make = async (account: string, isOrg: boolean) => {
        const [row] = await db.asSystem((sql) =>
          sql<{ id: string }>(
            `insert into installs (workspace_id, platform, app, account, is_org) values ($1, 'slack', 'A2', $2, $3) returning id`,
            [other, account, isOrg],
          ),
        )
        return row!.id
      }
      const org = await make('E1', true)
      await db.asSystem((sql) =>
        sql('insert into integration_mappings (install_id, team, workspace_id) values ($1, $2, $3)', [
          org,
          'T8',
          other,
        ]),
      )
      expect(await store.installAt(other, 'slack', 'T8/C1')).toBe(org)
      expect(await store.installAt(other, 'slack', 'T9/C1')).toBe(installOf('slack', other).id)
      const own = await make('T8', false)
      expect(await store.installAt(other, 'slack', 'T8/C1')).toBe(own)
      const delivery = { platform: 'slack', app: 'A2', account: 'T8', enterprise: 'E1' } as const
      expect(await store.routeOf(delivery)).toMatchObject({ token: { id: own } })
    })

    test('of two who change the same at the same time the later one is told, and loses nothing else', async () => {
      const { store, installOf } = opened()
      const here = installOf('slack')
      const change = (changes: object, was: object) => store.changeSettings(here, 'T1/C6', changes, was, 'slack:U1')
      const was = { replies: null, indexers: null }
      const both = await Promise.all([
        change({ replies: 'privately' }, was),
        change({ replies: 'thread', indexers: 'nobody' }, was),
      ])
      expect(both.flatMap(({ others }) => others)).toEqual(['replies'])
      const { own } = await store.readSettings(here, 'T1/C6')
      expect(own).toMatchObject({ indexers: 'nobody', replies: both[0].others.length === 0 ? 'privately' : 'thread' })
      expect(await change({ isAllowed: false }, {})).toEqual({ saved: ['isAllowed'], others: [] })
      // Both want the same.
      expect(await change({ isAllowed: false }, { isAllowed: true })).toEqual({ saved: ['isAllowed'], others: [] })
    })

    test('more than 500 characters are no instructions, and a day is the least', async () => {
      const { store, installOf } = opened()
      const save = (changes: object) => store.saveSettings(installOf('slack'), 'T1/C5', changes, null)
      await save({ instructions: 'x'.repeat(500), retentionDays: 1 })
      await expect(save({ instructions: 'x'.repeat(501) })).rejects.toThrow()
      await expect(save({ retentionDays: -1 })).rejects.toThrow()
      await expect(save({ model: '' })).rejects.toThrow()
      await expect(save({ model: 'x'.repeat(101) })).rejects.toThrow()
      await expect(save({ replies: 'loudly' })).rejects.toThrow()
    })
  })
})
