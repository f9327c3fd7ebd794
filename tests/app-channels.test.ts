// The whole app where channels say how it behaves: by the form of Slack's command, by a button on Discord, and by the API.
import { expect, test } from 'vitest'
import { type Office, openOffice } from './office.ts'
import { commandBody, deliver, eventBody } from './stand-ins/slack.ts'

type Json = Record<string, unknown>
const waiting = { timeout: 60_000, interval: 50 }
const form = 'application/x-www-form-urlencoded'
const question = 'Who repairs the boiler?'

async function send(office: Office, method: string, path: string, body?: unknown) {
  const headers = { authorization: 'Bearer admin-token-of-the-office', 'content-type': 'application/json' }
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
  const response = await fetch(`${office.app.url}/api/v2/channels${path}`, init)
  return { status: response.status, ...((await response.json()) as Json) }
}
const toSlack = ({ app }: Office, body: string) => deliver(`${app.url}/webhooks/slack`, body, 'signing-secret', form)
const command = (office: Office, user: string, text = 'config') =>
  toSlack(
    office,
    commandBody(text, { user_id: user, trigger_id: String(Math.random()), response_url: office.slack.responseUrl }),
  )

/** What is posted after this question, or said to whoever asked. */
async function asked({ slack, mention }: Office, fields: Json = {}) {
  const before = [slack.posts.length, slack.responses.length] as const
  await mention(question, fields)
  const now = () => [...slack.posts.slice(before[0]), ...slack.responses.slice(before[1])]
  await expect.poll(() => now().length, waiting).toBeGreaterThan(0)
  return { text: JSON.stringify(now()), isPrivate: slack.posts.at(-1)?.user !== undefined }
}

test('whoever made a channel of Slack’s sets the bot up there, and it holds at once; others read it', async () => {
  await using office = await openOffice({ placeholderAfterMs: 600_000 })
  const { slack } = office
  slack.conversations.set('C1', { creator: 'U1', name: 'general' })
  await office.index('workspace', 'boiler.md', '# Boiler\n\nZenith repairs the boiler.\n')
  expect(await asked(office)).toMatchObject({ text: expect.stringContaining('Zenith'), isPrivate: false })

  await command(office, 'U2')
  await expect.poll(() => JSON.stringify(slack.responses), waiting).toContain('How I behave in this channel')
  const views = () => slack.calls.filter(({ method }) => method === 'views.open').map(({ args }) => args.view as Json)
  expect(views()).toEqual([])
  expect(JSON.stringify(slack.responses)).not.toContain('Change')

  await command(office, 'U1')
  expect(views()).toHaveLength(1)
  const submit = (user: string, chosen: Readonly<Record<string, string>>) => {
    const values = Object.entries(chosen).map(([id, value]) => [id, { [id]: { selected_option: { value } } }])
    const view = { ...views().at(-1), id: 'V1', state: { values: Object.fromEntries(values) } }
    const more = { team: { id: 'T1' }, user: { id: user, team_id: 'T1' }, trigger_id: String(Math.random()) }
    return toSlack(
      office,
      new URLSearchParams({ payload: JSON.stringify({ type: 'view_submission', ...more, view }) }).toString(),
    )
  }
  // Someone else's is not taken.
  await submit('U2', { isAllowed: 'no' })
  const said = slack.posts.length
  expect((await submit('U1', { isAllowed: 'yes', replies: 'privately' })).status).toBe(200)
  await expect.poll(() => JSON.stringify(slack.posts.slice(said)), waiting).toContain('Saved')
  expect(slack.posts.at(-1)).toMatchObject({ user: 'U1' })
  expect(await asked(office)).toMatchObject({ text: expect.stringContaining('Zenith'), isPrivate: true })

  const changed = slack.posts.length
  await command(office, 'U1')
  await submit('U1', { isAllowed: 'no' })
  await expect.poll(() => JSON.stringify(slack.posts.slice(changed)), waiting).toContain('Saved')
  expect(await asked(office)).toMatchObject({ text: expect.stringContaining('switched off'), isPrivate: true })
  const file = { id: 'F1' }
  slack.files.set('F1', { bytes: Buffer.from('# Pump\n\nAcme repairs the pump.\n'), info: { name: 'pump.md' } })
  const shared = { type: 'file_shared', file_id: 'F1', file, channel_id: 'C1', user_id: 'U1', event_ts: '1.2' }
  await deliver(`${office.app.url}/webhooks/slack`, eventBody(shared), 'signing-secret')
  expect(await send(office, 'GET', '/slack/T1%2FC1')).toMatchObject({
    status: 200,
    own: { allowed: false, replies: 'privately', answers_guests: null },
    settings: { allowed: false, replies: 'privately', answers_guests: true },
  })
  await send(office, 'PATCH', '/slack/T1%2FC1', { allowed: true, replies: null })
  expect(await asked(office)).toMatchObject({ text: expect.stringContaining('Zenith'), isPrivate: false })
  expect(slack.downloads).toEqual([])

  // Without a mention, where the channel wants it.
  const talk = async (ts: string, words: string) => {
    const event = { type: 'message', channel: 'C1', channel_type: 'channel', user: 'U1', text: words, ts }
    return (await deliver(`${office.app.url}/webhooks/slack`, eventBody(event), 'signing-secret')).status
  }
  await send(office, 'PATCH', '/slack/T1%2FC1', { auto_respond: 'questions' })
  const heard = slack.posts.length
  expect(await talk('1790009000.000100', 'The boiler is cold.')).toBe(200)
  expect(await talk('1790009000.000200', question)).toBe(200)
  await expect.poll(() => slack.posts.length, waiting).toBe(heard + 1)
  expect(slack.posts.at(-1)).toMatchObject({ channel: 'C1', threadTs: '1790009000.000200' })
}, 240_000)

