import type { Mutant } from './mutant.ts'

export const store: readonly Mutant[] = [
  {
    file: 'src/store/leases.ts',
    from: '`(${row}.expires_at > now() and ',
    to: '`(true and ',
    suffered: 'a thread whose process died is never worked on again',
    tests: ['tests/store/embedded.test.ts'],
  },
]
