// Mistakes in the platforms of installs that come and go.
import type { Mutant } from '../mutant.ts'

export const hosted: readonly Mutant[] = [
  {
    file: 'src/queue/hosted.ts',
    from: '    looking = next.catch(() => {})',
    to: '    looking = next',
    suffered: 'after one moment without the database no team that installs the app is answered',
    tests: ['tests/queue/hosted.test.ts'],
  },
  {
    file: 'src/queue/hosted.ts',
    from: 'setInterval(lookSoon, lookEveryMs)',
    to: 'setInterval(() => {}, lookEveryMs)',
    suffered: 'behind a pooler a team that installed elsewhere is never answered',
    tests: ['tests/queue/hosted.test.ts'],
  },
  {
    file: 'src/queue/hosted.ts',
    from: "void look().catch((error) => log.warn('looking for installs failed', { error: describeError(error) }))",
    to: 'void look()',
    suffered: 'a database that restarts ends the process',
    tests: ['tests/queue/hosted.test.ts'],
  },
]
