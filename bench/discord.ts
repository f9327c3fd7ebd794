// Discord: thirty slash commands a second over signed webhooks, their deferrals, and the final embeds; then one at a time.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createSigner } from '../tests/stand-ins/discord.ts'
import { costsOf, judge, percentileOf, spread, stopRow } from './figures.ts'
import { runCommand, startHouse, stopBarMs, withFolder } from './house.ts'
import { atRate, waitUntil } from './rate.ts'
import { toJsonLines } from './texts.ts'
import type { Benchmark } from './types.ts'

const paragraphs = 500
const perSecond = 30
const seconds = 20
const barsMs = { ack: 200, embed: 1_000 }

export const discord: Benchmark = {
  name: 'discord',
  run: ({ texts }) =>
    withFolder(async (folder) => {
      const file = join(folder, 'corpus.jsonl')
      writeFileSync(file, toJsonLines(texts.paragraphs(paragraphs)))
      await runCommand(folder, ['index', file])
      const clock = await startDiscordClock()
      const house = await startHouse(folder, clock.settings)
      try {
        const ask = async (question: string) => {
          const { token, ackMs } = await clock.ask(house.url, question)
          await waitUntil(() => clock.finals.has(token), 30_000)
          return { ackMs, embedMs: clock.finals.get(token)! - clock.askedAt.get(token)! }
        }
        const alone = []
        for (const question of texts.questions(50)) alone.push(await ask(question))
        const loaded = await atRate(texts.questions(perSecond * seconds), perSecond, (question) =>
          clock.ask(house.url, question),
        )
        await waitUntil(() => loaded.every(({ token }) => clock.finals.has(token)), 60_000)
        const acks = loaded.map(({ ackMs }) => ackMs)
        const embeds = (tokens: readonly { token: string }[]) =>
          tokens
            .flatMap(({ token }) => clock.finals.get(token) ?? [])
            .map((at, i) => at - clock.askedAt.get(tokens[i]!.token)!)
        const answered = loaded.filter(({ token }) => clock.finals.has(token))
        const aloneMs = alone.map(({ embedMs }) => embedMs)
        return [
          {
            what: `Discord, ${perSecond} commands/s: deferred`,
            figure: spread(acks),
            bar: `p99 ≤ ${barsMs.ack} ms`,
            verdict: judge(percentileOf(acks, 99) <= barsMs.ack),
            costs: costsOf(acks),
          },
          {
            what: '   final embed, under this load',
            figure: spread(embeds(answered)),
            costs: costsOf(embeds(answered)),
          },
          {
            what: '   answered',
            figure: `${answered.length} of ${loaded.length}`,
            bar: 'all',
            verdict: judge(answered.length === loaded.length),
          },
          {
            what: '   slash command → final embed, one at a time',
            figure: spread(aloneMs),
            bar: `p95 ≤ ${barsMs.embed} ms`,
            verdict: judge(percentileOf(aloneMs, 95) <= barsMs.embed),
            costs: costsOf(aloneMs),
          },
          stopRow(await house.stop(), stopBarMs),
        ]
      } finally {
        await clock.close()
      }
    }),
}

interface DiscordClock {
  readonly settings: Readonly<Record<string, string>>
  /** When each interaction's final embed stood there, and when it was asked, by token. */
  readonly finals: ReadonlyMap<string, number>
  readonly askedAt: ReadonlyMap<string, number>
  ask(url: string, question: string): Promise<{ readonly token: string; readonly ackMs: number }>
  close(): Promise<void>
}

async function startDiscordClock(): Promise<DiscordClock> {
  const signer = createSigner()
  const finals = new Map<string, number>()
  const askedAt = new Map<string, number>()
  let asked = 0
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      const token = /\/webhooks\/100\/([^/]+)\/messages/.exec(request.url ?? '')?.[1]
      // An answer has buttons; "looking…" has none.
      if (token !== undefined && body.includes('"custom_id"')) finals.set(token, performance.now())
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(request.url?.endsWith('/commands') ? '[]' : JSON.stringify({ id: '9', channel_id: '300' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    settings: {
      DISCORD_TOKEN: 'bench-token',
      DISCORD_APPLICATION_ID: '100',
      DISCORD_PUBLIC_KEY: signer.publicKey,
      DISCORD_GUILD_IDS: '200',
      DISCORD_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    },
    finals,
    askedAt,
    async ask(url, question) {
      asked += 1
      const token = `token-${asked}`
      const body = JSON.stringify({
        id: String(7_000 + asked),
        application_id: '100',
        type: 2,
        token,
        version: 1,
        guild_id: '200',
        channel_id: String(300 + (asked % 20)),
        channel: { id: String(300 + (asked % 20)), type: 0, name: 'general', guild_id: '200' },
        member: { user: { id: '1', username: 'alice' }, roles: [], permissions: '104324673' },
        data: {
          id: '500',
          name: 'rag',
          type: 1,
          options: [{ type: 1, name: 'ask', options: [{ type: 3, name: 'question', value: question }] }],
        },
      })
      const headers = signer.headers(body, Date.now())
      const from = performance.now()
      askedAt.set(token, from)
      const response = await fetch(`${url}/webhooks/discord`, { method: 'POST', headers, body })
      const { type } = (await response.json()) as { type: number }
      if (type !== 5) throw new Error(`the command was not deferred: ${response.status}, type ${type}`)
      return { token, ackMs: performance.now() - from }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
