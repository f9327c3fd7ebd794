// Where Slack refuses a reply, whoever asked gets it another way, as long as there is one: nothing ends in silence.
import { expect, it } from 'vitest'
import { outbound, type Setup, setUp } from '../fixtures.ts'

const command = { target: { team: 'T1', channel: 'C1', user: 'U1' } }
const notThere = [
  'not_in_channel',
  'is_archived',
  'channel_not_found',
  'is_inactive',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_thread_locked',
]

/** Refused in the channel; the bot's own messages with people work. */
function refuse({ slack }: Setup, error: string, methods = ['chat.postMessage', 'chat.postEphemeral']): void {
  const refused = new Set(methods)
  slack.plan((method, args) => (refused.has(method) && args.channel !== 'U1' ? { kind: 'error', error } : undefined))
}
const said = ({ slack }: Setup) => slack.posts.map(({ channel, user, content }) => [channel, user, content.text])
const directly = ['U1', undefined, 'I could not answer in <#C1>, so only you get this:\nAn answer']

it.each(notThere)(
  '%s: a mention is answered directly, a command by its response URL, and so are reasons',
  async (error) => {
    await using setup = await setUp()
    refuse(setup, error)
    const id = await setup.platform.send(outbound())
    expect(said(setup)).toEqual([directly])
    expect(setup.slack.posts[0]?.content.blocks).toHaveLength(2)
    // Nothing on Slack can be found or changed by it.
    expect(id).toMatch(/^private:/)
    await setup.platform.send(outbound({ ...command, secret: setup.slack.responseUrl }))
    expect(setup.slack.responses).toHaveLength(1)
    await setup.platform.send(outbound({ private: true }))
    expect(said(setup)).toEqual([directly, directly])
  },
)

it('restricted_action_non_threadable_channel: it is posted beside its question, which it says again', async () => {
  await using setup = await setUp()
  setup.slack.next('chat.postMessage', { kind: 'error', error: 'restricted_action_non_threadable_channel' })
  await setup.platform.send(outbound({ payload: { ...outbound().payload, question: 'who pays?' } }))
  expect(setup.slack.posts).toMatchObject([{ channel: 'C1', content: { text: '<@U1> asked: who pays?\nAn answer' } }])
  expect(setup.slack.posts[0]).not.toHaveProperty('threadTs')
})

it.each([410, 404])('an expired response URL (%i) and someone who left: they are told directly', async (status) => {
  await using setup = await setUp()
  refuse(setup, 'user_not_in_channel', ['chat.postEphemeral'])
  setup.slack.next('response_url', { kind: 'status', status })
  await setup.platform.send(outbound({ ...command, private: true, secret: setup.slack.responseUrl }))
  expect(said(setup)).toEqual([directly])
  const aside = outbound({ ...command, kind: 'aside', private: true, secret: setup.slack.responseUrl })
  await setup.platform.send(aside)
  expect(setup.slack.responses).toHaveLength(1)
})

it.each(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long'])(
  '%s: its text goes out without blocks, in each way',
  async (error) => {
    await using setup = await setUp()
    const { slack, platform } = setup
    const placeholder = await platform.send(outbound({ id: 'p', payload: { text: 'Looking…' } }))
    const refusing = (method: string, args: Record<string, unknown>) =>
      method.startsWith('chat.') && args.blocks !== undefined ? ({ kind: 'error', error } as const) : undefined
    slack.plan(refusing)
    await platform.send(outbound({ replaces: placeholder }))
    await platform.send(outbound())
    await platform.send(outbound({ private: true }))
    const payload = { ...outbound().payload, question: 'who pays?' }
    await platform.send(outbound({ ...command, payload }))
    expect(slack.posts.map(({ content }) => [content.text, 'blocks' in content])).toEqual([
      ['An answer', false],
      ['An answer', false],
      ['An answer', false],
      ['<@U1> asked: who pays?\nAn answer', false],
    ])
    slack.plan((method) => (method.startsWith('chat.') ? { kind: 'error', error } : undefined))
    await expect(platform.send(outbound())).rejects.toMatchObject({ retry: 'never' })
  },
)

it.each(['cannot_dm_bot', 'messages_tab_disabled', 'user_not_found'])(
  '%s: where no way is left, the first refusal is the reason',
  async (error) => {
    await using setup = await setUp()
    setup.slack.plan((_, args) => ({ kind: 'error', error: args.channel === 'U1' ? error : 'is_archived' }))
    await expect(setup.platform.send(outbound())).rejects.toMatchObject({ code: 'slack-is-archived', retry: 'never' })
    await expect(setup.platform.send(outbound({ private: true }))).rejects.toMatchObject({ code: 'slack-is-archived' })
  },
)

it('what may have arrived one way is not said another way, and a limit is waited for', async () => {
  await using setup = await setUp()
  setup.slack.plan((_, args) =>
    args.channel === 'U1' ? { kind: 'status', status: 500 } : { kind: 'error', error: 'is_archived' },
  )
  await expect(setup.platform.send(outbound())).rejects.toMatchObject({ retry: 'unknown' })
  setup.slack.plan((_, args) =>
    args.channel === 'U1' ? { kind: 'rate-limit', retryAfterSeconds: 3 } : { kind: 'error', error: 'is_archived' },
  )
  await expect(setup.platform.send(outbound())).rejects.toMatchObject({ retry: 'later', retryAfterMs: 3_000 })
  setup.slack.plan(() => ({ kind: 'error', error: 'token_revoked' }))
  await expect(setup.platform.send(outbound())).rejects.toMatchObject({ retry: 'refused' })
})

it('messages_tab_disabled: it is shown in the messages that cannot be posted to, or refused with what to do', async () => {
  await using setup = await setUp()
  const direct = { team: 'T1', channel: 'D1', user: 'U1', ts: '1790000000.000100', thread_ts: '1790000000.000100' }
  setup.slack.plan((method) =>
    method === 'chat.postMessage' ? { kind: 'error', error: 'messages_tab_disabled' } : undefined,
  )
  for (const isPrivate of [false, true])
    expect(await setup.platform.send(outbound({ target: direct, private: isPrivate }))).toMatch(/^private:/)
  expect(said(setup)).toEqual(Array(2).fill(['D1', 'U1', 'An answer']))
  setup.slack.plan((method) =>
    method.startsWith('chat.') ? { kind: 'error', error: 'messages_tab_disabled' } : undefined,
  )
  await expect(setup.platform.send(outbound({ target: direct }))).rejects.toThrow('Messages tab is off')
})

it.each(['streaming_state_conflict', 'message_not_in_streaming_state'])(
  '%s: what cannot be changed is posted anew',
  async (error) => {
    await using setup = await setUp()
    const replaces = await setup.platform.send(outbound({ kind: 'placeholder' }))
    setup.slack.next('chat.update', { kind: 'error', error })
    await setup.platform.send(outbound({ replaces }))
    expect(setup.slack.posts).toHaveLength(2)
    expect(setup.slack.posts.at(-1)?.content.text).toBe('An answer')
  },
)
