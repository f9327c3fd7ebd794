// An organisation that lets its app into further teams, or takes it out of some.
import { describe, expect, test } from 'vitest'
import { openStore } from '../../../contracts/open-store.ts'
import { testDatabases } from '../../../databases.ts'
import { eventBody } from '../../../stand-ins/slack.ts'
import { openApp } from './fixtures.ts'

/** As Slack's documentation has it: no team above, the organisation beside. */
const access = (enterprise: string, type: 'granted' | 'revoked', teams: readonly unknown[]) =>
  eventBody(
    { type: `team_access_${type}`, team_ids: teams },
    {
      team_id: null,
      enterprise_id: enterprise,
      authorizations: [{ team_id: null, enterprise_id: enterprise, is_bot: false, is_enterprise_install: true }],
    },
  )
const again = { 'x-slack-retry-num': '1' }

describe.each(testDatabases)('on the $name engine', (database) => {
  describe.skipIf(!database.isAvailable)('', () => {
    const opened = openStore(database)
    let count = 0

    async function openOrg(options: { readonly isOperator: boolean; readonly teams?: readonly string[] }) {
      const { store } = opened()
      const app = await openApp(opened(), options)
      count += 1
      const enterprise = `E${count}`
      if (!options.isOperator) await app.install(app.slack.oauth.grant({ team: `T${count}FIRST` }))
      app.slack.oauth.teams = [...(options.teams ?? [])]
      await app.install(app.slack.oauth.grant({ enterprise }))
      const listed = async () => (await store.describeInstalls()).find(({ account }) => account === enterprise)!
      const teams = async () =>
        (await listed()).mappings.map(({ team, channel }) => (channel ? `${team}/${channel}` : team))
      const receive = async (type: 'granted' | 'revoked', ids: readonly unknown[], headers = {}, of = enterprise) =>
        (await app.receive(access(of, type, ids), headers)).status
      return { ...app, id: (await listed()).id, store, listed, teams, receive }
    }

    test('a team that is added later is answered from where the others are, and no more once it is taken out', async () => {
      const { id, store, listed, teams, receive } = await openOrg({ isOperator: true, teams: ['T10'] })
      expect(await receive('granted', ['T11', 'T12', 7, 'T1/C1', ''])).toBe(200)
      expect(await teams()).toEqual(['T10', 'T11', 'T12'])
      const workspaces = (await listed()).mappings.map(({ workspace }) => workspace)
      expect(new Set(workspaces).size).toBe(1)
      await store.mapPlace(id, { team: 'T11', channel: 'C1' }, opened().home)
      expect(await receive('revoked', ['T11'])).toBe(200)
      expect(await teams()).toEqual(['T10', 'T12'])
      expect(await receive('revoked', ['T11'])).toBe(200)
      expect(await receive('granted', ['T11'])).toBe(200)
      expect(await teams()).toEqual(['T10', 'T11', 'T12'])
    })

    test('the first team too, where the organisation was let into none when it installed the app', async () => {
      const { teams, receive } = await openOrg({ isOperator: true })
      expect(await teams()).toEqual([])
      await receive('granted', ['T13'])
      expect(await teams()).toEqual(['T13'])
    })

    test('not where the install waits for somebody to connect it, and not for the organisation of others', async () => {
      const { teams, receive } = await openOrg({ isOperator: false, teams: ['T14'] })
      await receive('granted', ['T14'])
      expect(await teams()).toEqual([])
      const ours = await openOrg({ isOperator: true, teams: ['T15'] })
      await receive('granted', ['T16'], {}, 'E999')
      await receive('revoked', ['T15'])
      expect(await ours.teams()).toEqual(['T15'])
    })

    test('not where several workspaces answer, and never from one that nobody chose', async () => {
      const { home, other } = opened()
      const { id, store, teams, listed, receive } = await openOrg({ isOperator: true, teams: ['T17'] })
      await store.mapPlace(id, { team: 'T18' }, other)
      await receive('granted', ['T19'])
      expect(await teams()).toEqual(['T17', 'T18'])
      const waiting = await openOrg({ isOperator: false })
      await store.mapPlace(waiting.id, { team: 'T20' }, other)
      await waiting.receive('revoked', ['T20'])
      await waiting.receive('granted', ['T21'])
      expect((await waiting.listed()).mappings.map(({ workspace }) => workspace)).not.toContain(
        (await listed()).workspace,
      )
      expect(home).not.toBe(other)
    })

    test('what was said of a team by hand stays', async () => {
      const { id, store, listed, receive } = await openOrg({ isOperator: true })
      await store.mapPlace(id, { team: 'T22' }, opened().other)
      const before = (await listed()).mappings
      await receive('granted', ['T22'])
      expect((await listed()).mappings).toEqual(before)
    })

    test('what Slack delivers again is looked up, as the opposite may hold by then', async () => {
      const { slack, teams, receive } = await openOrg({ isOperator: true, teams: ['T23'] })
      await receive('revoked', ['T23'], again)
      await receive('granted', ['T24'], again)
      expect(await teams()).toEqual(['T23'])
      slack.oauth.teams = ['T24']
      await receive('granted', ['T24'], again)
      await receive('revoked', ['T23'], again)
      expect(await teams()).toEqual(['T24'])
    })

    test('what cannot be looked up just now is delivered once more', async () => {
      const { slack, teams, receive } = await openOrg({ isOperator: true, teams: ['T26'] })
      slack.oauth.teams = []
      slack.next('auth.teams.list', { kind: 'status', status: 503 })
      expect(await receive('revoked', ['T26'], again)).toBe(503)
      expect(await receive('revoked', ['T26'], again)).toBe(200)
      expect(await teams()).toEqual([])
    })

    test('every team that the organisation lets the app into, however many pages Slack lists them on', async () => {
      const { slack, install } = await openApp(opened(), { isOperator: true })
      const pages: Record<string, object> = {
        first: { teams: [{ id: 'T27' }], response_metadata: { next_cursor: 'second' } },
        second: { teams: [{ id: 'T28' }], response_metadata: { next_cursor: '' } },
      }
      slack.plan((method, { cursor }) =>
        method === 'auth.teams.list'
          ? { kind: 'body', body: JSON.stringify({ ok: true, ...pages[String(cursor ?? 'first')] }) }
          : undefined,
      )
      await install(slack.oauth.grant({ enterprise: 'E27' }))
      const listed = (await opened().store.describeInstalls()).find(({ account }) => account === 'E27')
      expect(listed?.mappings.map(({ team }) => team)).toEqual(['T27', 'T28'])
    })

    test('a team that was taken out is not forgotten when the install ends', async () => {
      const { id, receive, teams } = await openOrg({ isOperator: true, teams: ['T25'] })
      await receive('revoked', ['T25'])
      expect(await teams()).toEqual([])
      const left = await opened().db.asSystem((sql) =>
        sql(`select team, channel from integration_mappings where install_id = $1`, [id]),
      )
      expect(left).toEqual([{ team: 'T25', channel: '' }])
    })
  })
})
