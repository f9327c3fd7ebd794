// The API of the real app over HTTP. Its one workspace is shared: each test asks in conversations of its own.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handbook, parentsQuestion, passage } from './handbook.ts'
import { adminToken, type StartedApp, startApp } from './start-app.ts'

let app: StartedApp
let handbookId: string
beforeAll(async () => {
  app = await startApp({ environment: { ADMIN_TOKEN: adminToken } })
  handbookId = await app.index(handbook)
})
afterAll(() => app.close())

async function call(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>) {
  const headers = { authorization: `Bearer ${adminToken}` }
  const response = await fetch(app.origin + path, { method, headers, ...(body === undefined ? {} : { body }) })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

type Answer = Awaited<ReturnType<typeof call>>

async function until(read: () => Promise<Answer>, holds: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await read()
    if (holds(answer)) return answer
    await pause(20)
  }
}

const ask = (conversation: string, id: string, text: string) =>
  call(
    'POST',
    `/api/v2/conversations/${conversation}/messages`,
    JSON.stringify({ client_message_id: id, device_id: 'laptop', content_markdown: text }),
  )
const messagesOf = (conversation: string) => `/api/v2/conversations/${conversation}/messages`

/** The transcript, once it holds so many messages. */
async function readMessages(conversation: string, count: number) {
  const { body } = await until(
    () => call('GET', messagesOf(conversation)),
    ({ body }) => body.messages.length >= count,
  )
  return body.messages
}

/** Uploads a file and waits for what became of it. */
async function upload(name: string, text: string) {
  const added = await call('POST', `/api/v2/documents?name=${encodeURIComponent(name)}`, text)
  expect(added.status).toBe(202)
  const { body } = await until(
    () => call('GET', `/api/v2/uploads/${added.body.upload.id}`),
    ({ body }) => body.status !== 'pending',
  )
  return body
}

test('a question becomes a message, its answer follows, and the same id again is the same message', async () => {
  const conversation = crypto.randomUUID()
  const first = await ask(conversation, 'm1', parentsQuestion)
  expect(first.status).toBe(201)
  expect(first.body.message).toMatchObject({ seq: 1, role: 'user', kind: 'user', client_message_id: 'm1' })
  const again = await ask(conversation, 'm1', parentsQuestion)
  expect(again.status).toBe(200)
  expect(again.body.message).toEqual(first.body.message)
  // With another text too: what was stored is what will be answered.
  const other = await ask(conversation, 'm1', 'Who approves travel?')
  expect(other.body.message).toEqual(first.body.message)
  const messages = await readMessages(conversation, 2)
  expect(messages).toEqual([
    first.body.message &&
      expect.objectContaining({ seq: 1, client_message_id: 'm1', content_markdown: parentsQuestion }),
    expect.objectContaining({ seq: 2, role: 'assistant', kind: 'assistant_grounded' }),
  ])
  expect(messages[1].content_markdown).toContain('26 weeks')
  expect(messages[1].citations[0]).toMatchObject({ marker: 1, quote: passage, document: { id: handbookId } })
})

test('below an answer stands what can be said of it, which a click says and another takes back', async () => {
  const conversation = crypto.randomUUID()
  await ask(conversation, 'm1', parentsQuestion)
  const [question, answer] = await readMessages(conversation, 2)
  expect(question).not.toHaveProperty('actions')
  const { buttons } = answer.actions as { buttons: { label: string; token: string }[] }
  expect(buttons.map(({ label }) => label)).toEqual(['Helpful', 'Not helpful', 'Report', 'Save'])
  const click = (id: string, action: string, input?: object) =>
    call(
      'POST',
      `/api/v2/conversations/${conversation}/actions`,
      JSON.stringify({ client_message_id: id, device_id: 'laptop', action, ...(input && { input }) }),
    )
  const tokenOf = (name: string) => buttons.find(({ label }) => label === name)!.token
  const said = (words: string) => ({ status: 200, body: { said: expect.stringContaining(words) } })
  expect(await click('c1', tokenOf('Helpful'))).toEqual(said('noted as helpful'))
  expect(await click('c2', tokenOf('Helpful'))).toEqual(said('Taken back'))
  const report = tokenOf('Report')
  const form = { status: 200, body: { form: expect.objectContaining({ title: 'Report this answer' }), action: report } }
  expect(await click('c3', report)).toEqual(form)
  expect(await click('c4', report, { text: ' ' })).toEqual(form)
  expect(await click('c5', report, { text: 'It is 27.' })).toEqual(said('the report is with'))
  expect(await click('c6', `${report}x`)).toEqual(said('do not know that button'))
})

