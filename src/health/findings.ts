// Runs the rooms' checks side by side and collects what they found. A check that throws or takes too long is a finding
// itself, so that whoever asks always gets an answer.
import { describeError } from '../errors.ts'
import type { Finding } from '../model.ts'

export interface Check {
  /** What it looks at: `disk`, `slack` … */
  readonly about: string
  look(): Promise<readonly Finding[]> | readonly Finding[]
}

/**
 * @param deadlineMs for each check; they run side by side
 * @returns in the order of the checks, whatever each took
 */
export async function lookAt(checks: readonly Check[], deadlineMs = 5_000): Promise<readonly Finding[]> {
  const found = await Promise.all(checks.map((check) => within(deadlineMs, check)))
  return found.flat()
}

async function within(deadlineMs: number, { about, look }: Check): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined
  const tooSlow = new Promise<readonly Finding[]>((resolve) => {
    const message = `did not answer within ${deadlineMs / 1_000} s: look whether it is overloaded or cut off`
    timer = setTimeout(() => resolve([{ about, level: 'error', message }]), deadlineMs)
  })
  try {
    return await Promise.race([look(), tooSlow])
  } catch (error) {
    return [{ about, level: 'error', message: describeError(error) }]
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A check that costs a call over the network, asked again after `forMs` at the earliest. Nobody waits for it: until it
 * has answered, what it found the last time holds.
 * @param now milliseconds of a clock that does not jump
 */
export function inBackground(check: Check, forMs: number, now: () => number): Check {
  let found: readonly Finding[] = []
  let dueAt = Number.NEGATIVE_INFINITY
  return {
    about: check.about,
    look() {
      if (now() >= dueAt) {
        dueAt = now() + forMs
        void lookAt([check]).then((latest) => {
          found = latest
        })
      }
      return found
    },
  }
}

/** What is wrong, a line each, for people. */
export function warningLines(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ level }) => level !== 'ok').map(({ about, message }) => `${about}: ${message}`)
}
