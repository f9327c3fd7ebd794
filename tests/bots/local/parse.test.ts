import { expect, test } from 'vitest'
import { clicked, parseClick, parseMessage } from '../../../src/bots/local/parse.ts'
import { read } from '../../../src/desk/read.ts'

const conversation = '5F3F9F5E-2F5B-4C9E-8B1E-6F1A1C1D1E1F'

function parse(content: unknown, ids: Record<string, unknown> = {}, id = conversation) {
  const body = { client_message_id: 'm1', device_id: 'laptop', content_markdown: content, ...ids }
  return parseMessage(id, Buffer.from(JSON.stringify(body)), read)
}

test('a question becomes an Incoming under its natural key', () => {
  const lower = conversation.toLowerCase()
  expect(parse('  How long\nis leave?\0 ')).toEqual({
    kind: 'message',
    content: 'How long\nis leave?',
    clientMessageId: 'm1',
    incoming: {
      platform: 'local',
      naturalKey: `${lower}:laptop:m1`,
      threadKey: `local:${lower}`,
      person: { kind: 'owner', id: 'owner' },
      place: { kind: 'page' },
      request: { kind: 'ask', question: 'How long\nis leave?', cut: false },
      target: { conversation: lower },
      clientMessage: { deviceId: 'laptop', id: 'm1', conversationId: lower, content: 'How long\nis leave?' },
    },
  })
})

test('ids that hold the separator cannot pass for others', () => {
  const key = (device: string, message: string) => {
    const parsed = parse('q', { device_id: device, client_message_id: message })
    return parsed.kind === 'message' && parsed.incoming.naturalKey
  }
  expect(key('a:b', 'c')).not.toBe(key('a', 'b:c'))
})

test('a slash starts a command, with or without its name', () => {
  const request = (content: string) => {
    const parsed = parse(content)
    return parsed.kind === 'message' && parsed.incoming.request
  }
  expect(request('/search parental leave')).toEqual({ kind: 'search', query: 'parental leave' })
  expect(request('/rag search parental leave')).toEqual({ kind: 'search', query: 'parental leave' })
  expect(request('/rag')).toEqual({ kind: 'help' })
  expect(request('/status')).toEqual({ kind: 'status' })
})

test('a long question is cut between characters, and said', () => {
  const parsed = parse(`${'a'.repeat(1_999)}😀 and more`)
  expect(parsed).toMatchObject({ incoming: { request: { kind: 'ask', question: 'a'.repeat(1_999), cut: true } } })
  expect(parse('a'.repeat(2_000))).toMatchObject({ incoming: { request: { cut: false } } })
})

test('what is no message is refused with the field that is wrong', () => {
  expect(parse('   ')).toMatchObject({ kind: 'refused', status: 400, code: 'empty' })
  expect(parse('é'.repeat(100_001))).toMatchObject({ kind: 'refused', status: 413, code: 'too-large' })
  expect(parse(5)).toMatchObject({ status: 400, message: expect.stringContaining('content_markdown') })
  expect(parse('q', { device_id: '' })).toMatchObject({ status: 400, message: expect.stringContaining('device_id') })
  expect(parse('q', { client_message_id: 'x'.repeat(201) })).toMatchObject({
    status: 400,
    message: expect.stringContaining('client_message_id'),
  })
  expect(parse('q', {}, 'not-a-uuid')).toMatchObject({ status: 400, message: expect.stringContaining('UUID') })
  for (const body of ['', '[]', '{', 'null', '\xff']) {
    expect(parseMessage(conversation, Buffer.from(body, 'latin1'), read)).toMatchObject({
      kind: 'refused',
      status: 400,
    })
  }
})

test('commands may be typed with and without their name', () => {
  const request = (content: string) => {
    const parsed = parse(content)
    return parsed.kind === 'message' ? parsed.incoming.request : parsed
  }
  expect(request('/continue abcd-efgh')).toEqual({ kind: 'continue', code: 'abcd-efgh' })
  expect(request('/rag continue')).toEqual({ kind: 'continue' })
})

test('ids are texts that every store takes, and half a character is no message', () => {
  for (const id of ['x'.repeat(201), 'a\nb', 'a\0b', '\uD83D', 5, ''])
    expect(parse('q', { device_id: id })).toMatchObject({ kind: 'refused', status: 400 })
  expect(parse('q', { device_id: 'x'.repeat(200) })).toMatchObject({ kind: 'message' })
  const broken = Buffer.from('{"client_message_id":"m","device_id":"d","content_markdown":"\xff"}', 'latin1')
  expect(parseMessage(conversation, broken, read)).toMatchObject({ status: 400, code: 'bad-request' })
  expect(parse('half \uD83D')).toMatchObject({ status: 400, message: expect.stringContaining('half a character') })
})

test('a click brings what was filled in, as every store takes it', () => {
  const click = (input?: unknown) => {
    const body = { action: 'token', device_id: 'd', client_message_id: 'm', ...(input !== undefined && { input }) }
    return parseClick(conversation, Buffer.from(JSON.stringify(body)))
  }
  expect(click()).toEqual({
    kind: 'click',
    token: 'token',
    id: { conversationId: conversation.toLowerCase(), deviceId: 'd', clientMessageId: 'm' },
  })
  expect(click({ text: 'a\0b', count: 5 })).toMatchObject({ input: { text: 'ab' } })
  const long = click({ text: `${'x'.repeat(3_999)}😀` })
  expect(long).toMatchObject({ input: { text: 'x'.repeat(3_999) } })
})

test('what a click asks for is a notice, unless it is for all', () => {
  const ids = { conversationId: conversation, deviceId: 'd', clientMessageId: 'm' }
  expect(clicked(ids, { kind: 'help' }, false)).toHaveProperty('isForAskerAlone', true)
  expect(clicked(ids, { kind: 'help' }, true)).not.toHaveProperty('isForAskerAlone')
})

test('a word that begins like the command’s name is a word', () => {
  expect(parse('/ragtime music')).toMatchObject({ incoming: { request: { kind: 'help' } } })
})
