// What comes in by an app that teams install: for whom it is, and what ends an install.
import { expect, test } from 'vitest'
import { openStore } from '../../../contracts/open-store.ts'
import { quickDatabase } from '../../../databases.ts'
import { commandBody, eventBody } from '../../../stand-ins/slack.ts'
import { openApp } from './fixtures.ts'

const opened = openStore(quickDatabase)
const form = 'application/x-www-form-urlencoded'

/** An event of a team, as its install sees it. */
const of = (team: string, event: Record<string, unknown>, envelope: Record<string, unknown> = {}) =>
  eventBody(event, {
    team_id: team,
    authorizations: [{ team_id: team, enterprise_id: null, user_id: 'U0BOT', is_bot: true }],
    ...envelope,
  })
const mention = { type: 'app_mention', user: 'U1', text: '<@U0BOT> who?', ts: '1790000001.000100', channel: 'C1' }

test('a team that has not installed it gets no answer, but its commands learn why', async () => {
  const { receive, house, slack, warnings } = await openApp(opened())
  expect(await receive(of('T9', mention))).toMatchObject({ status: 200, body: '' })
  const command = await receive(commandBody('status', { team_id: 'T9' }), {}, form)
  expect(JSON.parse(command.body)).toEqual({
    response_type: 'ephemeral',
    text: expect.stringContaining('https://ragbot.example/slack/install'),
  })
  expect([house.accepted, slack.posts]).toEqual([[], []])
  expect(warnings[0]).toContain('has not installed')
})

test('a delivery is for the install that sees it, wherever it happened', async () => {
  const { receive, install, house, slack } = await openApp(opened(), { isOperator: true })
  await install(slack.oauth.grant({ team: 'T1' }))
  await receive(
    of('T9', mention, {
      authorizations: [{ team_id: 'T1', user_id: 'U0BOT', is_bot: true }],
      is_ext_shared_channel: true,
    }),
  )
  expect(house.accepted).toHaveLength(1)
  expect((await receive(of('T1', { ...mention, ts: '2.2' }))).status).toBe(200)
  expect(house.accepted).toHaveLength(2)
})

test('what comes from a mapped channel or thread is answered from its workspace, however it comes', async () => {
  const { receive, install, slack, from } = await openApp(opened(), { isOperator: true })
  const { store, home, other } = opened()
  await install(slack.oauth.grant({ team: 'T4' }))
  const { id } = (await store.describeInstalls()).find(({ account }) => account === 'T4')!
  const root = '1790000009.000100'
  await store.mapPlace(id, { team: 'T4', channel: 'C2' }, other)
  await store.mapPlace(id, { team: 'T4', channel: 'C1', thread: root }, other)
  const press = {
    type: 'block_actions',
    team: { id: 'T4' },
    user: { id: 'U1' },
    channel: { id: 'C2' },
    container: { type: 'message', channel_id: 'C2' },
    trigger_id: '1.1',
    actions: [{ action_id: 'a', block_id: 'b', type: 'button', value: 'token' }],
  }
  const place = async (send: Promise<{ status: number }>) => {
    expect((await send).status).toBe(200)
    return from.splice(0)
  }
  const reply = { ...mention, ts: '1790000009.000200', thread_ts: root }
  expect(await place(receive(of('T4', mention)))).toEqual([home])
  expect(await place(receive(of('T4', reply)))).toEqual([other])
  expect(await place(receive(String(new URLSearchParams({ payload: JSON.stringify(press) })), {}, form))).toEqual([
    other,
  ])
})

test('an install ends when the app is removed or its bot’s token revoked, and with nothing else', async () => {
  const { receive, install, slack, working, clock } = await openApp(opened(), { isOperator: true })
  const team = () => install(slack.oauth.grant({ team: 'T5' }))
  await team()
  await receive(of('T5', { type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: [] } }))
  expect(await working()).toEqual(['T5'])
  await receive(of('T5', { type: 'tokens_revoked', tokens: { oauth: [], bot: ['U0BOT'] } }))
  expect(await working()).toEqual([])
  await team()
  const removed = of('T5', { type: 'app_uninstalled' }, { event_time: Math.floor(clock.now / 1000) - 30 })
  await receive(removed)
  expect(await working()).toEqual([])
  // Slack delivers it again, when the team is back.
  await team()
  await receive(removed, { 'x-slack-retry-num': '1' })
  expect(await working()).toEqual(['T5'])
  // A stranger's end is none of ours.
  await receive(of('T6', { type: 'app_uninstalled' }))
  expect(await working()).toEqual(['T5'])
  // This one came after the team was back, and is told again because it could not be stored at once.
  const later = of('T5', { type: 'app_uninstalled' }, { event_time: Math.floor(Date.now() / 1000) + 1 })
  await receive(later, { 'x-slack-retry-num': '1' })
  expect(await working()).toEqual([])
})

test('what cannot be stored is delivered again', async () => {
  const { receive, install, slack, house } = await openApp(opened(), { isOperator: true })
  await install(slack.oauth.grant({ team: 'T7' }))
  house.before = () => Promise.reject(new Error('the database is away'))
  expect((await receive(of('T7', mention))).status).toBe(503)
})
