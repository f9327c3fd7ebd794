// A subject's operations, each written with the database as its first argument, as the other rooms get them.
import type { Database } from './db.ts'

export type OnDatabase<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends (db: Database, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : never
}

export function onDatabase<
  const Operations extends Readonly<Record<string, (db: Database, ...rest: never[]) => unknown>>,
>(db: Database, operations: Operations): OnDatabase<Operations> {
  const bound = Object.entries(operations).map(([name, operation]) => [
    name,
    (...rest: never[]) => operation(db, ...rest),
  ])
  return Object.fromEntries(bound) as OnDatabase<Operations>
}
