// The long form of the tests of random cards: five times as many, in every platform's renderer.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Benchmark } from './types.ts'

const root = join(import.meta.dirname, '..')
const suites = ['teams/render/random', 'discord/render/limits', 'slack/render/cards', 'console/render']

export const cards: Benchmark = {
  name: 'cards',
  async run() {
    const args = ['run', '--testTimeout=600000', ...suites.map((name) => `tests/bots/${name}.test.ts`)]
    const child = spawn(join(root, 'node_modules', '.bin', 'vitest'), args, {
      cwd: root,
      env: { ...process.env, RANDOM_CARDS: 'all' },
      // The table alone goes to stdout.
      stdio: ['ignore', process.stderr, process.stderr],
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    return [
      {
        what: 'random cards, in every renderer',
        figure: code === 0 ? 'no fault' : 'faults, see above',
        bar: 'none that its platform refuses',
        verdict: code === 0 ? 'ok' : 'MISSED',
      },
    ]
  },
}
