// What differs between the embedded engine and a server, as facts about a database: nobody asks which of the two it is.

export interface Traits {
  /** For people: where it is. */
  readonly place: string
  /** One process works on it: whatever lease it finds at its start is nobody's, and nobody else has to be told of it. */
  readonly ownsLeases: boolean
  /** There is no autovacuum: without ours the rows of finished jobs pile up, and the planner knows of nothing. */
  readonly needsVacuum: boolean
  /** It can end a statement that takes too long. */
  readonly endsStatements: boolean
  /** Its connections are counted, and others have some. */
  readonly limitsConnections: boolean
  /** pgvector is whoever runs the server's to keep up to date. */
  readonly hasOwnPgvector: boolean
  /** How long a transaction of `start` may take, waiting for a connection included. */
  readonly patienceMs: number
  /** How long BullMQ's connections wait for an answer. */
  readonly silentMs: number
  /**
   * How much of an indexing goes into one transaction. Measured on the embedded engine, where everyone waits behind it: 32
   * chunks of 800 characters are written in about 5 ms. A server's other connections do not wait, and each transaction
   * there costs a flush to the disk.
   */
  readonly batch: { readonly documents: number; readonly chunks: number }
}

export const serverTraits: Traits = {
  place: 'the server at DATABASE_URL',
  ownsLeases: false,
  needsVacuum: false,
  endsStatements: true,
  limitsConnections: true,
  hasOwnPgvector: true,
  patienceMs: 15_000,
  silentMs: 10_000,
  batch: { documents: 512, chunks: 512 },
}

/** On the embedded engine each waits for all before it. */
export const embeddedTraits = (dataDir: string): Traits => ({
  place: `embedded, in ${dataDir}`,
  ownsLeases: true,
  needsVacuum: true,
  endsStatements: false,
  limitsConnections: false,
  hasOwnPgvector: false,
  patienceMs: 30_000,
  silentMs: 30_000,
  batch: { documents: 64, chunks: 32 },
})