test('the same id with other words is answered with what is stored, question or command', async () => {
  const conversation = crypto.randomUUID()
  const first = await ask(conversation, 'q', parentsQuestion)
  for (const words of ['Something else?', '/help']) {
    expect(await ask(conversation, 'q', words)).toEqual({ status: 200, body: first.body })
  }
  const command = await ask(conversation, 'c', '/status')
  const again = await ask(conversation, 'c', 'Who approves travel?')
  expect(again.body.message).toEqual(command.body.message)
  const messages = await readMessages(conversation, 2)
  expect(messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant'])
})

test('half a character, NUL and malformed parameters are refused with 400', async () => {
  const conversation = crypto.randomUUID()
  expect((await ask(conversation, 'h', 'half \ud83d')).status).toBe(400)
  expect((await ask(conversation, 'h', '\ude00 half')).status).toBe(400)
  expect((await ask(conversation, 'n\u0000', 'whole')).status).toBe(400)
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const id = crypto.randomUUID()
  const cursors = ['May 5 (about)', '1', '2026-02-30', '0000-01-01', '2026-13-01T00:00:00Z', '20\u0000', 'infinity', '']
  for (const query of [
    ...cursors.map((at) => `cursor=${cursor([at, id])}`),
    ...['x', '%00', cursor({}), cursor(['2026-01-01', 'x']), cursor([1, id])].map((text) => `cursor=${text}`),
    ...cursors.map((at) => `updated_since=${encodeURIComponent(at)}`),
    ...['-1', '1e3', '0', '99999999999999999999', '%00', ''].map((count) => `limit=${count}`),
  ]) {
    const { status, body } = await call('GET', `/api/v2/conversations?${query}`)
    expect([query, status, body.error?.code]).toEqual([query, 400, 'bad-request'])
  }
})

test('messages and conversations come in pages, newest conversation first', async () => {
  const before = new Date().toISOString()
  const conversations: string[] = []
  for (const subject of ['first', 'second', 'third']) {
    const conversation = crypto.randomUUID()
    conversations.unshift(conversation)
    await ask(conversation, 'm1', `What about the ${subject} volcano?`)
    await readMessages(conversation, 2)
  }
  const [newest = '', middle = '', oldest = ''] = conversations
  await ask(newest, 'm2', parentsQuestion)
  await readMessages(newest, 4)

  const page = await call('GET', `${messagesOf(newest)}?limit=3`)
  expect(page.body.messages.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2, 3])
  const rest = await call('GET', `${messagesOf(newest)}?limit=3&since_seq=${page.body.next_seq}`)
  expect(rest.body.messages.map(({ seq }: { seq: number }) => seq)).toEqual([4])
  expect(rest.body).not.toHaveProperty('next_seq')

  const listed = `/api/v2/conversations?updated_since=${encodeURIComponent(before)}&limit=2`
  const top = await call('GET', listed)
  expect(top.body.conversations.map(({ id }: { id: string }) => id)).toEqual([newest, middle])
  expect(top.body.conversations[0]).toEqual({
    id: newest,
    title: 'What about the third volcano?',
    platform: 'local',
    updated_at: expect.any(String),
    message_count: 4,
  })
  const bottom = await call('GET', `${listed}&cursor=${top.body.next}`)
  expect(bottom.body.conversations.map(({ id }: { id: string }) => id)).toEqual([oldest])
  expect(bottom.body).not.toHaveProperty('next')
  expect((await call('GET', listed.replace('limit=2', 'limit=3'))).body).not.toHaveProperty('next')
})

test('a file of two megabytes is taken', async () => {
  expect(await upload('large.txt', `${' '.repeat(2 * 1024 * 1024)}words`)).toMatchObject({ status: 'indexed' })
})

test('a follow-up is answered with the thread behind it', async () => {
  const conversation = crypto.randomUUID()
  await upload(
    'support.md',
    '# Support\n\nThe support desk opens at 9:00 on weekdays.\n\nThe support desk opens at 10:00 on weekends.\n',
  )
  await ask(conversation, 'm1', 'When does the support desk open on weekdays?')
  await readMessages(conversation, 2)
  await ask(conversation, 'm2', 'and on weekends?')
  const messages = await readMessages(conversation, 4)
  expect([messages[1].content_markdown, messages[3].content_markdown]).toEqual([
    expect.stringContaining('9:00'),
    expect.stringContaining('10:00'),
  ])
})

