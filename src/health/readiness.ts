// `/readyz`: whether database and queues answer now, and what is wrong besides.

import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../errors.ts'
import type { Deadlines } from '../store/deadlines.ts'
import type { SweepStore } from '../store/messages/sweep.ts'
import { type Check, lookAt, warningLines } from './findings.ts'

/** Whoever asks waits for 5 s or so. */
const readyWithinMs = 3_000
/** For what should have given up by itself. */
const graceMs = 500

/** Warnings do not make it fail: it says them below. */
export async function readiness(
  store: Pick<SweepStore, 'countRows'> & Deadlines,
  pingQueues: () => Promise<void>,
  checks: readonly Check[],
  withinMs = readyWithinMs,
) {
  const down: string[] = []
  const check = async (name: string, work: () => Promise<unknown>) => {
    const late = sleep(Math.min(withinMs + graceMs, 2 * withinMs), undefined, { ref: false }).then(() => {
      throw new Error('it does not answer')
    })
    await Promise.race([work(), late]).catch((error) => void down.push(`${name}: ${describeError(error)}`))
    late.catch(() => {})
  }
  const [findings] = await Promise.all([
    lookAt(checks),
    check('database', () => store.within(withinMs, () => store.countRows())),
    check('queues', pingQueues),
  ])
  const lines = [...(down.length === 0 ? ['ready'] : down), ...warningLines(findings).map((line) => `warning ${line}`)]
  return { status: down.length === 0 ? 200 : 503, body: `${lines.join('\n')}\n` }
}
