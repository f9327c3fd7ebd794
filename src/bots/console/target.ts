// A chat in a terminal is a thread: `console:<session>`. Where a reply goes: to that session, below the line it answers.
import type { Target, ThreadKey } from '../../model.ts'

interface ConsoleTarget {
  readonly session: string
  /** Which line of the session, from 1. */
  readonly line: string
}

export const toThreadKey = (session: string) => `console:${session}` as ThreadKey

export const targetOf = ({ session, line }: Target): ConsoleTarget => ({ session: String(session), line: String(line) })
