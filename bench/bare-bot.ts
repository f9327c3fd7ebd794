// The yardstick of `bare.ts`, a process of its own: the least that answers a mention on Slack. It checks the signature, writes
// a row and queues its id; a worker looks the words up in a tsvector and posts what comes first. It knows no readers, checks
// no claim, and a crash loses what is under way. Prints its address once it listens.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'

const { DATABASE_URL, REDIS_URL, SLACK_SIGNING_SECRET = '', SLACK_BOT_TOKEN, SLACK_API_URL } = process.env
/** More than it needs: it waits for the database most of the time. */
const concurrency = 8
const queueName = 'bare'

interface Mention {
  readonly channel: string
  readonly ts: string
  readonly text: string
}

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 })
await pool.query('create table if not exists mentions (id text primary key, event jsonb not null)')
const connect = () => new Redis(REDIS_URL!, { maxRetriesPerRequest: null })
const queue = new Queue(queueName, { connection: connect() })

new Worker<{ readonly id: string }>(queueName, ({ data }) => answer(data.id), { connection: connect(), concurrency })

const server = createServer(async (request, response) => {
  const body = await readBody(request)
  if (!isSigned(request, body)) return void response.writeHead(401).end()
  const { event_id: id, event } = JSON.parse(body) as { event_id: string; event: Mention }
  await pool.query('insert into mentions (id, event) values ($1, $2) on conflict do nothing', [id, event])
  await queue.add('answer', { id }, { removeOnComplete: true })
  response.writeHead(200).end()
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
)

function isSigned({ headers }: IncomingMessage, body: string): boolean {
  const signed = `v0:${headers['x-slack-request-timestamp']}:${body}`
  const expected = Buffer.from(`v0=${createHmac('sha256', SLACK_SIGNING_SECRET).update(signed).digest('hex')}`)
  const given = Buffer.from(String(headers['x-slack-signature']))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

async function answer(id: string): Promise<void> {
  const { rows: asked } = await pool.query<{ event: Mention }>('select event from mentions where id = $1', [id])
  const { channel, ts, text } = asked[0]!.event
  const { rows } = await pool.query<{ text: string }>(
    `select text from passages, (select replace(plainto_tsquery('english', $1)::text, '&', '|')::tsquery as words) as query
      where terms @@ words order by ts_rank_cd(terms, words) desc limit 3`,
    [text.replace(/<@\w+>/, '')],
  )
  const form = new URLSearchParams({
    channel,
    thread_ts: ts,
    text: rows
      .map((row) => row.text)
      .join('\n\n')
      .slice(0, 3_000),
  })
  const headers = { authorization: `Bearer ${SLACK_BOT_TOKEN}` }
  const posted = await fetch(`${SLACK_API_URL}chat.postMessage`, { method: 'POST', headers, body: form })
  await posted.arrayBuffer()
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
