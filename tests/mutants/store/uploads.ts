// Mistakes in the rows of files that wait to be read.
import type { Mutant } from '../mutant.ts'

export const uploads: readonly Mutant[] = [
  {
    file: 'src/store/messages/uploads.ts',
    from: 'set attempts = attempts + 1, not_before = ${lease}',
    to: 'set attempts = attempts + 1, not_before = now()',
    suffered: 'two workers read the same file',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/uploads.ts',
    from: `attempts = attempts - $3
        where id = $1 and attempts = $2`,
    to: `attempts = attempts - $3
        where id = $1 and $2 = $2::int`,
    suffered: 'a late worker gives back the file that another reads',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/uploads.ts',
    from: "and not exists (select from uploads where inbox_id = $1 and state = 'pending')`",
    to: '`',
    suffered: 'a question is answered before the file that came with it was read',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/uploads.ts',
    from: '`update inbox set not_before = now() where id',
    to: '`update inbox set waits_from = now() where id',
    suffered: 'a message waits a quarter of an hour for files that were read',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/uploads.ts',
    from: 'error_message = $6, bytes = null',
    to: 'error_message = $6',
    suffered: 'the bytes of an upload stay for ever',
    tests: ['tests/store/kept.test.ts'],
  },
]
