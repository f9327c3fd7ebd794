// The parts of ragbot that run in one process or in several. Refuses several without the address that all of them name.
import type { Config } from './config.ts'
import { AppError } from './errors.ts'

export type Role = 'bots' | 'workers' | 'portal'
export const roles: readonly Role[] = ['bots', 'workers', 'portal']

/** @throws AppError `config` when links would name a process that does not serve them */
export function requirePublicUrl({ publicUrl }: Pick<Config, 'publicUrl'>, here: readonly Role[]): void {
  const elsewhere = roles.filter((role) => !here.includes(role))
  if (elsewhere.length === 0 || publicUrl !== undefined) return
  throw new AppError(
    'config',
    `PUBLIC_URL is not set, and ${elsewhere.join(' and ')} would run in another process: the links of citations would lead to the process that wrote them, not to the one that serves the page. Set PUBLIC_URL, the same in each, to the address where the portal is reached`,
  )
}
