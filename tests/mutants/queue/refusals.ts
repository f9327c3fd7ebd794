// Mistakes in how a refused token is borne.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/refusals.test.ts']

export const refusals: readonly Mutant[] = [
  {
    file: 'src/queue/delivery/refusals.ts',
    from: 'const probeEveryMs = 15_000',
    to: 'const probeEveryMs = 150',
    suffered: 'a platform that refuses the token bans the address',
    tests,
  },
  {
    file: 'src/queue/delivery/refusals.ts',
    from: 'const known = last && (!last.isOver || now() - last.triedMs < forgetAfterMs) ? last : undefined',
    to: 'const known = last && !last.isOver ? last : undefined',
    suffered: 'replies wait for ever for a token that works now and then',
    tests,
  },
  {
    file: 'src/queue/delivery/refusals.ts',
    from: '!last.isOver || now() - last.triedMs < forgetAfterMs',
    to: 'true || now() - last.triedMs < forgetAfterMs',
    suffered: 'the second time a token is refused all replies are given up at once',
    tests,
  },
  {
    file: 'src/queue/delivery/refusals.ts',
    from: 'refusal.saidMs = now()',
    to: '',
    suffered: 'the log fills with one line a reply',
    tests,
  },
]
