// Requests that are never finished: 2,000 at a time on each webhook, in every way to be slow, opened again when they are
// cut unless UNFINISHED_RETURN is off. The process's memory, and how soon it answers whoever is honest meanwhile.
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createSigner } from '../tests/stand-ins/discord.ts'
import { eventBody, signHeaders } from '../tests/stand-ins/slack.ts'
import { createTeamsStandIn } from '../tests/stand-ins/teams.ts'
import type { Crowd } from './crowd.ts'
import { judge, notMeasured, percentileOf, spread } from './figures.ts'
import { type House, startHouse, withFolder } from './house.ts'
import { settingsFor, teamsMessage } from './teams.ts'
import type { Benchmark, Row } from './types.ts'

const atOnce = 2_000
const heldMs = 8_000
const barMb = 100
const barMs = 1_000
const comesBack = process.env.UNFINISHED_RETURN !== 'off'

/** What an attacker's connection sends: at once, and then a piece every 200 ms. */
interface Way {
  readonly name: string
  readonly first: (head: Head) => string
  readonly piece?: string
}

/** A head of a request that nothing is wrong with but that its body never ends. */
type Head = (announce: string) => string

const ways: readonly Way[] = [
  { name: '1 MB but for a byte', first: (head) => `${head('content-length: 500000')}${'x'.repeat(499_999)}` },
  { name: 'a byte at a time', first: (head) => head('content-length: 500000'), piece: 'x' },
  {
    name: 'chunks of one byte',
    first: (head) => head('transfer-encoding: chunked') + '1\r\nx\r\n'.repeat(80_000),
    piece: '1\r\nx\r\n',
  },
  { name: 'headers without end', first: (head) => head('x-a: b').slice(0, -2), piece: 'x-b: c\r\n' },
  { name: 'nothing at all', first: () => '' },
  {
    name: 'pipelined, the last one unfinished',
    first: (head) => `${head('content-length: 0').repeat(20)}${head('content-length: 500000')}${'x'.repeat(100_000)}`,
  },
]

export const unfinished: Benchmark = {
  name: 'unfinished',
  run: () =>
    withFolder(async (folder) => {
      const teams = await createTeamsStandIn()
      const discord = createSigner()
      const house = await startHouse(folder, {
        SLACK_SIGNING_SECRET: 'bench-signing-secret',
        SLACK_BOT_TOKEN: 'xoxb-bench',
        SLACK_API_URL: 'http://127.0.0.1:1/api/',
        DISCORD_TOKEN: 'bench',
        DISCORD_APPLICATION_ID: '1',
        DISCORD_PUBLIC_KEY: discord.publicKey,
        DISCORD_GATEWAY: 'off',
        DISCORD_API_URL: 'http://127.0.0.1:1/api',
        ...settingsFor(teams),
      })
      try {
        const activity = { serviceUrl: teams.serviceUrl, ...teamsMessage(1, 'status') }
        const signed = {
          slack: () => {
            const body = eventBody({ type: 'message', channel: 'C1', user: 'U1', ts: '1.1', text: 'people talking' })
            return { body, headers: signHeaders(body, 'bench-signing-secret', Date.now()) }
          },
          teams: async () => ({ body: JSON.stringify(activity), headers: await teams.headersFor(activity) }),
          discord: () => {
            const body = JSON.stringify({ type: 1, id: '1', application_id: '1', token: 't', version: 1 })
            return { body, headers: discord.headers(body, Date.now()) }
          },
        }
        const rows: Row[] = []
        for (const [platform, sign] of Object.entries(signed)) {
          rows.push(...(await attack(house, platform, sign)))
        }
        return rows
      } finally {
        await house.stop()
        await teams.close()
      }
    }),
}

type Sign = () => Promise<Signed> | Signed
interface Signed {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

async function attack(house: House, platform: string, sign: Sign): Promise<readonly Row[]> {
  const post = async () => fetch(`${house.url}/webhooks/${platform}`, { method: 'POST', ...(await sign()) })
  // As whoever has no connection yet, who is let in after all those who knock.
  const postAnew = async () => {
    const { body, headers } = await sign()
    const sent = request(`${house.url}/webhooks/${platform}`, { method: 'POST', headers, agent: false }).end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return new Response(await buffer(response), { status: response.statusCode ?? 500 })
  }
  const ask = async (send: () => Promise<Response>) => {
    const from = performance.now()
    const response = await send()
    await response.arrayBuffer()
    // What was refused is as bad as what took for ever, and a figure all the same.
    return response.status < 300 ? performance.now() - from : Number.POSITIVE_INFINITY
  }
  // The first one loads what later ones need.
  await ask(post)
  const { headers } = await sign()
  const { host } = new URL(house.url)
  const head: Head = (announce) =>
    [
      `POST /webhooks/${platform} HTTP/1.1`,
      `host: ${host}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      announce,
      '\r\n',
    ].join('\r\n')

  const rows: Row[] = []
  for (const way of ways) {
    const before = house.residentMb()
    if (before === null) return [notMeasured(`${platform}: unfinished`, `≤ +${barMb} MB`, 'this system has no /proc')]
    let peak = before
    const { hostname, port } = new URL(house.url)
    const sends = { first: way.first(head), piece: way.piece, comesBack }
    const crowd = await startCrowd({ hostname, port: Number(port), atOnce, ...sends })
    const [signedMs, anewMs, healthMs]: [number[], number[], number[]] = [[], [], []]
    let opened = 0
    try {
      const until = performance.now() + heldMs
      while (performance.now() < until) {
        signedMs.push(await ask(post))
        anewMs.push(await ask(postAnew))
        healthMs.push(await ask(() => fetch(`${house.url}/healthz`)))
        peak = Math.max(peak, house.residentMb() ?? 0)
        await pause(50)
      }
    } finally {
      opened = await crowd.stop()
    }
    rows.push(
      {
        what: `${platform}, ${atOnce.toLocaleString('en')} × ${way.name}: memory`,
        figure: `+${peak - before} MB (${before} before; ${opened} opened)`,
        bar: `≤ +${barMb} MB`,
        verdict: judge(peak - before <= barMb),
      },
      {
        what: '   a complete signed one',
        figure: spread(signedMs),
        bar: `max ≤ ${barMs} ms`,
        verdict: judge(percentileOf(signedMs, 100) <= barMs),
      },
      {
        what: '   … over a new connection',
        figure: spread(anewMs),
        bar: `max ≤ ${barMs} ms`,
        verdict: judge(percentileOf(anewMs, 100) <= barMs),
      },
      { what: '   /healthz', figure: spread(healthMs) },
    )
    await pause(2_000)
  }
  return rows
}

/**
 * In a thread of its own: what it does must not delay those who are measured.
 * @returns when it begins: on a busy machine a thread takes seconds to start, which it would not attack
 */
async function startCrowd(crowd: Crowd): Promise<{ stop(): Promise<number> }> {
  const worker = new Worker(new URL('./crowd.ts', import.meta.url), { workerData: crowd })
  await once(worker, 'message')
  return {
    async stop() {
      const opened = new Promise<number>((resolve) => worker.once('message', resolve))
      worker.postMessage('stop')
      return opened.finally(() => worker.terminate())
    },
  }
}
