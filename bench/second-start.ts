// From the spawn of `start` until it prints the chat page's address, on a DATA_DIR that was started before.
import { judge, medianSpread, percentileOf } from './figures.ts'
import { startHouse, withFolder } from './house.ts'
import type { Benchmark } from './types.ts'

const repetitions = 5
const barMs = 3_000

export const secondStart: Benchmark = {
  name: 'second-start',
  run: () =>
    withFolder(async (folder) => {
      const startMs: number[] = []
      for (let i = 0; i <= repetitions; i += 1) {
        const house = await startHouse(folder, {})
        startMs.push(house.startMs)
        await house.stop()
      }
      const [first, ...later] = startMs
      return [
        { what: 'first start', figure: `${(first! / 1000).toFixed(2)} s`, costs: { ms: first! } },
        {
          what: 'second start, in the median',
          figure: medianSpread(later),
          bar: `< ${barMs / 1000} s`,
          verdict: judge(percentileOf(later, 50) < barMs),
          costs: { p50: percentileOf(later, 50) },
        },
      ]
    }),
}
