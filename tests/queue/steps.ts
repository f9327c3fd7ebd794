// A pause between two looks that ends when the test says so.
import type { Pause } from '../../src/queue/types.ts'

export interface Steps {
  readonly pause: Pause
  /** Resolves when it pauses, with how long it wants to. */
  idle(): Promise<number>
  /** Ends its pause; resolves when it pauses again. */
  step(): Promise<number>
}

export function createSteps(): Steps {
  let begun = Promise.withResolvers<number>()
  let held = Promise.withResolvers<void>()
  return {
    pause(ms, signal) {
      held = Promise.withResolvers()
      signal.addEventListener('abort', () => held.resolve())
      begun.resolve(ms)
      return held.promise
    },
    idle: () => begun.promise,
    async step() {
      await begun.promise
      begun = Promise.withResolvers()
      held.resolve()
      return begun.promise
    },
  }
}
