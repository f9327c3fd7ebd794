// How long much takes: 10,000 documents of 1 kB indexed, made anew and searched on the embedded engine and on a server,
// and 100,000 searched on a server, also against the exact order.
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { analyzeQuery } from '../src/rag/text/analyze.ts'
import { queryWeights, termId } from '../src/rag/text/bm25.ts'
import { openDatabase } from '../src/store/database/db.ts'
import { createStore } from '../src/store/index.ts'
import { sparsevec } from '../src/store/search/sparsevec.ts'
import { startPostgres } from '../tests/postgres.ts'
import { costsOf, judge, notMeasured, percentileOf } from './figures.ts'
import { runCommand, withFolder } from './house.ts'
import { generateCorpus, toJsonLines } from './texts.ts'
import type { Benchmark, Row } from './types.ts'

const bars = {
  indexMs: { embedded: 60_000, server: 20_000 },
  rebuildMs: 10_000,
  searchMs: { few: 40, many: 30 },
  recall: 0.98,
}
const few = 10_000
const many = 100_000
const queries = 200

export const scale: Benchmark = {
  name: 'scale',
  run: () => withFolder((folder) => indexAndSearch(folder, {}, 'embedded')),
}

export const scaleServer: Benchmark = {
  name: 'scale-server',
  async run() {
    const releasers: (() => Promise<void>)[] = []
    const url = await startPostgres(releasers)
    try {
      if (url === null)
        return [notMeasured(`${few} documents indexed, server`, '≤ 20 s', 'no Postgres with pgvector here')]
      return await withFolder(async (folder) => [
        ...(await indexAndSearch(folder, { DATABASE_URL: await createDatabase(url) }, 'server')),
        ...(await searchMany(folder, await createDatabase(url))),
      ])
    } finally {
      for (const release of releasers.reverse()) await release()
    }
  },
}

async function indexAndSearch(
  folder: string,
  settings: Readonly<Record<string, string>>,
  engine: 'embedded' | 'server',
): Promise<Row[]> {
  const { tookMs, asked } = await indexAll(folder, settings, few)
  const rebuild = await runCommand(folder, ['reindex'], { settings })
  const searchMs = await searchAll(folder, settings, asked)
  const rebuildBar =
    engine === 'server' ? { bar: seconds(bars.rebuildMs), verdict: judge(rebuild.tookMs <= bars.rebuildMs) } : {}
  return [
    {
      what: `${few} documents of 1 kB indexed, ${engine}`,
      figure: `${(tookMs / 1000).toFixed(1)} s`,
      bar: seconds(bars.indexMs[engine]),
      verdict: judge(tookMs <= bars.indexMs[engine]),
      costs: { seconds: tookMs / 1000 },
    },
    {
      what: '   made anew from the artifacts',
      figure: `${(rebuild.tookMs / 1000).toFixed(1)} s`,
      ...rebuildBar,
      costs: { seconds: rebuild.tookMs / 1000 },
    },
    searchRow(`   one search over ${few} chunks`, searchMs, bars.searchMs.few),
  ]
}

async function searchMany(folder: string, url: string): Promise<Row[]> {
  const settings = { DATABASE_URL: url }
  const { tookMs, asked } = await indexAll(folder, settings, many)
  const searchMs = await searchAll(folder, settings, asked)
  const recall = await compareWithExact(url, asked)
  return [
    {
      what: `${many} documents of 1 kB indexed, server`,
      figure: `${(tookMs / 1000).toFixed(1)} s`,
      costs: { seconds: tookMs / 1000 },
    },
    searchRow(`   one search over ${many} chunks`, searchMs, bars.searchMs.many),
    {
      what: '   of the ten best by the exact order, found',
      figure: recall.toFixed(3),
      bar: `≥ ${bars.recall}`,
      verdict: judge(recall >= bars.recall),
      gains: { recall },
    },
  ]
}

async function indexAll(folder: string, settings: Readonly<Record<string, string>>, documents: number) {
  const file = join(folder, 'corpus.jsonl')
  const corpus = generateCorpus(documents, queries)
  writeFileSync(file, toJsonLines(corpus.paragraphs))
  const { tookMs, stdout } = await runCommand(folder, ['index', file, '--json'], { settings })
  const indexed = stdout.split('\n').filter((line) => line.includes('"status":"indexed"')).length
  if (indexed !== documents) throw new Error(`${indexed} of ${documents} documents were indexed`)
  return { tookMs, asked: corpus.queries }
}

async function searchAll(folder: string, settings: Readonly<Record<string, string>>, asked: readonly string[]) {
  const stdin = asked.map((text, i) => `${JSON.stringify({ _id: String(i), text })}\n`).join('')
  const { stdout } = await runCommand(folder, ['search', '--batch'], { settings, stdin })
  const results = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { tookMs: number; hits: readonly unknown[] })
  if (results.some(({ hits }) => hits.length === 0)) throw new Error('a query found nothing')
  return results.map(({ tookMs }) => tookMs)
}

/** The share of the ten best chunks by the plain order of BM25 that the store's own search returns. */
async function compareWithExact(url: string, asked: readonly string[]): Promise<number> {
  const db = await openDatabase({ databaseUrl: url, dataDir: '', command: 'bench' })
  // A superuser: row security aside, and every row looked at.
  const exact = new pg.Client({ connectionString: url })
  await exact.connect()
  try {
    const store = createStore(db)
    const scope = { workspaceId: await store.openWorkspace('default'), audiences: ['workspace'] } as const
    const shares: number[] = []
    for (const text of asked) {
      const terms = new Map(analyzeQuery(text).map(({ term }) => [term, 1]))
      let weights = new Map<number, number>()
      const { hits } = await store.searchChunks(
        scope,
        [...terms.keys()].map(termId),
        (stats) => {
          weights = queryWeights(terms, stats)
          return weights
        },
        10,
      )
      const { rows } = await exact.query<{ id: string }>(
        `select d.id from chunks c join documents d on d.revision_id = c.revision_id
          order by c.terms <#> $1::sparsevec, d.uri, c.ordinal limit 10`,
        [sparsevec([...weights].filter(([, weight]) => weight > 0))],
      )
      const found = new Set(hits.map(({ document }) => document.id))
      shares.push(rows.filter(({ id }) => found.has(id)).length / rows.length)
    }
    return shares.reduce((sum, share) => sum + share, 0) / shares.length
  } finally {
    await exact.end()
    await db.close()
  }
}

/** An empty database beside the one of `url`; its URL. */
export async function createDatabase(url: string): Promise<string> {
  const name = `bench_${randomUUID().slice(0, 8)}`
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  return url.replace(/\/[^/]*$/, `/${name}`)
}

function searchRow(what: string, tookMs: readonly number[], barMs: number): Row {
  const at = (p: number) => percentileOf(tookMs, p)
  return {
    what,
    figure: `p50 ${at(50).toFixed(1)}  p95 ${at(95).toFixed(1)}  max ${at(100).toFixed(0)} ms (n ${tookMs.length})`,
    bar: `p95 ≤ ${barMs} ms`,
    verdict: judge(at(95) <= barMs),
    costs: costsOf(tookMs),
  }
}

function seconds(ms: number): string {
  return `≤ ${ms / 1000} s`
}
