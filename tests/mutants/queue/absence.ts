// Mistakes in what an asker hears while nobody works.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/absence.test.ts']

export const absence: readonly Mutant[] = [
  {
    file: 'src/queue/delivery/aside.ts',
    from: `payload,
    private: true,`,
    to: `payload,
    private: false,`,
    suffered: 'that nobody works is told to the whole channel',
    tests,
  },
  {
    file: 'src/queue/absence.ts',
    from: 'const sureAfter = 3',
    to: 'const sureAfter = 1',
    suffered: 'each restart tells people that nobody works',
    tests,
  },
  {
    file: 'src/queue/absence.ts',
    from: "error.retry === 'later' || error.retry === 'refused'",
    to: "error.retry === 'later' || error.retry === 'unknown'",
    suffered: 'an asker is told again and again that nobody works',
    tests,
  },
  {
    file: 'src/queue/absence.ts',
    from: 'const tellAfterMs = 60_000',
    to: 'const tellAfterMs = 6_000',
    suffered: 'people are told that nobody works while a process restarts',
    tests,
  },
  {
    file: 'src/store/messages/workers.ts',
    from: 'told_at is null and install_id',
    to: 'install_id',
    suffered: 'an asker is told again and again that nobody works, every 5 s',
    tests,
  },
  {
    file: 'src/store/messages/workers.ts',
    from: 'set told_at = null where id',
    to: 'set told_at = now() where id',
    suffered: 'whoever could not be told once is never told',
    tests,
  },
]
