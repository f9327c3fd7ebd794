// Ten questions a second over 20 channels, by schedule and not by answers: acks and replies, alone and while 3,000
// chunks are indexed beside them; and the process's memory before and after. Everything asked is to be answered once.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { costsOf, judge, notMeasured, percentileOf, spread, stopRow } from './figures.ts'
import { adminToken, type House, runCommand, startHouse, stopBarMs, withFolder } from './house.ts'
import { type SlackClock, startSlackClock } from './slack.ts'
import { generateBook, generateParagraphs, toJsonLines } from './texts.ts'
import type { Benchmark, Row } from './types.ts'

const perSecond = 10
const channels = 20
const seconds = 20
const chunks = 3_000
const barsMs = { alone: 300, indexing: 600 }
const barMb = 700
const idleMs = 30_000

export const load: Benchmark = {
  name: 'load',
  run: ({ texts }) =>
    withFolder(async (folder) => {
      const file = join(folder, 'corpus.jsonl')
      const more = join(folder, 'more.jsonl')
      writeFileSync(file, toJsonLines(texts.paragraphs(500)))
      writeFileSync(more, toJsonLines(generateParagraphs('beside', chunks, 7)))
      await runCommand(folder, ['index', file])
      const slack = await startSlackClock()
      const house = await startHouse(folder, slack.settings)
      const questions = texts.questions(perSecond * seconds)
      const under = (beside?: () => Promise<void>) => runLoad(slack, house, questions, beside)
      try {
        await pause(idleMs)
        const idle = memoryRow('memory, idle', house, barMb)
        const alone = await under()
        const byCommand = await under(async () => void (await runCommand(folder, ['index', more])))
        const byUpload = await under(() => upload(house, generateBook(chunks, 8)))
        await pause(idleMs)
        const after = memoryRow('memory, 30 s after this load', house)
        const stopped = stopRow(await house.stop(), stopBarMs)
        return [
          ...loadRows(`${perSecond} questions/s`, alone, barsMs.alone),
          ...loadRows(`… while the command indexes ${chunks} chunks`, byCommand, barsMs.indexing),
          ...loadRows(`… while an upload of ${chunks} chunks is indexed`, byUpload, barsMs.indexing),
          idle,
          after,
          stopped,
        ]
      } finally {
        await slack.close()
      }
    }),
}

interface Measured {
  readonly ackMs: readonly number[]
  readonly replyMs: readonly number[]
  readonly asked: number
  readonly answeredOnce: number
  readonly withSources: number
  /** How long the indexing beside took, and the acks of what was asked meanwhile. */
  readonly beside?: { readonly tookMs: number; readonly ackMs: readonly number[] }
}

async function runLoad(
  slack: SlackClock,
  house: House,
  questions: readonly string[],
  beside: (() => Promise<void>) | undefined,
): Promise<Measured> {
  const from = performance.now()
  let besideEndedAt = from
  const indexing = beside?.().then(() => {
    besideEndedAt = performance.now()
  })
  // Failed here or there, it is thrown below, after the load.
  indexing?.catch(() => {})
  const asked: Promise<{ ts: string; ackMs: number; askedAt: number }>[] = []
  for (const [i, question] of questions.entries()) {
    await pause(Math.max(0, from + (i * 1000) / perSecond - performance.now()))
    const askedAt = performance.now()
    asked.push(slack.ask(house.url, `C${i % channels}`, question).then((ack) => ({ ...ack, askedAt })))
  }
  const acks = await Promise.all(asked)
  await indexing
  await slack.allAnswered(60_000)
  // A second reply would come after the first.
  await pause(2_000)
  const threads = acks.map(({ ts }) => slack.threads.get(ts)!)
  return {
    ackMs: acks.map(({ ackMs }) => ackMs),
    replyMs: threads.flatMap(({ askedAt, finalAt }) => (finalAt === undefined ? [] : [finalAt - askedAt])),
    asked: acks.length,
    answeredOnce: threads.filter(({ posts, finalAt }) => posts === 1 && finalAt !== undefined).length,
    withSources: threads.filter(({ hasSources }) => hasSources).length,
    ...(beside && {
      beside: {
        tookMs: besideEndedAt - from,
        ackMs: acks.filter(({ askedAt }) => askedAt < besideEndedAt).map(({ ackMs }) => ackMs),
      },
    }),
  }
}

/** Judged over the acks of what was asked while the indexing ran: the quiet seconds after it would flatter it. */
function loadRows(what: string, measured: Measured, barMs: number): readonly Row[] {
  const { beside, asked, answeredOnce, withSources } = measured
  const judged = beside?.ackMs ?? measured.ackMs
  return [
    {
      what: `${what}: ack`,
      figure: spread(judged),
      bar: `p99 ≤ ${barMs} ms`,
      verdict: judge(percentileOf(judged, 99) <= barMs),
      costs: costsOf(judged),
    },
    ...(beside
      ? [
          {
            what: '   indexing took',
            figure: `${(beside.tookMs / 1000).toFixed(1)} s`,
            costs: { seconds: beside.tookMs / 1000 },
          },
        ]
      : []),
    { what: '   reply', figure: spread(measured.replyMs), costs: costsOf(measured.replyMs) },
    {
      what: '   answered exactly once',
      figure: `${answeredOnce} of ${asked}`,
      bar: 'all',
      verdict: judge(answeredOnce === asked),
    },
    { what: '   answers with sources', figure: `${withSources} of ${asked}` },
  ]
}

function memoryRow(what: string, house: House, bar?: number): Row {
  const residentMb = house.residentMb()
  const barText = bar === undefined ? '' : `≤ ${bar} MB`
  if (residentMb === null) return notMeasured(what, barText, 'this system has no /proc')
  return {
    what,
    figure: `${residentMb} MB`,
    costs: { MB: residentMb },
    ...(bar !== undefined && { bar: barText, verdict: judge(residentMb <= bar) }),
  }
}

/** Hands the file to the running process and waits until it is indexed. */
async function upload(house: House, text: string): Promise<void> {
  const headers = { authorization: `Bearer ${adminToken}` }
  const call = async (path: string, init: RequestInit) => {
    const response = await fetch(`${house.url}/api/v2${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }
  const { upload } = (await call('/documents?name=book.md', { method: 'POST', body: text })) as {
    upload: { id: string }
  }
  for (;;) {
    await pause(100)
    const { status, error } = await call(`/uploads/${upload.id}`, {})
    if (status === 'failed') throw new Error(`the upload was refused: ${JSON.stringify(error)}`)
    if (status !== 'pending') return
  }
}