test('bad parameters are named', async () => {
  for (const [path, word] of [
    ['/api/v2/conversations?limit=0', 'limit'],
    ['/api/v2/conversations?limit=x', 'limit'],
    ['/api/v2/conversations?updated_since=yesterday', 'updated_since'],
    ['/api/v2/conversations?cursor=abc', 'cursor'],
    [`/api/v2/conversations?cursor=${Buffer.from('["2026-01-01","x"]').toString('base64url')}`, 'cursor'],
    ['/api/v2/conversations/x/messages?since_seq=-1', 'since_seq'],
    [`/api/v2/conversations/${crypto.randomUUID()}/messages?since_seq=9999999999`, 'since_seq'],
    [`/api/v2/conversations?q=${'x'.repeat(201)}`, 'q'],
    ['/api/v2/documents?cursor=abc', 'cursor'],
    ['/api/v2/documents?source=moon', 'source'],
    ['/api/v2/documents?limit=501', 'limit'],
    ['/api/v2/documents/handbook/passage?start=5', 'end'],
    ['/api/v2/documents/handbook/passage?start=5&end=5', 'end'],
  ] as const) {
    const { status, body } = await call('GET', path)
    expect([path, status]).toEqual([path, 400])
    expect(body.error.message).toContain(word)
  }
  expect((await call('POST', '/api/v2/documents', 'text')).body.error.message).toContain('name')
  expect((await call('POST', '/api/v2/documents?name=a.md', '')).body.error.code).toBe('empty-file')
  for (const id of ['none', crypto.randomUUID()]) {
    expect([id, (await call('GET', `/api/v2/conversations/${id}/messages`)).status]).toEqual([id, 404])
    expect([id, (await call('GET', `/api/v2/uploads/${id}`)).status]).toEqual([id, 404])
    expect([id, (await call('GET', `/api/v2/documents/${id}/passage?start=0&end=5`)).status]).toEqual([id, 404])
    expect([id, (await call('DELETE', `/api/v2/documents/${id}`)).status]).toEqual([id, 404])
  }
})

test('a document is added, listed, opened at a passage and deleted', async () => {
  const added = await upload('C:\\docs\\refunds.md', 'A refund needs the receipt.')
  expect(added).toEqual({ status: 'indexed', documentId: expect.any(String), chunks: 1 })
  expect(await upload('refunds.md', 'A refund needs the receipt.')).toEqual({ ...added, status: 'unchanged' })
  const id = added.documentId
  const listed = await call('GET', '/api/v2/documents')
  expect(listed.body.documents.find((document: { id: string }) => document.id === id)).toMatchObject({
    title: 'refunds',
    chunks: 1,
    audience: 'workspace',
  })
  const read = () => call('GET', `/api/v2/documents/${id}/passage?start=2&end=8`)
  const { body } = await read()
  expect(body).toMatchObject({ document: { id }, textStart: 0, start: 2, end: 8 })
  expect(body.text).toContain('A refund needs the receipt.')
  expect((await call('DELETE', `/api/v2/documents/${id}`)).status).toBe(204)
  expect((await call('DELETE', `/api/v2/documents/${id}`)).status).toBe(404)
  expect((await read()).status).toBe(404)
})

test('documents are found, page by page, and one is read from its beginning', async () => {
  for (const name of ['yak one.md', 'yak two.md']) await upload(name, '# Yaks\n\nA yak is *no* cow.')
  await upload('yak three.csv', 'yak;cow\n1;2\n')
  const list = async (query: string) => (await call('GET', `/api/v2/documents?q=yak&${query}`)).body
  const all = await list('')
  expect(all.documents.map(({ path, kind, source }: Record<string, string>) => [path, kind, source])).toEqual([
    ['yak one.md', 'text/markdown', 'upload'],
    ['yak two.md', 'text/markdown', 'upload'],
    ['yak three.csv', 'text/csv', 'upload'],
  ])
  expect(all).not.toHaveProperty('next')
  expect(all.sources).toContainEqual({ source: 'upload', count: expect.any(Number) })
  expect(all.kinds).toContainEqual({ kind: 'text/csv', count: 1 })
  const first = await list('limit=2')
  expect(first.documents).toHaveLength(2)
  const rest = await list(`limit=2&cursor=${first.next}`)
  expect(rest.documents.map(({ path }: Record<string, string>) => path)).toEqual(['yak three.csv'])
  expect((await list('kind=text/csv')).documents).toHaveLength(1)
  expect((await list('source=web')).documents).toEqual([])
  const { body } = await call('GET', `/api/v2/documents/${all.documents[0].id}/text`)
  expect(body).toEqual({
    document: { id: all.documents[0].id, title: 'Yaks', uri: 'upload:yak one.md' },
    text: '# Yaks\n\nA yak is *no* cow.',
    textStart: 0,
    length: 26,
    format: 'document',
    headings: [],
  })
  expect((await call('GET', `/api/v2/documents/${all.documents[0].id}/text?start=27`)).status).toBe(404)
  const kept = await call('POST', '/api/v2/documents?name=yak%20one.md&keep=others', 'Another yak.')
  expect(kept.body.upload).toEqual({ id: expect.any(String), name: 'yak one (2).md' })
})

