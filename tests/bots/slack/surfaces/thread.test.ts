// What was written in a thread: whose words, how many, and what becomes of a Slack that does not tell.
import { describe, expect, it } from 'vitest'
import type { Asker } from '../../../../src/model.ts'
import { at } from '../../../askers.ts'
import { type Setup, setUp } from '../fixtures.ts'

const root = '1790000000.000100'
const asked = '1790009999.000000'
const inThread = (target: Record<string, unknown> = {}): Asker => ({
  ...at('T1/C1', 'T1/U1'),
  target: { team: 'T1', channel: 'C1', user: 'U1', ts: asked, thread_ts: root, ...target },
})
let count = 0
function write(setup: Setup, text: string, fields: Record<string, unknown> = {}): string {
  count += 1
  const ts = `179000${String(1_000 + count)}.000000`
  setup.slack.addMessage('C1', { type: 'message', user: 'U2', ts, thread_ts: root, text, ...fields })
  return ts
}
const read = (setup: Setup, asker = inThread()) => setup.platform.readThread!(asker)
const texts = async (setup: Setup) => (await read(setup)).map(({ text }) => text)

describe('a thread', () => {
  it('is read in order, with links of ours, without what the bot was asked and said', async () => {
    await using setup = await setUp()
    write(setup, 'The lift is <https://evil.example|stuck> &amp; loud.', { ts: root })
    const second = write(setup, 'Call <@U3|Bob>.')
    write(setup, '<@U0BOT> who repairs it?')
    write(setup, 'Acme does.', { user: 'U0BOT', bot_id: 'B0BOT' })
    write(setup, 'Alert: lift 2', { user: undefined, bot_id: 'B9', subtype: 'bot_message' })
    write(setup, 'joined', { subtype: 'channel_join' })
    write(setup, 'Thanks.')
    write(setup, 'later than the question', { ts: '1790010000.000000' })
    write(setup, 'of another thread', { thread_ts: '1790000000.000999' })
    const link = 'https://acme.slack.com/archives/C1/p'
    const said = await read(setup)
    expect(said.slice(0, 2)).toEqual([
      { text: 'The lift is stuck & loud.', isPerson: true, isSinceReply: false, url: `${link}1790000000000100` },
      {
        text: 'Call @Bob.',
        isPerson: true,
        isSinceReply: false,
        url: `${link}${second.replace('.', '')}?thread_ts=${root}&cid=C1`,
      },
    ])
    expect(said.slice(2)).toMatchObject([
      { text: 'Alert: lift 2', isPerson: false, isSinceReply: true },
      { text: 'Thanks.', isPerson: true, isSinceReply: true },
    ])
  })

  it('tells what was written since the bot’s last reply, of several, from what was before', async () => {
    await using setup = await setUp()
    write(setup, 'The lift is stuck.', { ts: root })
    const reply = () => write(setup, 'Acme repairs it.', { user: 'U0BOT', bot_id: 'B0BOT' })
    reply()
    write(setup, 'And the roof?')
    reply()
    write(setup, 'Thanks.')
    expect((await read(setup)).map(({ isSinceReply }) => isSinceReply)).toEqual([false, false, true])
  })

  it('of many messages is its first and its last ones, over all pages', async () => {
    await using setup = await setUp()
    write(setup, 'first', { ts: root })
    for (let n = 1; n <= 1_200; n += 1) write(setup, `reply ${n}`)
    const said = await texts(setup)
    expect(said).toHaveLength(50)
    expect([said[0], said[1], said.at(-1)]).toEqual(['first', 'reply 1152', 'reply 1200'])
    expect(setup.slack.calls.filter(({ method }) => method === 'conversations.replies')).toHaveLength(2)
  })

  it('of endless messages is so many characters of the last ones', async () => {
    await using setup = await setUp()
    write(setup, 'first', { ts: root })
    for (let n = 1; n <= 20; n += 1) write(setup, `${n} ${'word '.repeat(2_000)}`)
    const said = await texts(setup)
    expect(said.join('').length).toBeLessThanOrEqual(40_000)
    expect([said[0], said.at(-1)?.slice(0, 3)]).toEqual(['first', '20 '])
  })

  it('ends before the question, also where Slack tells more', async () => {
    await using setup = await setUp()
    const messages = [root, asked, '1790010000.000000'].map((ts) => ({ type: 'message', user: 'U2', ts, text: ts }))
    setup.slack.next('conversations.replies', { kind: 'body', body: JSON.stringify({ ok: true, messages }) })
    expect(await texts(setup)).toEqual([root])
  })

  it('begins once, however many pages it has', async () => {
    await using setup = await setUp()
    write(setup, 'first', { ts: root })
    for (let n = 1; n <= 1_010; n += 1) write(setup, '', { files: [] })
    write(setup, 'last')
    expect(await texts(setup)).toEqual(['first', 'last'])
  })

  it('is none where a message begins one, in direct messages, or where nothing was written', async () => {
    await using setup = await setUp()
    for (const asker of [
      inThread({ ts: root }),
      inThread({ ts: undefined }),
      inThread({ thread_ts: undefined }),
      { ...inThread({ channel: 'D1' }), place: { kind: 'direct' } as const },
    ])
      expect(await read(setup, asker)).toEqual([])
    expect(setup.slack.calls).toEqual([])
  })

  it('is read without links where Slack gives none', async () => {
    await using setup = await setUp()
    setup.slack.next('chat.getPermalink', { kind: 'error', error: 'message_not_found' })
    write(setup, 'first', { ts: root })
    expect(await read(setup)).toEqual([{ text: 'first', isPerson: true, isSinceReply: true }])
  })

  it('is read again where the connection breaks, and once only', async () => {
    await using setup = await setUp()
    write(setup, 'first', { ts: root })
    setup.slack.next('conversations.replies', { kind: 'drop' })
    expect(await texts(setup)).toEqual(['first'])
    for (let n = 0; n < 2; n += 1) setup.slack.next('conversations.replies', { kind: 'drop' })
    await expect(read(setup)).rejects.toMatchObject({ code: 'slack-unreachable' })
  })

  it.each(['missing_scope', 'thread_not_found', 'not_in_channel', 'internal_error'])(
    'that Slack does not give (%s) is an error, for the house to go on without',
    async (error) => {
      await using setup = await setUp()
      setup.slack.next('conversations.replies', { kind: 'error', error })
      await expect(read(setup)).rejects.toMatchObject({ name: 'AppError' })
    },
  )
})
