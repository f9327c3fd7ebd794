// Mistakes in whose documents are answered from, and whether that is made sure of once more.
import type { Mutant } from '../mutant.ts'

export const whoReads: readonly Mutant[] = [
  {
    file: 'src/queue/scope.ts',
    from: 'if (platform.lookAgain === undefined || documentIds.length === 0) return true\n      const shown',
    to: "if (platform.lookAgain === undefined || documentIds.length === 0 || reader.place.kind === 'direct') return true\n      const shown",
    suffered: 'whoever was put out of a private channel a minute ago is still answered from it in a direct message',
    tests: ['tests/queue/scope.test.ts'],
  },
  {
    file: 'src/queue/installs.ts',
    from: 'const name = JSON.stringify(key)',
    to: "const name = JSON.stringify(key, ['platform', 'app', 'account', 'enterprise'])",
    suffered: 'two channels of a team that are mapped to two workspaces get the documents of one',
    tests: ['tests/queue/installs.test.ts'],
  },
]
