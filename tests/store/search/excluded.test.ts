// What a search leaves out is found once for the whole search. Compared chunk by chunk, a document of 60,000 of them held
// the embedded engine for over half a minute; the plan tells it before there is such a document.
import { describe, expect, test } from 'vitest'
import { rankAll, rankHolding, rankNewest, rankVectors, type Statement } from '../../../src/store/search/rank.ts'
import { openStore } from '../../contracts/open-store.ts'
import { testDatabases } from '../../databases.ts'
import { addDocument } from '../documents.ts'

const filter = { without: [1], withoutPhrases: ['zebra', 'a limit'] }
const wanted = { weights: [[1, 1]], limit: 10, filter } as const
const corpus = { chunks: 100_000, frequencies: new Map([[1, 1]]), documents: 1, isOpen: true }

describe.each(testDatabases)('$name', (database) => {
  const opened = openStore(database)
  const plan = async ({ text, values }: Statement) => {
    const { db, home } = opened()
    const rows = await db.readAs({ workspaceId: home, audiences: ['workspace'] }, (sql) =>
      sql<{ 'QUERY PLAN': string }>(`explain ${text}`, values),
    )
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }

  test.each([
    ['all chunks', rankAll(wanted)],
    ['chunks that hold a term', rankHolding(wanted, corpus, { any: [1], all: [] })],
    ['the newest', rankNewest(wanted, filter)],
    ['the nearest vectors', rankVectors('00000000-0000-4000-8000-000000000000', Float32Array.of(1, 0), 10, filter)],
  ])('of %s', async (_, statement) => {
    await addDocument(opened(), 'Zebra')
    const read = await plan(statement)
    expect(read.match(/hashed SubPlan/g)).toHaveLength(2)
    expect(read).not.toContain('Anti Join')
  })
})
