// What stands near passages of documents, as far as a reader may see it.
import type { AccessScope } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

export interface Nearby {
  readonly documentId: string
  /** In UTF-16 code units of the document's text. */
  readonly start: number
  readonly text: string
}

/** Before and behind it, in UTF-16 code units. */
const near = 8_000
const mostChunks = 40

/** Chunks near these places that hold a question mark; those of the first place first, the nearest first. */
async function readQuestionsNear(
  db: Database,
  scope: AccessScope,
  places: readonly { readonly documentId: string; readonly start: number }[],
): Promise<readonly Nearby[]> {
  return db.readAs(scope, (sql) =>
    sql<Nearby>(
      `select c.document_id as "documentId", c.start_offset as start, c.text
         from unnest($1::uuid[], $2::int[]) with ordinality as cited (document, start, place)
         join readable_chunks c on c.document_id = cited.document and c.start_offset between cited.start - ${near} and cited.start + ${near}
        where c.text ~ '[?？]' order by cited.place, abs(c.start_offset - cited.start) limit ${mostChunks}`,
      [places.map(({ documentId }) => documentId), places.map(({ start }) => start)],
    ),
  )
}

const operations = { readQuestionsNear }

export type NearbyStore = OnDatabase<typeof operations>

export const createNearbyStore = (db: Database): NearbyStore => onDatabase(db, operations)
