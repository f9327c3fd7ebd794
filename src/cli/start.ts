// `start`: the process. Prints what is on, what is off and why, and the chat page's address; stops on SIGTERM or ^C.
// `sign-in`: a fresh one-time address of the page of the process that runs.
import { randomBytes } from 'node:crypto'
import { type Config, readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { openConfiguredDatabase } from '../library.ts'
import { mintSignInToken, signInMinutes } from '../portal/sign-in-links.ts'
import { type Role, roles } from '../roles.ts'
import { openSecrets } from '../secrets.ts'
import { migrate } from '../store/database/migrate.ts'
import { createStore } from '../store/index.ts'
import { print, printError } from './output.ts'
import type { Command } from './types.ts'

const stopWithinMs = 25_000
const askWithinMs = 3_000

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
    // The page and its server are loaded for no other command.
    const { startApp } = await import('../app.ts')
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

export const signIn: Command = {
  name: 'sign-in',
  synopsis: 'sign-in',
  summary: 'print a fresh link to the chat page of the ragbot that runs here',
  help: `Joins the "ragbot start" that runs on this DATA_DIR or DATABASE_URL with this PORT, and prints an address that signs a
browser in once, within ${signInMinutes} minutes.`,
  options: {},
  async run() {
    const config = readConfig()
    if (config.publicUrl !== undefined && config.adminToken === undefined)
      throw new AppError('config', 'The page is off because PUBLIC_URL is set: set ADMIN_TOKEN, and restart ragbot')
    await requireRunning(config)
    const db = await openConfiguredDatabase(config, 'sign-in')
    try {
      await migrate(db)
      const { secrets, findings } = await openSecrets(createStore(db), { ...config, acceptKey: false })
      // The process that runs has the right one, and would not know what another one signs.
      const [other] = findings
      if (other) throw new AppError('wrong-key', other.message)
      const token = mintSignInToken(secrets.deriveKey('sign-in links'), new Date(), randomBytes)
      print(`${config.publicUrl?.replace(/\/$/, '') ?? localAddress(config)}/?token=${token}`)
      printError(`It works once, within ${signInMinutes} minutes.`)
      return 0
    } finally {
      await db.close()
    }
  },
}

const localAddress = ({ port }: Config) => `http://127.0.0.1:${port}`

/** @throws AppError `not-running` */
async function requireRunning(config: Config): Promise<void> {
  const isHere = ['0.0.0.0', '::', 'localhost'].includes(config.host)
  const address = isHere ? localAddress(config) : `http://${config.host}:${config.port}`
  const response = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(askWithinMs) }).catch(() => null)
  if (response?.ok) return
  throw new AppError(
    'not-running',
    `No ragbot answers at ${address}: run "ragbot start", which prints a link itself, or set PORT to where it listens`,
  )
}
