// `start`: the process. Prints what is on, what is off and why, and the chat page's address; stops on SIGTERM or ^C.
import { startApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { type Role, roles } from '../roles.ts'
import { print, printError } from './output.ts'
import type { Command } from './types.ts'

const stopWithinMs = 25_000

export const start: Command = {
  name: 'start',
  synopsis: 'start [--roles bots,workers,portal] [--accept-key]',
  summary: 'run ragbot',
  help: `  --roles   which parts run in this process (default all): bots takes webhooks, workers answers and indexes,
            portal serves the chat page and the API. Several processes need DATABASE_URL, ENCRYPTION_KEY and PUBLIC_URL,
            the same in each.
  --accept-key  the encryption key is another one than the database was used with, and that is wanted: said once,
            after ENCRYPTION_KEY was changed or the key file of DATA_DIR was lost`,
  options: { roles: { type: 'string' }, 'accept-key': { type: 'boolean' } },
  async run({ values, workspace }) {
    // Listened for from the beginning, so that a signal while it starts ends in an orderly stop too.
    const stopping = nextSignal()
    const app = await startApp(readConfig(), {
      workspace,
      roles: readRoles(values.roles),
      acceptKey: values['accept-key'] === true,
    })
    const page = app.pageUrl === null ? [] : [`Open the chat page: ${app.pageUrl}`]
    // At once: whoever waits for the first line has all of it.
    print(['ragbot is running', ...app.summary.map((line) => `  ${line}`), ...page].join('\n'))
    const signal = await stopping
    printError(`${signal}: finishing what is under way …`)
    // A second signal means now, and what cannot be finished is taken up by the next start.
    void nextSignal().then(() => process.exit(1))
    setTimeout(() => process.exit(1), stopWithinMs).unref()
    await app.stop()
    return 0
  },
}

function readRoles(text: string | boolean | undefined): readonly Role[] {
  if (typeof text !== 'string') return roles
  const wanted = text.split(',').map((role) => role.trim())
  const unknown = wanted.filter((role) => !roles.some((known) => known === role))
  if (unknown.length > 0) throw new AppError('usage', `--roles: ${unknown.join(', ')} is none of ${roles.join(', ')}`)
  return wanted as Role[]
}

/** Of those that end a process in order. */
export function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
}
