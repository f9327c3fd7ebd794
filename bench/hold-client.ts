// What people do with a text on the page, by its API: hand it in, ask, search, open a source, have a page summarized, delete.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { adminToken, type House } from './house.ts'

const patienceMs = 300_000

export type Client = ReturnType<typeof createClient>

export function createClient({ url }: Pick<House, 'url'>, pages: Awaited<ReturnType<typeof servePages>>) {
  const headers = { authorization: `Bearer ${adminToken}` }
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${url}/api/v2${path}`, { ...init, headers })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }
  const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    for (const from = performance.now(); performance.now() - from < patienceMs; await pause(50)) {
      const found = await look()
      if (found !== undefined) return found
    }
    throw new Error('nothing came within five minutes')
  }
  return {
    async upload(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
      const { status, body } = await call(`/documents?name=${encodeURIComponent(name)}`, {
        method: 'POST',
        body: bytes,
      })
      const { upload } = body as { upload?: { id: string } }
      if (!upload) return `refused with ${status}`
      return until(async () => {
        const { body: now } = await call(`/uploads/${upload.id}`)
        if (now.status === 'pending') return undefined
        return now.status === 'failed' ? `failed: ${JSON.stringify(now.error).slice(0, 80)}` : String(now.status)
      })
    },
    async say(conversation: string, content: string): Promise<{ kind: string; url?: string }> {
      const noticesBefore = ((await call(`/conversations/${conversation}/notices`)).body.notices as unknown[]).length
      const post = { client_message_id: randomUUID(), device_id: 'bench', content_markdown: content }
      const { status, body } = await call(`/conversations/${conversation}/messages`, {
        method: 'POST',
        body: JSON.stringify(post),
      })
      if (status !== 201) return { kind: `refused with ${status}` }
      const seq = (body.message as { seq?: number }).seq
      return until(async () => {
        if (seq === undefined) {
          const notices = (await call(`/conversations/${conversation}/notices`)).body.notices as { markdown: string }[]
          const notice = notices[noticesBefore]
          return notice && { kind: `notice ${notice.markdown.slice(0, 30).replaceAll('\n', ' ')}` }
        }
        const { body: now } = await call(`/conversations/${conversation}/messages?since_seq=${seq}`)
        const reply = (now.messages as { role: string; kind: string; citations: { url?: string }[] }[] | undefined)?.[0]
        const url = reply?.citations[0]?.url
        return reply && { kind: reply.kind, ...(url !== undefined && { url }) }
      })
    },
    async open(source: string): Promise<string> {
      const response = await fetch(source)
      return `${response.status}, ${(await response.text()).length} characters`
    },
    async summarize(conversation: string, file: string, bytes: Uint8Array): Promise<string> {
      const path = `/${encodeURIComponent(file)}`
      pages.serve(path, bytes)
      return (await this.say(conversation, `/summarize http://${pages.host}${path}`)).kind
    },
    async deleteAll(): Promise<string> {
      const { body } = await call('/documents')
      const documents = body.documents as { id: string }[]
      for (const { id } of documents) await call(`/documents/${id}`, { method: 'DELETE' })
      return `${documents.length} deleted`
    },
  }
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
}

/** One page at a time, on loopback. */
export async function servePages() {
  let page = { path: '', bytes: new Uint8Array() as Uint8Array }
  const server = createServer((request, response) => {
    if (request.url !== page.path) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, {
      'content-type': `${types[page.path.split('.').at(-1) ?? ''] ?? 'text/plain'}; charset=utf-8`,
    })
    response.end(page.bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve(path: string, bytes: Uint8Array) {
      page = { path, bytes }
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
