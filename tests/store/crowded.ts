// Many workspaces with documents for many sets of audiences, and what each reader may see of them, worked out beside the
// database: raw statements as ragbot_reader are held against it.
import { randomUUID } from 'node:crypto'
import type { Audience, WorkspaceId } from '../../src/model.ts'
import type { Database } from '../../src/store/database/db.ts'
import { createStore } from '../../src/store/index.ts'

/** Sets that a document may be for. */
const sets: readonly (readonly [Audience, ...Audience[]])[] = [
  ['workspace'],
  ['channel:slack:T1/C1'],
  ['channel:slack:T1/C2'],
  ['person:slack:T1/U1'],
  ['channel:slack:T1/C1', 'channel:slack:T1/C2'],
  ['channel:slack:T1/C2', 'workspace'],
  ['channel:slack:T1/C"1\\,{}'],
  ['channel:slack:T1/C1', 'channel:teams:T1/C1', 'person:slack:T1/U1'],
]

/** What a reader may have; the last one has 200 that nothing is for. */
export const readers: readonly (readonly [Audience, ...Audience[]])[] = [
  ['workspace'],
  ['channel:slack:T1/C1'],
  ['channel:slack:T1/C2', 'workspace'],
  ['person:slack:T1/U1'],
  ['person:slack:T1/U2'],
  ['channel:slack:T1/C"1\\,{}'],
  ['channel:teams:T1/C1', 'channel:slack:T1/C1', 'workspace'],
  ['channel:slack:T1/C0', ...Array.from({ length: 199 }, (_, n) => `channel:slack:T1/X${n}` as const)],
]

export interface Crowd {
  readonly workspaces: readonly WorkspaceId[]
  /** One unfiltered statement as one reader; returns how many rows it gave that are not for him, or that are missing. */
  ask(n: number): Promise<{ readonly foreign: number; readonly missing: number; readonly rows: number }>
}

/** In each workspace a document for each set, whose passage, vector and text hold its workspace and set. */
export async function createCrowd(db: Database, workspaces: number): Promise<Crowd> {
  const store = createStore(db)
  const ids: WorkspaceId[] = []
  for (let n = 0; n < workspaces; n += 1) {
    const workspaceId = await store.openWorkspace(`crowd-${n}`)
    ids.push(workspaceId)
    await fill(db, workspaceId)
  }
  return {
    workspaces: ids,
    async ask(n) {
      const workspaceId = ids[n % ids.length]!
      const audiences = readers[Math.floor(n / ids.length) % readers.length]!
      const statement = statements[n % statements.length]!
      const expected = new Set(
        sets.flatMap((set, at) => (set.some((one) => audiences.includes(one)) ? [markOf(workspaceId, at)] : [])),
      )
      const rows = await db.readAs({ workspaceId, audiences }, (sql) => sql<{ mark: string }>(statement))
      const found = new Set(rows.map(({ mark }) => mark))
      return {
        rows: rows.length,
        foreign: rows.filter(({ mark }) => !expected.has(mark)).length,
        missing: [...expected].filter((mark) => !found.has(mark)).length,
      }
    },
  }
}

const statements = [
  'select title as mark from documents',
  'select text as mark from readable_chunks',
  'select title as mark from readable_embeddings',
  'select text as mark from readable_texts',
  'select c.text as mark from readable_chunks c join readable_texts t on t.document_id = c.document_id',
  `select c.text as mark from find_chunks('{1:1}/1000000000', array[1], null, null) f
     join readable_chunks c on c.revision_id = f.revision_id and c.ordinal = f.ordinal`,
]

const markOf = (workspaceId: WorkspaceId, set: number) => `${workspaceId} ${set}`

async function fill(db: Database, workspaceId: WorkspaceId): Promise<void> {
  const store = createStore(db)
  const version = await store.currentVersion(workspaceId, { analyzer: 'a', chunker: 'c', averageLength: 1 })
  const modelId = await store.openEmbeddingModel(workspaceId, 'model', 2)
  for (const [at, set] of sets.entries()) {
    const mark = markOf(workspaceId, at)
    const revisionId = randomUUID()
    const artifact = { hash: mark, text: mark, layout: { pages: [], headings: [] }, mediaType: 'text/plain' }
    await store.beginRevisions(workspaceId, version, [{ revisionId, artifact }])
    const chunk = { ordinal: 0, start: 0, end: mark.length, text: mark }
    await store.addChunks(workspaceId, [{ revisionId, chunk, index: { length: 1, terms: new Map([[1, 1]]) } }])
    const document = { revisionId, sourceKey: mark, sourceHash: mark, uri: mark, title: mark, mediaType: 'text/plain' }
    const [id] = await store.publish(
      { workspaceId, audience: set[0] },
      version,
      [{ ...document, language: 'en', chunkCount: 1 }],
      new Map([0, 1].map((term) => [term, 1])),
    )
    await store.addEmbeddings(workspaceId, modelId, [{ revisionId, ordinal: 0, vector: Float32Array.of(1, 0) }])
    for (const audience of set.slice(1)) await store.shareDocument({ workspaceId, audience }, id!)
  }
}
