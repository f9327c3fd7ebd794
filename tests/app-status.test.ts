// What the installation says of itself: at start and in `status`, to members and to others.
import { expect, test, vi } from 'vitest'
import { openOffice } from './office.ts'
import { commandBody, deliver } from './stand-ins/slack.ts'

const waiting = { timeout: 60_000, interval: 50 }

test('how much there is only members are told, and all are told which scopes of Slack are missing', async () => {
  await using office = await openOffice()
  const { slack, app } = office
  await office.index('workspace', 'cafeteria.md', 'The cafeteria of the office opens at eight.')
  slack.people.set('U2', { is_restricted: true })
  let count = 0
  const status = async (user: string) => {
    count += 1
    const fields = { user_id: user, trigger_id: `status-${count}`, response_url: slack.responseUrl }
    const form = 'application/x-www-form-urlencoded'
    await deliver(`${app.url}/webhooks/slack`, commandBody('status', fields), 'signing-secret', form)
    await vi.waitFor(() => expect(slack.responses).toHaveLength(count), waiting)
    return JSON.stringify(slack.responses.at(-1))
  }
  expect(await status('U1')).toMatch(/Documents: 1.*Search: by words\b.*Answers: quoted from the documents/)
  const toGuest = await status('U2')
  expect(toGuest).toContain('I am running')
  expect(toGuest).not.toMatch(/Documents|passages|by words|Slack|lacks/)
}, 120_000)

test('missing scopes are named at start and by status', async () => {
  await using office = await openOffice({ slackScopes: ['app_mentions:read', 'chat:write', 'commands'] })
  const { slack, app } = office
  expect(app.summary.join('\n')).toMatch(/ATTENTION slack: the app lacks .*users:read.*reinstall/)
  const fields = { user_id: 'U1', trigger_id: 'status', response_url: slack.responseUrl }
  const form = 'application/x-www-form-urlencoded'
  await deliver(`${app.url}/webhooks/slack`, commandBody('status', fields), 'signing-secret', form)
  await vi.waitFor(() => expect(slack.responses).toHaveLength(1), waiting)
  expect(JSON.stringify(slack.responses)).toMatch(/lacks .*users:read.*reinstall/)
}, 120_000)
