import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSourceLinks } from '../../src/portal/source-links.ts'
import { handbook, passage } from './handbook.ts'
import { type StartedApp, startApp } from './start-app.ts'

let app: StartedApp
beforeAll(async () => {
  app = await startApp({ documents: [handbook], adminToken: 'secret-token' })
})
afterAll(() => app.close())

async function call(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>) {
  const headers = { authorization: 'Bearer secret-token' }
  const response = await fetch(app.origin + path, { method, headers, ...(body === undefined ? {} : { body }) })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read()
    if (holds(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const ask = (conversation: string, id: string, text: string) =>
  call(
    'POST',
    `/api/v2/conversations/${conversation}/messages`,
    JSON.stringify({ client_message_id: id, device_id: 'laptop', content_markdown: text }),
  )
const newConversation = () => crypto.randomUUID()

test('a question becomes a message, its answer follows, and the same id again is the same message', async () => {
  const conversation = newConversation()
  const first = await ask(conversation, 'm1', 'How long is parental leave?')
  expect(first.status).toBe(201)
  expect(first.body.message).toMatchObject({ seq: 1, role: 'user', kind: 'user', client_message_id: 'm1' })
  const again = await ask(conversation, 'm1', 'How long is parental leave?')
  expect(again.status).toBe(200)
  expect(again.body.message).toEqual(first.body.message)
  const path = `/api/v2/conversations/${conversation}/messages`
  const { body } = await until(
    () => call('GET', path),
    ({ body }) => body.messages.length > 1,
  )
  expect(body.messages).toHaveLength(2)
  expect(body.next_seq).toBeUndefined()
  expect(body.messages[0]).toMatchObject({
    seq: 1,
    client_message_id: 'm1',
    content_markdown: 'How long is parental leave?',
  })
  expect(body.messages[1]).toMatchObject({
    seq: 2,
    role: 'assistant',
    kind: 'assistant_grounded',
    citations: [{ marker: 1, quote: passage }],
  })
})

test('messages and conversations come in pages', async () => {
  const conversation = newConversation()
  for (const n of [1, 2, 3]) {
    app.store.append(conversation, {
      role: 'user',
      kind: 'user',
      contentMarkdown: `${n}`,
      displayMarkdown: `${n}`,
      citations: [],
    })
  }
  const path = `/api/v2/conversations/${conversation}/messages`
  const first = await call('GET', `${path}?limit=2`)
  expect(first.body.messages.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2])
  const rest = await call('GET', `${path}?limit=2&since_seq=${first.body.next_seq}`)
  expect(rest.body.messages.map(({ seq }: { seq: number }) => seq)).toEqual([3])
  expect(rest.body).not.toHaveProperty('next_seq')

  for (const day of [1, 2, 3])
    app.store.summaries.set(newConversationAt(day), { updatedAt: `2030-01-0${day}T00:00:00.000Z`, platform: 'slack' })
  const since = '/api/v2/conversations?updated_since=2030-01-01T00:00:00Z&limit=2'
  const newest = await call('GET', since)
  expect(newest.body.conversations.map((item: { updated_at: string }) => item.updated_at.slice(0, 10))).toEqual([
    '2030-01-03',
    '2030-01-02',
  ])
  expect(Object.keys(newest.body.conversations[0]).sort()).toEqual([
    'id',
    'message_count',
    'platform',
    'title',
    'updated_at',
  ])
  const oldest = await call('GET', `${since}&cursor=${newest.body.next}`)
  expect(oldest.body.conversations.map((item: { updated_at: string }) => item.updated_at.slice(0, 10))).toEqual([
    '2030-01-01',
  ])
  expect(oldest.body).not.toHaveProperty('next')
})

function newConversationAt(day: number): string {
  const id = newConversation()
  app.store.append(id, {
    role: 'user',
    kind: 'user',
    contentMarkdown: `day ${day}`,
    displayMarkdown: `day ${day}`,
    citations: [],
  })
  return id
}

test('bad parameters are named', async () => {
  for (const [path, word] of [
    ['/api/v2/conversations?limit=0', 'limit'],
    ['/api/v2/conversations?limit=x', 'limit'],
    ['/api/v2/conversations?updated_since=yesterday', 'updated_since'],
    ['/api/v2/conversations?cursor=abc', 'cursor'],
    ['/api/v2/conversations/x/messages?since_seq=-1', 'since_seq'],
    ['/api/v2/documents/handbook/passage?start=5', 'end'],
    ['/api/v2/documents/handbook/passage?start=5&end=5', 'end'],
  ] as const) {
    const { status, body } = await call('GET', path)
    expect([path, status]).toEqual([path, 400])
    expect(body.error.message).toContain(word)
  }
  expect((await call('POST', '/api/v2/documents', 'text')).body.error.message).toContain('name')
  expect((await call('POST', '/api/v2/documents?name=a.md', '')).body.error.code).toBe('empty-file')
  expect((await call('GET', '/api/v2/conversations/none/messages')).status).toBe(404)
  expect((await call('GET', '/api/v2/uploads/none')).status).toBe(404)
})

test('a document is added, listed, opened at a passage and deleted', async () => {
  const added = await call('POST', '/api/v2/documents?name=C:%5Cdocs%5Crefunds.md', 'A refund needs the receipt.')
  expect(added.status).toBe(202)
  const upload = await call('GET', `/api/v2/uploads/${added.body.upload.id}`)
  expect(upload.body).toEqual({ status: 'indexed', documentId: expect.any(String), chunks: 1 })
  const id = upload.body.documentId
  const listed = await call('GET', '/api/v2/documents')
  expect(listed.body.documents.find((document: { id: string }) => document.id === id)).toMatchObject({
    title: 'refunds',
    chunks: 1,
    audience: 'workspace',
  })
  expect((await call('GET', `/api/v2/documents/${id}/passage?start=2&end=8`)).body).toMatchObject({
    document: { id },
    text: 'A refund needs the receipt.',
    textStart: 0,
    start: 2,
    end: 8,
  })
  expect((await call('DELETE', `/api/v2/documents/${id}`)).status).toBe(204)
  expect((await call('DELETE', `/api/v2/documents/${id}`)).status).toBe(404)
  expect((await call('GET', `/api/v2/documents/${id}/passage?start=2&end=8`)).status).toBe(404)
})

test('a command and a private reason reach the page as notices, not as messages', async () => {
  const conversation = newConversation()
  const command = await ask(conversation, 'c1', '/help')
  expect(command.body.message).not.toHaveProperty('seq')
  await ask(conversation, 'm1', 'Please explode')
  const path = `/api/v2/conversations/${conversation}/notices`
  const { body } = await until(
    () => call('GET', path),
    ({ body }) => body.notices.length > 1,
  )
  expect(body.notices.map(({ markdown }: { markdown: string }) => markdown)).toEqual([
    expect.stringContaining('/search'),
    'The answer could not be written (trace `trace-1`)',
  ])
  expect((await call('GET', `${path}?after=${body.notices[0].id}`)).body.notices).toEqual([body.notices[1]])
  const { messages } = (await call('GET', `/api/v2/conversations/${conversation}/messages`)).body
  expect(messages).toHaveLength(1)
})

test('a source link shows the passage to whoever holds it, through a proxy, without a cookie or a script', async () => {
  const start = handbook.text.indexOf(passage)
  const link = app.links.linkTo('handbook', start, start + passage.length, 'r1')
  expect(link).toMatch(/#passage$/)
  const response = await fetch(link, { headers: { 'x-forwarded-for': '10.0.0.1', via: 'proxy' } })
  const html = await response.text()
  expect(response.status).toBe(200)
  expect(html).toContain(`<mark id="passage">${passage}</mark>`)
  expect(html).not.toContain('<script')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(html.length).toBeLessThan(4_000 + passage.length + 2_500)

  const token = new URL(link).pathname.split('/')[2] ?? ''
  expect(app.links.read(token)).toEqual({ documentId: 'handbook', start, end: start + passage.length, revision: 'r1' })
  const [payload = '', signature = ''] = token.split('.')
  const wider = Buffer.from(JSON.stringify(['handbook', 0, 9_999])).toString('base64url')
  const foreign = createSourceLinks({ key: new Uint8Array(32), origin: () => app.origin }).linkTo('handbook', 0, 9)
  for (const forged of [
    `${wider}.${signature}`,
    payload,
    `${payload}.`,
    `${payload}.${signature}=`,
    `${token}.x`,
    'x.y',
  ]) {
    expect([forged, app.links.read(forged)]).toEqual([forged, null])
    expect((await fetch(`${app.origin}/source/${forged}`)).status).toBe(404)
  }
  expect((await fetch(foreign)).status).toBe(404)
  expect((await fetch(app.links.linkTo('deleted', 0, 5))).status).toBe(410)
})

test('a title that is markup stays text on the source page', async () => {
  app.store.documents.set('odd', {
    id: 'odd',
    title: '<img src=x onerror=alert(1)>',
    text: '</div><script>alert(1)</script> tail',
  })
  const html = await (await fetch(app.links.linkTo('odd', 6, 30))).text()
  expect(html).not.toMatch(/<script|<img/)
  expect(html).toContain('&#60;script&#62;')
})
