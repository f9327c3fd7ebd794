// What a command is.
import type { ParseArgsOptionsConfig } from 'node:util'

interface Invocation {
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly workspace: string
}

export interface Command {
  readonly name: string
  readonly synopsis: string
  readonly summary: string
  readonly help: string
  readonly options: ParseArgsOptionsConfig
  /** Resolves with the exit status. @throws AppError `usage` for wrong arguments. */
  run(invocation: Invocation): Promise<number>
}
