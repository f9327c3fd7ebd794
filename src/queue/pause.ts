// The pause between two looks: a test hands in its own.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pause } from './types.ts'

export const pause: Pause = async (ms, signal) => {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {})
}
