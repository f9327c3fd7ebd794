// Mistakes in how documents are put in, listed and removed.
import type { Mutant } from '../mutant.ts'

export const documents: readonly Mutant[] = [
  {
    file: 'src/store/documents/documents.ts',
    from: 'starts_with(audience, $1) order by',
    to: "starts_with(audience, 'channel:') and $1 <> '' order by",
    suffered: 'a channel of another platform is asked for its readers by its number alone',
    tests: ['tests/store/leaks.test.ts'],
  },
  {
    file: 'src/store/documents/documents.ts',
    from: "await sql('update gaps set nearest = array_remove(nearest, $1::uuid) where nearest @> array[$1::uuid]', [id])",
    to: '',
    suffered: 'what could not be answered still names a deleted document',
    tests: ['tests/store/told.test.ts'],
  },
  {
    file: 'src/store/documents/documents.ts',
    from: 'await retireRevisions(sql, [gone.revisionId])',
    to: '',
    suffered: 'the text of a deleted document stays in the database',
    tests: ['tests/store/told.test.ts'],
  },
  {
    file: 'src/store/indexing/indexing.ts',
    from: 'where d.origin = $1 and d.source_key = any($2)',
    to: "where $1 <> '' and d.source_key = any($2)",
    suffered: 'a file of a private channel stands in for one of the same name that all may read',
    tests: ['tests/store/told.test.ts'],
  },
  {
    file: 'src/store/indexing/removal.ts',
    from: "abandonedAfter = '15 minutes'",
    to: "abandonedAfter = '0 minutes'",
    suffered: 'a slow indexing is taken apart while it goes on',
    tests: ['tests/store/server.test.ts'],
  },
  {
    file: 'src/store/documents/documents.ts',
    from: 'where source_key = $1 and source_hash = $2 and origin <> $3',
    to: 'where source_key = $1 and ($2::text is null or true) and origin <> $3',
    suffered:
      'an older version is shown in place of the one that was shared, and a forged name opens a closed document',
    tests: ['tests/queue/jobs/index-job.test.ts'],
  },
  {
    file: 'src/store/indexing/audiences.ts',
    from: 'where source_key = any($1) and origin <> $2 and $2 = any(audiences)',
    to: 'where source_key = any($1) and origin = $2 and $2 = any(audiences)',
    suffered: 'the older version of a file is cited beside the new one',
    tests: ['tests/queue/jobs/index-job.test.ts'],
  },
  {
    file: 'src/rag/indexing/indexer.ts',
    from: 'source.isPlatformFile && !earlier && ',
    to: '!earlier && ',
    suffered: 'a name that two people gave shows one the other’s document',
    tests: ['tests/queue/jobs/index-job.test.ts'],
  },
  {
    file: 'src/store/indexing/indexing.ts',
    from: 'then excluded.audiences else documents.audiences end',
    to: 'then documents.audiences else documents.audiences end',
    suffered: 'what was added to a file in one place is read in another that it was shared in before',
    tests: ['tests/store/embedded.test.ts'],
  },
  {
    file: 'src/rag/indexing/indexer.ts',
    from: 'if (written >= countAt)',
    to: 'if (written < 0)',
    suffered: 'the more is indexed at once, the longer each document takes',
    tests: ['tests/rag/indexing/indexer.test.ts'],
  },
]
