// Teams: thirty messages a second with signed tokens, their acks and answers; and 200 files over a network that fails.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTeamsStandIn, type TeamsStandIn } from '../tests/stand-ins/teams.ts'
import { costsOf, judge, percent, percentileOf, spread, stopRow } from './figures.ts'
import { type House, runCommand, startHouse, stopBarMs, withFolder } from './house.ts'
import { atRate, waitUntil } from './rate.ts'
import { toJsonLines } from './texts.ts'
import type { Benchmark } from './types.ts'

const paragraphs = 500
const perSecond = 30
const seconds = 20
const ackBarMs = 200
const files = 200
const successBar = 0.95

export const teams: Benchmark = {
  name: 'teams',
  run: ({ texts }) =>
    withFolder(async (folder) => {
      const file = join(folder, 'corpus.jsonl')
      writeFileSync(file, toJsonLines(texts.paragraphs(paragraphs)))
      await runCommand(folder, ['index', file])
      const standIn = await createTeamsStandIn()
      const house = await startHouse(folder, settingsFor(standIn))
      try {
        // The first delivery fetches the keys.
        await deliver(house, standIn, teamsMessage(0, 'status'))
        const acks = await atRate(texts.questions(perSecond * seconds), perSecond, (question, i) =>
          deliver(house, standIn, teamsMessage(i + 1, question)),
        )
        // A stream ends in a message, too; the first one is the status.
        const answers = () => standIn.posts.filter(({ activity }) => activity.type === 'message').length - 1
        await waitUntil(() => answers() >= acks.length, 60_000)
        return [
          {
            what: `Teams, ${perSecond} messages/s: ack`,
            figure: spread(acks),
            bar: `p99 ≤ ${ackBarMs} ms`,
            verdict: judge(percentileOf(acks, 99) <= ackBarMs),
            costs: costsOf(acks),
          },
          {
            what: '   answered',
            figure: `${answers()} of ${acks.length}`,
            bar: 'all',
            verdict: judge(answers() === acks.length),
          },
          stopRow(await house.stop(), stopBarMs),
        ]
      } finally {
        await standIn.close()
      }
    }),
}

export const teamsFiles: Benchmark = {
  name: 'teams-files',
  run: () =>
    withFolder(async (folder) => {
      const standIn = await createTeamsStandIn()
      const house = await startHouse(folder, settingsFor(standIn))
      try {
        // Three of ten downloads go wrong, each in one of five ways.
        const mishaps = [
          { kind: 'status', status: 503 },
          { kind: 'reset' },
          { kind: 'drop' },
          { kind: 'status', status: 429, retryAfter: '1' },
          { kind: 'slow', ms: 500 },
        ] as const
        for (let i = 0; i < files; i += 1) {
          standIn.files.set(
            `/files/note-${i}.md`,
            Buffer.from(`# Note ${i}\n\nThe code of room ${i} is ${i * 7919}.\n`),
          )
          const path = new RegExp(`GET /files/note-${i}\\.md$`)
          if (i % 10 < 3) for (let n = 0; n <= i % 4; n += 1) standIn.next(path, mishaps[(i + n) % mishaps.length]!)
        }
        const from = performance.now()
        await atRate(Array.from({ length: files }), 20, (_, i) =>
          deliver(house, standIn, {
            ...teamsMessage(i, ''),
            attachments: [
              {
                contentType: 'application/vnd.microsoft.teams.file.download.info',
                name: `note-${i}.md`,
                content: { downloadUrl: `${standIn.url}/files/note-${i}.md`, uniqueId: `u${i}`, fileType: 'md' },
              },
            ],
          }),
        )
        const shown = () => JSON.stringify(standIn.posts.map(({ activity }) => activity))
        const indexed = () => (shown().match(/note-\d+\.md: indexed/g) ?? []).length
        await waitUntil(() => indexed() >= files, 180_000)
        const tookSeconds = (performance.now() - from) / 1000
        return [
          {
            what: `Teams, ${files} files over a network that fails in three of ten`,
            figure: `${percent(indexed() / files)} indexed in ${tookSeconds.toFixed(1)} s`,
            bar: `≥ ${successBar * 100} %`,
            verdict: judge(indexed() / files >= successBar),
            costs: { seconds: tookSeconds },
          },
          stopRow(await house.stop(), stopBarMs),
        ]
      } finally {
        await standIn.close()
      }
    }),
}

export function settingsFor({ config }: TeamsStandIn): Readonly<Record<string, string>> {
  return {
    MICROSOFT_APP_ID: config.appId,
    MICROSOFT_APP_PASSWORD: config.appPassword,
    MICROSOFT_APP_TENANT_ID: config.tenantIds.join(','),
    MICROSOFT_LOGIN_URL: config.loginUrl,
    MICROSOFT_SERVICE_URLS: config.serviceUrls.join(','),
    MICROSOFT_GRAPH_URL: config.graphUrl,
    BOT_OPENID_METADATA: config.openIdMetadataUrl,
  }
}

/** A message of one of 50 people in their own chat with the bot. */
export function teamsMessage(i: number, text: string): Record<string, unknown> {
  const user = i % 50
  return {
    type: 'message',
    id: `activity-${i}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    from: { id: `29:user-${user}`, name: 'Alice', aadObjectId: `aad-${user}` },
    recipient: { id: '28:bot', name: 'ragbot' },
    conversation: { id: `a:chat-${user}`, conversationType: 'personal', tenantId: 'tenant-1' },
    channelData: { tenant: { id: 'tenant-1' } },
    text,
  }
}

async function deliver(house: House, standIn: TeamsStandIn, fields: Record<string, unknown>): Promise<number> {
  const activity = { serviceUrl: standIn.serviceUrl, ...fields }
  const headers = await standIn.headersFor(activity)
  const from = performance.now()
  const response = await fetch(`${house.url}/webhooks/teams`, {
    method: 'POST',
    headers,
    body: JSON.stringify(activity),
  })
  await response.arrayBuffer()
  if (response.status >= 300) throw new Error(`the webhook answered ${response.status}`)
  return performance.now() - from
}
