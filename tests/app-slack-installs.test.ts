// Teams that install the Slack app by themselves, on two processes over one database: answered each by its own token, which
// one of the processes refreshes, until the app is removed.
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { expect, inject, onTestFinished, test, vi } from 'vitest'
import { startApp } from '../src/app.ts'
import { parseConfig } from '../src/config.ts'
import { openConfiguredDatabase, openLibrary } from '../src/library.ts'
import type { InstallId } from '../src/model.ts'
import { createStore } from '../src/store/index.ts'
import { createMigratedDatabase } from './databases.ts'
import { makeSeededFolder } from './seeded.ts'
import { commandBody, createSlackStandIn, deliver, eventBody } from './stand-ins/slack.ts'

const signingSecret = 'signing-secret'
const waiting = { timeout: 30_000, interval: 20 }
const adminToken = 'admin-token-of-the-tests'

async function openTwo() {
  const { url, drop } = await createMigratedDatabase()
  onTestFinished(drop)
  const slack = await createSlackStandIn({ botToken: 'xoxb-of-no-install' })
  onTestFinished(() => slack.close())
  for (const team of ['T1', 'T2', 'T3', 'T11', 'T13']) {
    const enterprise = team.length > 2 ? { enterprise_user: { enterprise_id: 'E1', teams: [team] } } : {}
    slack.people.set(`U${team}`, { team_id: team, ...enterprise })
    slack.conversations.set(`C${team}`, { context_team_id: team, shared_team_ids: [team] })
    slack.members.set(`C${team}`, [`U${team}`, slack.botUserId])
  }
  const encryptionKey = randomBytes(32).toString('base64')
  const open = async (roles: readonly ('bots' | 'workers' | 'portal')[]) => {
    const dataDir = await makeSeededFolder('ragbot-installs-', 'started')
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
    const config = parseConfig({
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: url,
      ENCRYPTION_KEY: encryptionKey,
      LOG_LEVEL: 'silent',
      PUBLIC_URL: 'https://ragbot.example',
      ADMIN_TOKEN: adminToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_CLIENT_ID: slack.oauth.client.id,
      SLACK_CLIENT_SECRET: slack.oauth.client.secret,
      SLACK_API_URL: slack.apiUrl,
    })
    const app = await startApp(config, { workspace: 'default', roles, acceptKey: true })
    onTestFinished(() => app.stop())
    return { app, config }
  }
  const first = await open(['bots', 'workers', 'portal'])
  const second = await open(['bots', 'workers', 'portal'])
  const library = await openLibrary(first.config, 'index', 'default')
  const fact = 'Travel is approved by Ms Larsen. The canteen opens at eight.'
  const source = { sourceKey: 'a', uri: 'file:///a.md', name: 'a.md', bytes: Buffer.from(fact) }
  await Array.fromAsync(library.rag.index([source], { workspaceId: library.workspaceId, audience: 'workspace' }))
  const { workspaceId } = library
  await library.close()
  const db = await openConfiguredDatabase(first.config, 'index')
  onTestFinished(() => db.close({ hurry: true }))
  return { slack, first: first.app, second: second.app, db, store: createStore(db), workspaceId }
}

/** What a browser does: begins, and comes back from Slack with a code. */
async function install(url: string, code: string, headers: Record<string, string> = {}) {
  const begun = await fetch(`${url}/slack/install`, { redirect: 'manual', headers })
  const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0]!
  const state = new URL(begun.headers.get('location')!).searchParams.get('state')!
  const finished = await fetch(`${url}/slack/oauth_redirect?${new URLSearchParams({ code, state })}`, {
    redirect: 'manual',
    headers: { cookie },
  })
  return { status: finished.status, page: await finished.text(), begun, cookie, state }
}

let asked = 0
function mention(team: string, more: Record<string, unknown> = {}, enterprise?: string): string {
  asked += 1
  const ts = `${1_790_000_000 + asked}.000100`
  const event = {
    type: 'app_mention',
    user: `U${team}`,
    text: '<@U0BOT> Who approves travel?',
    ts,
    channel: `C${team}`,
    ...more,
  }
  return eventBody(event, {
    team_id: team,
    ...(enterprise && { enterprise_id: enterprise }),
    authorizations: [
      {
        team_id: team,
        enterprise_id: enterprise ?? null,
        user_id: 'U0BOT',
        is_bot: true,
        is_enterprise_install: !!enterprise,
      },
    ],
  })
}