test('whoever runs it sets up channels and keeps the list of those that are answered in', async () => {
  await using office = await openOffice({ placeholderAfterMs: 600_000 })
  await office.index('workspace', 'boiler.md', '# Boiler\n\nZenith repairs the boiler.\n')
  expect(await send(office, 'PATCH', '', { only_listed: true, answers_guests: false })).toMatchObject({
    workspace: { only_listed: true, own: { answers_guests: false }, settings: { allowed: false } },
  })
  expect(await asked(office)).toMatchObject({ text: expect.stringContaining('switched off'), isPrivate: true })
  expect(await send(office, 'PATCH', '/slack/T1%2FC1', { listed: true })).toMatchObject({ listed: true })
  expect((await asked(office)).text).toContain('Zenith')
  office.slack.people.set('U3', { is_restricted: true })
  expect(await asked(office, { user: 'U3' })).toMatchObject({
    text: expect.stringContaining('members alone'),
    isPrivate: true,
  })
  expect(await send(office, 'GET', '')).toMatchObject({
    channels: [{ platform: 'slack', channel: 'T1/C1', listed: true, own: { allowed: null } }],
    workspace: { only_listed: true },
  })

  const bad = async (path: string, body: unknown, method = 'PATCH') => {
    const { status, ...answer } = await send(office, method, path, body)
    return [status, (answer as unknown as { error: { message: string } }).error.message]
  }
  expect(await bad('/slack/T1%2FC1', {})).toEqual([400, expect.stringContaining('allowed, answers_guests')])
  expect(await bad('/slack/T1%2FC1', 'no object')).toEqual([400, expect.stringContaining('must be JSON')])
  expect(await bad('/slack/T1%2FC1', { replies: 'loudly' })).toEqual([
    400,
    'replies must be "thread", "privately" or null',
  ])
  expect(await bad('/slack/T1%2FC1', { model: 'huge' })).toEqual([400, 'model must be "usual" or null'])
  expect(await bad('/slack/T1%2FC1', { allowed: 1 })).toEqual([400, 'allowed must be true, false or null'])
  expect(await bad('/slack/T1%2FC1', { color: 'red' })).toEqual([400, expect.stringContaining('no setting “color”')])
  expect(await bad('/slack/T1%2FC1', { listed: null })).toEqual([400, 'listed must be true or false'])
  expect(await bad('', { listed: true })).toEqual([400, expect.stringContaining('no setting “listed”')])
  expect(await bad('/irc/C1', { allowed: true })).toEqual([404, expect.stringContaining('slack, teams, discord')])
  expect(await bad(`/slack/${'x'.repeat(501)}`, { allowed: true })).toEqual([404, expect.any(String)])
  const without = await fetch(`${office.app.url}/api/v2/channels`)
  expect(without.status).toBe(401)
}, 240_000)

test('a channel of Discord’s is set up by those who manage it, by a form below what it shows', async () => {
  await using office = await openOffice({ placeholderAfterMs: 600_000 })
  office.discord.guild.roles.push({ id: '5', permissions: String(1n << 4n) })
  office.discord.members.set('1', { user: { id: '1' }, roles: ['5'], flags: 0 })
  office.discord.members.set('2', { user: { id: '2' }, roles: [], flags: 0 })
  const shown = async (person: string) => {
    const member = { user: { id: person, username: 'x' }, roles: [], permissions: '1024' }
    const token = await office.command('config', {}, { member })
    await expect.poll(() => office.answerTo(token), waiting).toContain('How I behave in this channel')
    return office.answerTo(token)
  }
  office.discord.guild.owner_id = '9'
  expect(await shown('1')).toContain('Change')
  expect(await shown('2')).not.toContain('Change')
}, 240_000)
