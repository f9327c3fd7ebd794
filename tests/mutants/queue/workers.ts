import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/server.test.ts']

export const workers: readonly Mutant[] = [
  {
    file: 'src/queue/workers.ts',
    from: 'if (installId === null || hosted.has(installId)) return work(data)',
    to: 'if (installId !== undefined) return work(data)',
    suffered: 'a process works on what it has no token for, and gives it up',
    tests,
  },
  {
    file: 'src/queue/workers.ts',
    from: 'passedOn < mostPasses',
    to: 'passedOn < 0',
    suffered: 'every second question of two processes waits for a sweeper',
    tests,
  },
  {
    file: 'src/queue/workers.ts',
    from: 'passedOn: passedOn + 1',
    to: 'passedOn',
    suffered: 'a job that nobody can do goes round for ever',
    tests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: '`${install.id}:${bucket}`',
    to: 'bucket',
    suffered: 'a workspace waits for the limits of another one’s bot',
    tests: ['tests/queue/platform-host.test.ts'],
  },
]