test.skipIf(inject('postgresUrl') === null)(
  'a team installs the app, is answered by its own token on every process, and by none when it has removed it',
  { timeout: 180_000 },
  async () => {
    const { slack, first, second, db, store, workspaceId } = await openTwo()
    const send = (body: string, app = first, type?: string) =>
      deliver(`${app.url}/webhooks/slack`, body, signingSecret, type)
    const answers = (team: string) =>
      slack.posts.filter((post) => post.channel === `C${team}` && post.user === undefined)
    const tokenOf = (team: string) => [...slack.oauth.tokens].findLast(([, given]) => given.team?.id === team)?.[0]

    // Nobody has installed it: acknowledged, and said where Slack lets it be said.
    expect((await send(mention('T1'))).status).toBe(200)
    const command = await send(commandBody('status', { team_id: 'T1' }), first, 'application/x-www-form-urlencoded')
    expect(await command.json()).toMatchObject({
      text: expect.stringContaining('https://ragbot.example/slack/install'),
    })

    // The first team need not wait, and is answered from the process's workspace.
    const done = await install(first.url, slack.oauth.grant({ team: 'T1', expiresIn: 43_200 }))
    expect(done.page).toContain('ragbot is installed in The team &#38; co of T1')
    expect(done.status).toBe(200)
    expect(done.begun.headers.get('set-cookie')).toMatch(/HttpOnly; Secure; SameSite=Lax$/)
    expect(slack.posts.filter((post) => post.channel === 'U1' && post.token === tokenOf('T1'))).toHaveLength(1)
    for (const app of [first, second]) {
      const before = answers('T1').length
      expect((await send(mention('T1'), app)).status).toBe(200)
      await vi.waitFor(() => expect(JSON.stringify(answers('T1').slice(before))).toContain('Ms Larsen'), waiting)
    }
    expect(answers('T1').every((post) => post.token === tokenOf('T1'))).toBe(true)

    // A state is good once, in its browser.
    const again = await fetch(
      `${first.url}/slack/oauth_redirect?${new URLSearchParams({ code: slack.oauth.grant({ team: 'T9' }), state: done.state })}`,
      { headers: { cookie: done.cookie }, redirect: 'manual' },
    )
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('finished already')])

    // Strangers wait until somebody says from which workspace they are answered; whoever runs this need not.
    const stranger = await install(first.url, slack.oauth.grant({ team: 'T2' }))
    expect(stranger.page).toContain('ragbot installs connect T2')
    expect((await send(mention('T2'))).status).toBe(200)
    await vi.waitFor(() => expect(JSON.stringify(slack.posts)).toContain('I answer here as soon as'), waiting)
    expect(answers('T2')).toEqual([])
    const waitingCommand = await send(
      commandBody('status', { team_id: 'T2' }),
      first,
      'application/x-www-form-urlencoded',
    )
    expect(await waitingCommand.json()).toMatchObject({ text: expect.stringContaining('installs connect T2') })
    const [listed] = (await store.describeInstalls()).filter(({ account }) => account === 'T2')
    await store.mapPlace(listed!.id, { team: 'T2' }, workspaceId)
    await vi.waitFor(async () => {
      await send(mention('T2'))
      expect(JSON.stringify(answers('T2').at(-1) ?? '')).toContain('Ms Larsen')
    }, waiting)
    expect(answers('T2').every((post) => post.token === tokenOf('T2'))).toBe(true)
    const own = await install(first.url, slack.oauth.grant({ team: 'T3' }), { authorization: `Bearer ${adminToken}` })
    expect(own.page).not.toContain('installs connect')

    // A whole enterprise: its teams are mapped, one that is not is told so.
    slack.oauth.teams = ['T10', 'T11']
    const org = await install(first.url, slack.oauth.grant({ enterprise: 'E1' }), {
      authorization: `Bearer ${adminToken}`,
    })
    expect(org.page).toContain('Enterprise E1')
    await send(mention('T11', {}, 'E1'))
    await vi.waitFor(() => expect(JSON.stringify(answers('T11'))).toContain('Ms Larsen'), waiting)
    const unmapped = await send(
      commandBody('status', { team_id: 'T12', enterprise_id: 'E1', is_enterprise_install: 'true' }),
      first,
      'application/x-www-form-urlencoded',
    )
    expect(await unmapped.json()).toMatchObject({ text: expect.stringContaining('installs connect T12') })

    // A team that the organisation lets the app into is answered on every process, and not any more once it is taken out.
    const changeTeams = (type: string) =>
      send(
        eventBody(
          { type, team_ids: ['T13'] },
          {
            team_id: 'E1',
            enterprise_id: 'E1',
            authorizations: [{ enterprise_id: 'E1', team_id: null, user_id: 'U0BOT', is_enterprise_install: true }],
          },
        ),
      )
    await send(mention('T13', {}, 'E1'))
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(answers('T13')).toEqual([])
    slack.oauth.teams = ['T10', 'T11', 'T13']
    expect((await changeTeams('team_access_granted')).status).toBe(200)
    await vi.waitFor(async () => {
      await send(mention('T13', {}, 'E1'), second)
      expect(JSON.stringify(answers('T13'))).toContain('Ms Larsen')
    }, waiting)
    slack.oauth.teams = ['T10', 'T11']
    expect((await changeTeams('team_access_revoked')).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const last = 1_790_000_000 + asked + 0.5
    for (const app of [first, second]) expect((await send(mention('T13', {}, 'E1'), app)).status).toBe(200)
    const others = answers('T11').length
    await send(mention('T11', {}, 'E1'), second)
    await vi.waitFor(() => expect(answers('T11').length).toBe(others + 1), waiting)
    expect(answers('T13').filter(({ threadTs }) => Number(threadTs) > last)).toEqual([])

    // No token lies anywhere in plain words.
    const tables = await db.asOwner((sql) =>
      sql<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`),
    )
    for (const { name } of tables) {
      const rows = await db.asOwner((sql) =>
        sql(
          `select 1 from "${name}" t where to_json(t)::text ~ 'xoxe' or to_json(t)::text like '%${Buffer.from('xoxe').toString('hex')}%' limit 1`,
        ),
      )
      expect([name, rows]).toEqual([name, []])
    }

    // Expired, whatever was said of when: one refresh for all who wait, on both processes.
    slack.oauth.tokens.get(tokenOf('T1')!)!.state = 'expired'
    const before = answers('T1').length
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => send(mention('T1', { channel: 'CT1' }), n % 2 ? first : second)),
    )
    await vi.waitFor(() => expect(answers('T1').length - before).toBe(50), waiting)
    expect(slack.oauth.refreshes).toEqual({ granted: 1, refused: 0 })

    // Removed: its tokens are gone, and so is whoever spoke for it.
    const ended = eventBody(
      { type: 'app_uninstalled' },
      { team_id: 'T1', authorizations: [{ team_id: 'T1', user_id: 'U0BOT', is_bot: true }] },
    )
    expect((await send(ended)).status).toBe(200)
    const kept = await db.asSystem((sql) =>
      sql<{ id: InstallId; tokens: number }>(
        `select id, num_nonnulls(access_token, refresh_token) as tokens from installs where account = 'T1' and app <> 'environment'`,
      ),
    )
    expect(kept.map(({ tokens }) => tokens)).toEqual([0])
    const posted = slack.posts.length
    for (const app of [first, second]) expect((await send(mention('T1'), app)).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(slack.posts.length).toBe(posted)

    // It comes back as what it was.
    await install(first.url, slack.oauth.grant({ team: 'T1' }))
    await send(mention('T1'))
    await vi.waitFor(() => expect(JSON.stringify(slack.posts.slice(posted))).toContain('Ms Larsen'), waiting)
    expect(
      await db.asSystem((sql) => sql(`select id from installs where account = 'T1' and app <> 'environment'`)),
    ).toEqual([{ id: kept[0]!.id }])
  },
)
