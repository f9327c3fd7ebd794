// The whole app in Slack beside its messages: shortcuts, a thread of people, the Home tab.
import { expect, test } from 'vitest'
import { openOffice } from './office.ts'
import { deliver, eventBody } from './stand-ins/slack.ts'

type Json = Record<string, unknown>
const waiting = { timeout: 60_000, interval: 50 }
const form = 'application/x-www-form-urlencoded'

test('what is indexed from a menu answers a thread that points at it, and stands on the page of who asked', async () => {
  // What is shown while it takes long would be for all, too.
  await using office = await openOffice({ placeholderAfterMs: 0 })
  const { slack, app } = office
  const send = (payload: Json) => {
    const user = { id: 'U1', team_id: 'T1' }
    const whole = { team: { id: 'T1', domain: 'acme' }, user, trigger_id: String(Math.random()), ...payload }
    const body = new URLSearchParams({ payload: JSON.stringify(whole) }).toString()
    return deliver(`${app.url}/webhooks/slack`, body, 'signing-secret', form)
  }
  await office.index('workspace', 'boiler.md', '# Boiler\n\nZenith repairs the boiler.\n')

  // From a message's menu, told to who chose it alone.
  await send({
    type: 'message_action',
    callback_id: 'indexMessage',
    channel: { id: 'C1', name: 'general' },
    message_ts: '1790000000.000001',
    message: { type: 'message', user: 'U2', ts: '1790000000.000001', text: 'Acme repairs the lift.' },
    response_url: slack.responseUrl,
  })
  await expect.poll(() => JSON.stringify(slack.responses), waiting).toContain('general')
  expect(slack.posts).toEqual([])

  // In the middle of a thread.
  const root = '1790000000.000100'
  for (const [ts, text] of [
    [root, 'The lift is stuck again.'],
    ['1790000000.000200', 'Oh no. We walk up.'],
  ])
    slack.addMessage('C1', { type: 'message', user: 'U2', ts, thread_ts: root, text })
  await office.mention('Who repairs it?', { ts: '1790000000.000300', thread_ts: root })
  await expect.poll(() => JSON.stringify(slack.posts), waiting).toContain('Acme repairs the lift')
  await office.mention('summarize', { ts: '1790000000.000400', thread_ts: root })
  await expect
    .poll(() => JSON.stringify(slack.posts.filter(({ user }) => user === 'U1')), waiting)
    .toContain('<https://acme.slack.com/archives/C1/p1790000000000100|Open>')

  // From anywhere.
  await send({ type: 'shortcut', callback_id: 'askFromAnywhere' })
  const view = () => slack.calls.findLast(({ method }) => method === 'views.open')?.args.view as Json | undefined
  await expect.poll(view, waiting).toBeDefined()
  const values = { question: { question: { type: 'plain_text_input', value: 'Who repairs the boiler?' } } }
  await send({ type: 'view_submission', view: { ...view(), id: 'V1', state: { values } } })
  const direct = () => JSON.stringify(slack.posts.filter(({ channel }) => channel === 'D1'))
  await expect.poll(direct, waiting).toContain('Zenith repairs the boiler')
  expect(direct()).not.toContain('could not answer')

  // About a message, to who asked alone.
  await send({
    type: 'message_action',
    callback_id: 'askAboutMessage',
    channel: { id: 'C1', name: 'general' },
    message_ts: '1790000000.000500',
    message: { type: 'message', user: 'U2', ts: '1790000000.000500', text: 'The boiler is cold.' },
    response_url: slack.responseUrl,
  })
  const about = {
    question: { question: { value: 'Who repairs it?' } },
    text: { text: { value: 'The boiler is cold.' } },
  }
  await send({ type: 'view_submission', view: { ...view(), id: 'V2', state: { values: about } } })
  await expect
    .poll(() => JSON.stringify(slack.posts.filter(({ channel, user }) => channel === 'C1' && user === 'U1')), waiting)
    .toContain('Zenith repairs the boiler')

  // Also while it took long.
  const publicly = slack.calls.filter(({ method, args }) => /postMessage|update/.test(method) && args.channel === 'C1')
  expect(JSON.stringify(publicly)).not.toContain('boiler')
  expect(publicly.filter(({ args }) => JSON.stringify(args).includes('asked: Who repairs it?'))).toEqual([])

  const open = eventBody({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home', event_ts: '1.2' })
  await expect
    .poll(
      async () => {
        await deliver(`${app.url}/webhooks/slack`, open, 'signing-secret')
        return JSON.stringify(slack.homes.get('U1') ?? null)
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toMatch(/Documents: 2.*Who repairs the boiler\?/)
  expect(JSON.stringify(slack.homes.get('U1'))).toContain('https://acme.slack.com/archives/D1/p')
}, 240_000)
