// What a search does with servers that are away, and with a document that is found in many places.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '../../../src/errors.ts'
import type { AccessScope } from '../../../src/model.ts'
import { createRag, type RagOptions } from '../../../src/rag/index.ts'
import { type EmbeddingsStandIn, startEmbeddings } from '../../stand-ins/embeddings.ts'
import { type RerankStandIn, startRerank } from '../../stand-ins/rerank.ts'
import { collect, sourceOf, useEngine } from '../engine.ts'

const engine = useEngine()
let reranker: RerankStandIn
let embeddings: EmbeddingsStandIn
beforeAll(async () => {
  ;[reranker, embeddings] = await Promise.all([startRerank(), startEmbeddings()])
})
afterAll(() => Promise.all([reranker.close(), embeddings.close()]))

async function open(texts: Readonly<Record<string, string>>, options: Partial<RagOptions> = {}) {
  const { store } = engine()
  const rag = createRag({ store, linkTo: () => undefined, newId: randomUUID, now: () => performance.now(), ...options })
  const workspaceId = await store.openWorkspace(`retrieve-${randomUUID()}`)
  const scope: AccessScope = { workspaceId, audiences: ['workspace'] }
  const sources = Object.entries(texts).map(([id, text]) => sourceOf({ id, text }))
  await collect(rag.index(sources, { workspaceId, audience: 'workspace' }))
  await rag.embedMissing(workspaceId)
  const found = async (query: string) =>
    (await rag.search(query, scope, 10)).hits.map(({ document }) => document.externalId)
  return { found, ask: (question: string) => rag.ask({ question, history: [], scope }) }
}

const boats = { red: 'The red boat sails on Mondays.', old: 'The old boat of the harbour sails, sails and sails.' }

test('when the reranker is away questions are answered all the same', async () => {
  const { found, ask } = await open(boats, { rerank: { model: 'judge', baseUrl: reranker.url } })
  const query = 'When does the red boat sail?'
  await found(query)
  expect(reranker.calls.length).toBeGreaterThan(0)
  reranker.next(...Array.from({ length: 9 }, () => ({ status: 401 })))
  expect(await found(query)).toContain('red')
  const answer = await ask(query)
  expect([answer.kind, JSON.stringify(answer)]).toEqual(['answered', expect.stringContaining('Mondays')])
})

test('a document that is found in twenty places is shown once', async () => {
  const long = Array.from({ length: 20 }, (_, n) => `# Part ${n}\n\n${'The heron stands still and waits. '.repeat(40)}`)
  const { found } = await open({ long: long.join('\n\n'), short: 'A heron.' })
  expect((await found('heron')).toSorted()).toEqual(['long', 'short'])
})

test('asked for the latest, the newest comes first of those that fit as well, and what fits less stays behind', async () => {
  const { store, rag } = engine()
  const workspaceId = await store.openWorkspace(`latest-${randomUUID()}`)
  const minutes = (id: string, modifiedAt: string, text = 'Minutes of the harbour meeting.') => ({
    ...sourceOf({ id, text }),
    modifiedAt,
  })
  const sources = [
    minutes('spring', '2026-04-01T00:00:00Z'),
    minutes('autumn', '2026-10-01T00:00:00Z'),
    minutes('winter', '2026-01-01T00:00:00Z'),
    minutes('other', '2026-11-01T00:00:00Z', 'The canteen has a meeting room, tea, coffee, cake and soup.'),
  ]
  await collect(rag.index(sources, { workspaceId, audience: 'workspace' }))
  const found = async (query: string) =>
    (await rag.search(query, { workspaceId, audiences: ['workspace'] }, 10)).hits.map(
      ({ document }) => document.externalId,
    )
  expect(await found('latest minutes of the harbour meeting')).toEqual(['autumn', 'spring', 'winter', 'other'])
})

test('while the database is away nothing is answered from the half that words have found', async () => {
  const { store } = engine()
  const options = { embedding: { model: 'm', baseUrl: embeddings.baseUrl } }
  const whole = await open(boats, options)
  expect(await whole.found('red boat')).toContain('red')
  const away = await open(boats, {
    ...options,
    store: {
      ...store,
      async searchVectors() {
        throw new AppError('database-away', 'The connection was lost.')
      },
    },
  })
  await expect(away.found('red boat')).rejects.toMatchObject({ code: 'database-away' })
  await expect(away.ask('When does the red boat sail?')).rejects.toMatchObject({ code: 'database-away' })
})
