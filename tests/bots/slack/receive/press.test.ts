// What a press on a button says of its place, and a command of who may see its answer.
import { describe, expect, it } from 'vitest'
import { askerAt, clicked, parseForm, parsePress } from '../../../../src/bots/slack/receive/click.ts'
import { parse } from '../../../../src/bots/slack/receive/parse.ts'
import { ownText, sharedText } from '../../../../src/bots/slack/receive/shown.ts'
import { createDesk } from '../../../../src/desk/desk.ts'

const press = (fields: Record<string, unknown>) =>
  parsePress(
    {
      team: { id: 'T1' },
      user: { id: 'U1' },
      trigger_id: '1.2.3',
      channel: { id: 'C1' },
      actions: [{ type: 'button', value: 'token' }],
      ...fields,
    },
    [],
  )?.asker.target

describe('a press', () => {
  it('is of the organisation where its app belongs to no team', () => {
    expect(press({ team: null, enterprise: { id: 'E1' } })).toMatchObject({ team: 'E1' })
    expect(press({ team: null })).toBeUndefined()
  })

  it('is in the thread that its message or its place names', () => {
    expect(press({ message: { thread_ts: '1.1' } })).toMatchObject({ thread_ts: '1.1' })
    expect(press({ container: { thread_ts: '2.2' }, message: { thread_ts: '1.1' } })).toMatchObject({
      thread_ts: '2.2',
    })
    expect(press({})).not.toHaveProperty('thread_ts')
  })

  it('stands with whoever pressed on the Home tab alone, and nowhere where no place is named', () => {
    expect(press({ channel: undefined, container: { type: 'view' } })).toMatchObject({ channel: 'U1' })
    expect(press({ channel: undefined, container: { type: 'message' } })).toBeUndefined()
    // A message that one person sees may name it in its place alone.
    const alone = { type: 'message', channel_id: 'C2', is_ephemeral: true }
    expect(press({ channel: undefined, container: alone })).toMatchObject({ channel: 'C2' })
  })

  it('in direct messages begins what can be asked on, and in a thread of theirs goes on with nothing else', () => {
    const asked = (fields: object, isForAll: boolean) =>
      clicked(
        { asker: askerAt({ team: 'T1', channel: 'D1', user: 'U1', ...fields }), trigger: '1' },
        { kind: 'hint', reason: '' },
        isForAll,
      )
    expect(asked({}, true)).toHaveProperty('directKey', 'slack:T1:D1:direct')
    expect(asked({}, false)).not.toHaveProperty('directKey')
    expect(asked({ thread_ts: '1.1' }, true)).not.toHaveProperty('directKey')
  })
})

describe('a form', () => {
  it('that stays open and is sent in again is another one each time', () => {
    const target = { team: 'T1', channel: 'C1', user: 'U1' }
    const view = { id: 'V1', private_metadata: JSON.stringify({ token: 't', target }) }
    const sentIn = (trigger_id?: string) => parseForm({ user: { id: 'U1' }, trigger_id, view })?.trigger
    expect([sentIn('1.1'), sentIn('1.2'), sentIn()]).toEqual(['1.1', '1.2', 'V1'])
  })
})

describe('a command', () => {
  const context = { botUserId: 'U0BOT', responseUrlHosts: [], desk: createDesk({} as never) }
  const isForAskerAlone = (text: string) => {
    const parsed = parse({ command: '/rag', team_id: 'T1', channel_id: 'C1', user_id: 'U1', text }, context)
    return 'incoming' in parsed && parsed.incoming.isForAskerAlone === true
  }

  it('is answered to all where it asks, and to whoever gave it where it does not', () => {
    expect(isForAskerAlone('ask who pays?')).toBe(false)
    expect(isForAskerAlone('status')).toBe(true)
  })
})

describe('words in blocks', () => {
  const blocks = (count: number, text: string) =>
    Array.from({ length: count }, () => ({ type: 'section', text: { type: 'mrkdwn', text } }))

  it('hold a link without a label as its address', () => {
    const elements = [
      { type: 'text', text: 'see ' },
      { type: 'link', url: 'https://a.example/?b=1&c=2' },
    ]
    const bare = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }
    expect(ownText({ blocks: [bare] })).toBe('see https://a.example/?b=1&amp;c=2')
  })

  it('are not read without end', () => {
    expect(ownText({ blocks: blocks(500, 'a') }).split('\n')).toHaveLength(100)
    expect(ownText({ blocks: blocks(90, 'word '.repeat(100)) }).length).toBeLessThanOrEqual(8_000)
    const attachments = Array.from({ length: 500 }, () => ({ text: 'a' }))
    expect(sharedText({ attachments }).split('\n')).toHaveLength(100)
  })
})
