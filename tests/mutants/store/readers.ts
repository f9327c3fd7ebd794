import type { Mutant } from '../mutant.ts'

const readers = ['tests/store/readers.test.ts']
const leaks = ['tests/store/leaks.test.ts']
const migration = 'migrations/0007_readers.sql'
// It made the passages' view anew.
const laterView = 'migrations/0013_sources.sql'
const mine = `(select nullif(current_setting('ragbot.audiences', true), '')::jsonb) ?| d.audiences`
const view = (first: string) =>
  `where ${first}.workspace_id = (select nullif(current_setting('ragbot.workspace', true), '')::uuid)\n     and ${mine}`

/** Who may read, where the database decides it. */
export const readersMutants: readonly Mutant[] = [
  {
    file: laterView,
    from: view('c'),
    to: view('c').replace(mine, 'true'),
    suffered: 'a search finds what a private channel keeps to itself',
    tests: leaks,
  },
  {
    file: migration,
    from: view('e'),
    to: view('e').replace(mine, 'true'),
    suffered: 'a search by meaning finds what a private channel keeps to itself',
    tests: readers,
  },
  {
    file: migration,
    from: view('d'),
    to: view('d').replace(mine, 'true'),
    suffered: 'whoever reads may read every text of the workspace',
    tests: readers,
  },
  {
    file: laterView,
    from: view('c'),
    to: `where ${mine}`,
    suffered: 'a search finds what another workspace holds',
    tests: leaks,
  },
  {
    file: migration,
    from: `readable on documents for select to ragbot_reader using (%s and %s)', here, mine)`,
    to: `readable on documents for select to ragbot_reader using (%s)', here)`,
    suffered: 'in a large workspace a search finds what a private channel keeps to itself',
    tests: leaks,
  },
  {
    file: laterView,
    from: 'create or replace view readable_chunks with (security_barrier) as',
    to: 'create or replace view readable_chunks as',
    suffered: 'an error tells of a text that is closed',
    tests: readers,
  },
  {
    file: migration,
    from: 'grant select (workspace_id, state) on revisions to ragbot_reader',
    to: 'grant select on revisions, chunks, artifacts to ragbot_reader',
    suffered: 'a statement without a condition reads what no document of the reader leads to',
    tests: readers,
  },
  {
    file: 'src/store/database/db.ts',
    from: "${enter('ragbot_reader', workspaceId)}",
    to: "${enter('ragbot_app', workspaceId)}",
    suffered: 'a reader sees all of the workspace',
    tests: leaks,
  },
  {
    file: 'src/store/database/db.ts',
    from: 'set local ragbot.audiences =',
    to: 'set ragbot.audiences =',
    suffered: 'the next reader of a connection has the rights of the one before',
    tests: readers,
  },
  {
    file: 'src/store/indexing/audiences.ts',
    from: 'await countDocumentsOf(sql, after, [before])',
    to: '',
    suffered: 'in a large workspace a reader finds nothing of what was shared with him later',
    tests: ['tests/store/server.test.ts'],
  },
  {
    file: 'src/store/members.ts',
    from: "not exists (select from ${unchecked('$3', '$5')})",
    to: 'true',
    suffered: 'a guest who joined a channel reads what is for members alone',
    tests: ['tests/store/members.test.ts'],
  },
  {
    file: 'src/store/members.ts',
    from: "c.kind is null or (c.kind <> 'public' and c.members_checked_at is null) order by",
    to: 'c.kind is null order by',
    suffered: 'what is shared in closed channels is never found',
    tests: ['tests/store/members.test.ts'],
  },
]
