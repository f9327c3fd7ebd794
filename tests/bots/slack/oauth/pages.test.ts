// Installing in a browser: what is asked of Slack, and what each way of going wrong is answered with.
import { expect, test } from 'vitest'
import { scopes } from '../../../../src/bots/slack/people/scopes.ts'
import { openStore } from '../../../contracts/open-store.ts'
import { quickDatabase } from '../../../databases.ts'
import { openApp } from './fixtures.ts'

const opened = openStore(quickDatabase)
const all = scopes.map(({ name }) => name)

test('Slack is asked for the scopes of the manifest, for this browser alone', async () => {
  const { slack, begin } = await openApp(opened())
  const { begun, location, cookie } = await begin()
  expect(location.origin + location.pathname).toBe(`${new URL(slack.apiUrl).origin}/oauth/v2/authorize`)
  expect(Object.fromEntries(location.searchParams)).toEqual({
    client_id: slack.oauth.client.id,
    scope: all.join(','),
    redirect_uri: 'https://ragbot.example/slack/oauth_redirect',
    state: expect.any(String),
  })
  expect([begun.status, begun.headers['set-cookie']]).toEqual([
    302,
    expect.stringMatching(
      /^ragbot_slack_install=[\w-]{32}; Path=\/slack; Max-Age=600; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ])
  // A second tab does not lock the first one out; what is no cookie of ours is not kept.
  expect((await begin({ cookie: `other=1; ${cookie}` })).cookie).toBe(cookie)
  expect((await begin({ cookie: 'ragbot_slack_install=short' })).cookie).not.toContain('short')
})

test('an installation that was begun on Slack’s own pages is begun again here', async () => {
  const { finish, working, slack } = await openApp(opened())
  const response = await finish({ code: slack.oauth.grant({ team: 'T1' }) }, '')
  expect([response.status, response.headers.location]).toEqual([302, '/slack/install'])
  expect(await working()).toEqual([])
})

test('a state is taken from its browser alone, within ten minutes, once; a look at the headers spends nothing', async () => {
  const { begin, finish, clock, working, slack } = await openApp(opened())
  const [first, second] = [await begin(), await begin()]
  const code = () => slack.oauth.grant({ team: 'T1', scopes: all })
  const refused = async (query: Record<string, string>, cookie: string) => {
    const response = await finish(query, cookie)
    expect([response.status, response.body]).toEqual([400, expect.stringContaining('href="/slack/install"')])
  }
  await refused({ code: code(), state: first.state }, second.cookie)
  await refused({ code: code(), state: first.state }, '')
  await refused({ code: code(), state: `${first.state}x` }, first.cookie)
  clock.now += 600_000
  await refused({ code: code(), state: first.state }, first.cookie)
  clock.now -= 600_000
  expect((await finish({ code: code(), state: first.state }, first.cookie, { method: 'HEAD' })).status).toBe(200)
  expect(slack.calls).toEqual([])

  const one = { code: code(), state: first.state }
  const racing = await Promise.all(Array.from({ length: 5 }, () => finish(one, first.cookie)))
  expect(racing.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400, 400])
  expect(slack.calls.filter(({ method }) => method === 'oauth.v2.access')).toHaveLength(1)
  expect(await working()).toEqual(['T1'])
})

test.each([
  ['declined', { error: 'access_denied' }, undefined, 400, 'declined'],
  ['without a code', {}, undefined, 400, 'did not let the app in'],
  ['a code of nobody', { code: 'made-up' }, undefined, 400, 'invalid_code'],
  ['Slack is away', { code: 'c' }, { kind: 'status', status: 503 }, 502, 'Slack failed'],
  ['no JSON', { code: 'c' }, { kind: 'body', body: '<html>' }, 502, 'Slack failed'],
  ['no token', { code: 'c' }, { kind: 'body', body: '{"ok":true,"team":{"id":"T1"}}' }, 502, 'no token of a bot'],
  [
    'a person’s token',
    { code: 'c' },
    { kind: 'body', body: '{"ok":true,"token_type":"user","access_token":"xoxp-1","team":{"id":"T1"}}' },
    502,
    'no token of a bot',
  ],
  ['no team', { code: 'c' }, { kind: 'body', body: '{"ok":true,"access_token":"xoxb-1"}' }, 502, 'names no workspace'],
] as const)(
  '%s: said, with a way to start again, and nothing is installed',
  async (_, query, mishap, status, words) => {
    const { begin, finish, working, slack } = await openApp(opened())
    const { state, cookie } = await begin()
    if (mishap) slack.next('oauth.v2.access', mishap)
    const response = await finish({ ...query, state }, cookie)
    expect([response.status, response.body]).toEqual([status, expect.stringContaining(words)])
    expect(response.body).toContain('href="/slack/install"')
    expect(response.body).not.toMatch(/xox|client-secret/)
    expect(await working()).toEqual([])
  },
)

test('names are escaped, what is lacking is named, and an installer who cannot be written to costs nothing', async () => {
  const { install, slack, working } = await openApp(opened())
  slack.next('chat.postMessage', { kind: 'error', error: 'cannot_dm_bot' })
  const narrowed = await install(
    slack.oauth.grant({ team: '<b>T1', scopes: all.filter((name) => name !== 'users:read') }),
  )
  expect(narrowed.body).toContain('The team &#38; co of &#60;b&#62;T1')
  expect(narrowed.body).not.toContain('<b>')
  expect(narrowed.body).toContain('It lacks these permissions, and does less: users:read')
  expect(narrowed.headers['content-security-policy']).toContain("default-src 'none'")
  // One that waits, and is named in what has to be typed.
  const waiting = await install(slack.oauth.grant({ team: '<b>T2', scopes: all }))
  expect(waiting.body).toContain('installs connect &#60;b&#62;T2')
  expect(waiting.body).not.toContain('<b>')
  expect(await working()).toEqual(['<b>T1', '<b>T2'])
})

test('who installs is told that Slack did not confirm it, and in Slack that nothing is answered yet', async () => {
  const { install, slack } = await openApp(opened())
  slack.next('auth.test', { kind: 'error', error: 'internal_error' })
  const unsure = await install(slack.oauth.grant({ team: 'T1', scopes: all }))
  expect(unsure.body).toContain('Slack did not confirm it just now')
  const waiting = await install(slack.oauth.grant({ team: 'T2', scopes: all }))
  expect(waiting.body).not.toContain('did not confirm')
  const welcomes = slack.calls.filter(({ method }) => method === 'chat.postMessage')
  expect(welcomes.map(({ args }) => String(args.text).includes('installs connect T2'))).toEqual([false, true])
})