test('a conversation is renamed, found by its words, and deleted with its turns', async () => {
  const conversation = crypto.randomUUID()
  const path = `/api/v2/conversations/${conversation}`
  await ask(conversation, 'm1', 'Is there an okapi in the handbook?')
  await readMessages(conversation, 2)
  expect(await call('PATCH', path, '{"title":" Zoo \\n tales "}')).toMatchObject({
    status: 200,
    body: { title: 'Zoo tales' },
  })
  for (const words of ['zoo', 'OKAPI%20tales']) {
    const { body } = await call('GET', `/api/v2/conversations?q=${words}`)
    expect(body.conversations).toMatchObject([{ id: conversation, title: 'Zoo tales' }])
  }
  for (const body of ['', '{}', '{"title":" "}', `{"title":"${'x'.repeat(201)}"}`])
    expect([body, (await call('PATCH', path, body)).status]).toEqual([body, 400])
  expect((await call('DELETE', path)).status).toBe(204)
  expect((await call('DELETE', path)).status).toBe(404)
  expect((await call('PATCH', path, '{"title":"x"}')).status).toBe(404)
  expect((await call('GET', messagesOf(conversation))).status).toBe(404)
  expect((await call('GET', '/api/v2/conversations?q=okapi')).body.conversations).toEqual([])
})

test('a question is kept whole, however much of it is read', async () => {
  const conversation = crypto.randomUUID()
  const long = `How long is parental leave? ${'Please tell me. '.repeat(300)}`.trim()
  expect((await ask(conversation, 'm1', long)).body.message.display_markdown).toBe(long)
  const [question, answer] = await readMessages(conversation, 2)
  expect(question.display_markdown).toBe(long)
  expect(question.content_markdown.length).toBeLessThanOrEqual(2_000)
  expect(answer.display_markdown).toContain('Your question was long')
})

test('what cannot be read is refused with its reason', async () => {
  expect(await upload('photo.bin', 'a\0b\0c')).toEqual({
    status: 'failed',
    error: { code: expect.any(String), message: expect.stringContaining('neither text') },
  })
  expect((await call('GET', '/api/v2/uploads')).body.uploads).toContainEqual({
    id: expect.any(String),
    name: 'photo.bin',
    audience: 'workspace',
    status: 'failed',
    error: { code: 'binary', message: expect.stringContaining('neither text') },
    created_at: expect.any(String),
  })
})

test('a command and a private reason reach the page as notices, not as messages', async () => {
  const conversation = crypto.randomUUID()
  const command = await ask(conversation, 'c1', '/help')
  expect(command.body.message).not.toHaveProperty('seq')
  await ask(conversation, 'c2', '/index http://192.168.7.7/leave')
  const path = `/api/v2/conversations/${conversation}/notices`
  const { body } = await until(
    () => call('GET', path),
    ({ body }) => body.notices.length > 1,
  )
  expect(body.notices.map(({ markdown }: { markdown: string }) => markdown)).toEqual([
    expect.stringContaining('/search'),
    expect.stringContaining('could not be indexed'),
  ])
  expect((await call('GET', `${path}?after=${body.notices[0].id}`)).body.notices).toEqual([body.notices[1]])
  expect((await call('GET', messagesOf(conversation))).status).toBe(404)
})

test('a source link shows the passage to whoever holds it, through a proxy, without a cookie or a script', async () => {
  const conversation = crypto.randomUUID()
  await ask(conversation, 'm1', parentsQuestion)
  const link: string = (await readMessages(conversation, 2))[1].citations[0].url
  expect(link).toMatch(/#passage$/)
  const response = await fetch(link, { headers: { 'x-forwarded-for': '10.0.0.1', via: 'proxy' } })
  const html = await response.text()
  expect(response.status).toBe(200)
  expect(html).toContain(`<mark id="passage">${passage}</mark>`)
  expect(html).not.toContain('<script')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(html.length).toBeLessThan(4_000 + passage.length + 2_500)
  const cut = new URL(link).pathname.slice(0, -1)
  expect((await fetch(app.origin + cut)).status).toBe(404)
})

test('a title and a text that are markup stay text on the source page, and a deleted document is gone from it', async () => {
  const { documentId } = await upload(
    '<img src=x onerror=alert(1)>.txt',
    'The zebra rule: </div><script>alert(1)</script> is shown.',
  )
  const conversation = crypto.randomUUID()
  await ask(conversation, 'm1', 'What is the zebra rule?')
  const { url } = (await readMessages(conversation, 2))[1].citations[0]
  const html = await (await fetch(url)).text()
  expect(html).not.toMatch(/<script|<img/)
  expect(html).toContain('&#60;script&#62;')
  await call('DELETE', `/api/v2/documents/${documentId}`)
  expect((await fetch(url)).status).toBe(410)
})
