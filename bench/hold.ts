// How long hostile inputs hold the event loop of the real process: each handed in as a document, asked about, searched,
// opened at its source, summarized as a page, sent as a question and as a query, and asked on after in its thread.
// HOLD_ONLY names one input, HOLD_SCALE shortens all.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { judge } from './figures.ts'
import { type Hostile, hostileInputs } from './hostile.ts'
import { adminToken, type House, startHouse, withFolder } from './house.ts'
import type { Benchmark, Row } from './types.ts'

const barMs = 250
/** What the chat page takes as a message, in bytes; a query by a command is cut below that. */
const messageBytes = 190_000
const patienceMs = 300_000

interface Measured {
  readonly gesture: string
  /** The longest hold: by the clock, and of that what the main thread computed. */
  readonly lateMs: number
  readonly computedMs: number
  readonly healthMs: number
  readonly tookMs: number
  readonly outcome: string
}

export const hold: Benchmark = {
  name: 'hold',
  run: () =>
    withFolder(async (folder) => {
      const pages = await servePages()
      const file = join(folder, 'holds')
      const house = await startHouse(folder, {
        FETCH_ALLOWED_HOSTS: pages.host,
        HOLD_FILE: file,
        NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'hold-probe.ts'))}`,
      })
      const rows: Row[] = []
      try {
        const probe = createProbe(house, file)
        // What starts once (the thread that reads, the compiler) is no hold by an input.
        const inputs = hostileInputs(Number(process.env.HOLD_SCALE ?? 1))
        for (const input of inputs.filter(({ name }) => (process.env.HOLD_ONLY ?? name) === name)) {
          const measured = await attack(createClient(house, pages), probe, input)
          for (const { gesture, lateMs, computedMs, healthMs, tookMs, outcome } of measured)
            process.stderr.write(
              `  ${input.name}: ${gesture}: held ${lateMs} ms (computed ${computedMs}), /healthz ${healthMs.toFixed(0)} ms, took ${(tookMs / 1000).toFixed(1)} s, ${outcome}\n`,
            )
          const worst = measured.reduce((a, b) => (b.lateMs > a.lateMs ? b : a))
          rows.push({
            what: `event loop held by ${input.name}`,
            figure: `${worst.lateMs} ms (${worst.gesture}; computed ${Math.max(...measured.map(({ computedMs }) => computedMs))})`,
            bar: `≤ ${barMs} ms`,
            verdict: judge(worst.lateMs <= barMs),
          })
        }
        probe.stop()
        const residentMb = house.residentMb()
        return [
          ...rows,
          { what: '   memory after all of them', figure: residentMb === null ? 'unknown' : `${residentMb} MB` },
        ]
      } finally {
        await house.stop()
        await pages.close()
      }
    }),
}

type Client = ReturnType<typeof createClient>

async function attack(client: Client, probe: ReturnType<typeof createProbe>, input: Hostile): Promise<Measured[]> {
  const measured: Measured[] = []
  const during = async (gesture: string, work: () => Promise<string>) => {
    measured.push({ gesture, ...(await probe.during(work)) })
  }
  const conversation = randomUUID()
  const bytes = Buffer.from(input.text)
  let sourceUrl: string | undefined
  await during('indexed', () => client.upload(input.file, bytes))
  await during('asked', async () => {
    const answer = await client.say(conversation, input.question)
    sourceUrl = answer.url
    return answer.kind
  })
  await during('asked on', async () => (await client.say(conversation, 'And what else is said about it?')).kind)
  await during('searched', async () => (await client.say(conversation, `/search ${input.question} -"limit"`)).kind)
  if (sourceUrl !== undefined) await during('source page', () => client.open(sourceUrl as string))
  await during('summarized as a page', () => client.summarize(conversation, input.file, bytes))
  const part = cut(input.text.slice(input.question.length), messageBytes)
  const asked = randomUUID()
  await during('as a question', async () => (await client.say(asked, part)).kind)
  await during('on after it', async () => (await client.say(asked, 'And when does it apply?')).kind)
  await during('as a query', async () => (await client.say(asked, `/search ${part}`)).kind)
  await during('as a limit of a query', async () => (await client.say(asked, `/search from:"${part}" zebra`)).kind)
  await during('thread summarized', async () => (await client.say(conversation, '/summarize')).kind)
  await during('deleted', () => client.deleteAll())
  return measured
}

/** So many bytes of a text's beginning. */
function cut(text: string, bytes: number): string {
  return Buffer.from(text.slice(0, bytes)).subarray(0, bytes).toString().replaceAll('\uFFFD', '')
}

function createProbe(house: House, file: string) {
  let healthMs = 0
  let isOn = true
  const poll = async () => {
    while (isOn) {
      const from = performance.now()
      await fetch(`${house.url}/healthz`).then((response) => response.text())
      healthMs = Math.max(healthMs, performance.now() - from)
      await pause(20)
    }
  }
  void poll().catch(() => {})
  return {
    stop: () => {
      isOn = false
    },
    async during(work: () => Promise<string>): Promise<Omit<Measured, 'gesture'>> {
      const from = Date.now()
      healthMs = 0
      const outcome = await work()
      const to = Date.now()
      // A hold is told when it ends.
      await pause(50)
      const held = readHolds(file).filter(({ at, lateMs }) => at >= from && at - lateMs <= to)
      const most = (values: readonly number[]) => Math.max(0, ...values)
      return {
        lateMs: most(held.map(({ lateMs }) => lateMs)),
        computedMs: most(held.map(({ computedMs }) => computedMs)),
        healthMs,
        tookMs: to - from,
        outcome,
      }
    },
  }
}

function readHolds(file: string): { at: number; lateMs: number; computedMs: number }[] {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    // Nothing was held yet.
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [at = 0, lateMs = 0, computedMs = 0] = line.split(' ').map(Number)
      return { at, lateMs, computedMs }
    })
}

function createClient(house: House, pages: Awaited<ReturnType<typeof servePages>>) {
  const headers = { authorization: `Bearer ${adminToken}` }
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${house.url}/api/v2${path}`, { ...init, headers })
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
      const { status, body } = await call(`/documents?name=${name}`, { method: 'POST', body: bytes })
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
    async open(url: string): Promise<string> {
      const response = await fetch(url)
      return `${response.status}, ${(await response.text()).length} characters`
    },
    async summarize(conversation: string, file: string, bytes: Uint8Array): Promise<string> {
      pages.serve(file, bytes)
      return (await this.say(conversation, `/summarize http://${pages.host}/${file}`)).kind
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
async function servePages() {
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
    serve(file: string, bytes: Uint8Array) {
      page = { path: `/${file}`, bytes }
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
