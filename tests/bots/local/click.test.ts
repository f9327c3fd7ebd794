// Clicks on what stands below an answer of the page: by whom, and what they are answered with.
import { describe, expect, it } from 'vitest'
import { createLocalPlatform } from '../../../src/bots/local/index.ts'
import type { HttpRequest } from '../../../src/route.ts'
import { createRecordingHost } from '../recording-host.ts'

const conversation = '7d5b1e0e-0000-4000-8000-000000000001'
const credential = 'Bearer of the test'

function setUp() {
  const host = Object.assign(createRecordingHost(), {
    refuse: ({ headers }: HttpRequest) => (headers.authorization === credential ? null : { status: 401, body: 'no' }),
  })
  const { routes } = createLocalPlatform(host)
  const route = routes.find(({ path }) => path.endsWith('/actions'))!
  const click = async (fields: object, { id = conversation, authorization = credential } = {}) => {
    const body = JSON.stringify({ action: 't', device_id: 'd', client_message_id: 'm', ...fields })
    const request = {
      method: 'POST',
      path: '',
      params: { id },
      query: new URLSearchParams(),
      headers: { authorization },
    }
    const sent = { ...request, body: Buffer.from(body) }
    const response = route.admit?.(sent) ?? (await route.handle(sent))
    return { status: response.status, body: String(response.body) }
  }
  const read = async (params: { readonly id: string }) => {
    const { handle } = routes.find(({ path }) => path.endsWith('/notices'))!
    const query = new URLSearchParams()
    const response = await handle({ method: 'GET', path: '', params, query, headers: {}, body: new Uint8Array() })
    return { status: response.status, body: String(response.body) }
  }
  return { host, route, click, read }
}

describe('a click on the page', () => {
  it('is one of whoever has the page open, and says what it did', async () => {
    const { host, click } = setUp()
    expect(await click({})).toEqual({ status: 200, body: '{"said":"Noted."}' })
    const asker = { person: { kind: 'owner', id: 'owner' }, place: { kind: 'page' }, target: { conversation } }
    expect(host.clicks).toEqual([{ token: 't', asker }])
  })

  it('of whoever has no credential is refused before its body comes', async () => {
    const { host, route, click } = setUp()
    expect(await click({}, { authorization: 'Bearer of a stranger' })).toMatchObject({ status: 401 })
    expect(host.clicks).toEqual([])
    expect(route.admitsBy).toBe('credential')
  })

  it('may ask for a form, whose texts come back with its token', async () => {
    const { host, click } = setUp()
    const form = { title: 'Report', submit: 'Send', fields: [{ id: 'text', label: 'What?', maxLength: 10 }] }
    host.clicked = { kind: 'form', form, token: 'of-the-form' }
    expect(JSON.parse((await click({})).body)).toEqual({ form, action: 'of-the-form' })
    const input = { text: 'It is\0 late.', long: 'x'.repeat(5_000), number: 7 }
    await click({ action: 'of-the-form', input })
    expect(host.clicks.at(-1)).toMatchObject({ token: 'of-the-form' })
    expect(host.clicks.at(-1)?.input).toEqual({ text: 'It is late.', long: 'x'.repeat(4_000) })
  })

  it('may ask for something, once however often it is sent', async () => {
    const { host, click } = setUp()
    host.clicked = { kind: 'asked', request: { kind: 'search', query: 'x' } }
    for (let n = 0; n < 2; n += 1)
      expect(await click({}, { id: conversation.toUpperCase() })).toMatchObject({ status: 201 })
    expect(host.accepted).toMatchObject([
      { naturalKey: `${conversation}:d:m`, threadKey: `local:${conversation}`, request: { query: 'x' } },
    ])
  })

  it('brings a notice to its conversation, however its id is written', async () => {
    const { host, read } = setUp()
    const asked: string[] = []
    host.privateReplies = async (threadKey) => {
      asked.push(threadKey)
      return []
    }
    expect(await read({ id: conversation.toUpperCase() })).toEqual({ status: 200, body: '{"notices":[]}' })
    expect(asked).toEqual([`local:${conversation}`])
  })

  it.each([{ action: 7 }, { action: undefined }, { device_id: '' }, { client_message_id: 'x'.repeat(201) }])(
    'without what it needs is refused: %j',
    async (fields) => {
      const { host, click } = setUp()
      expect(await click(fields)).toMatchObject({ status: 400, body: expect.stringContaining('bad-request') })
      expect(await click({}, { id: 'no-uuid' })).toMatchObject({ status: 400 })
      expect(host.clicks).toEqual([])
    },
  )
})
