// Runs a command by its words. Data goes to stdout, all else to stderr; exit status 0 done, 1 something failed, 2 usage.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { AppError, describeError } from '../errors.ts'
import { commands } from './commands.ts'
import { print, printError } from './output.ts'

const usage = `ragbot: answers from your team's documents, with every claim cited

Usage: ragbot <command> [options]        (in a checkout: npm run -s ragbot -- <command>, or npx ragbot <command>)

${commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`).join('\n')}

ragbot <command> --help says how each is used.
Every command takes --workspace <slug> (default "default"), --help and --version.
Settings come from the environment and .env; .env.example lists them all.
Exit status: 0 done, 1 something failed, 2 wrong usage.`

const common = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  workspace: { type: 'string', default: 'default' },
} satisfies ParseArgsOptionsConfig

function version(): string {
  const about = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')
  return (JSON.parse(about) as { version: string }).version
}

async function runCommand(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    if (name !== undefined) print(usage)
    else printError(usage)
    return name === undefined ? 2 : 0
  }
  if (name === '--version') {
    print(version())
    return 0
  }
  const command = commands.find((one) => one.name === name)
  if (!command) {
    printError(`There is no command "${name}". See ragbot --help.`)
    return 2
  }
  const help = `Usage: ragbot ${command.synopsis}\n\n${command.help}`
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: rest, options: { ...common, ...command.options }, allowPositionals: true })
  } catch (error) {
    printError(`${describeError(error)}\n${help}`)
    return 2
  }
  if (parsed.values.help === true) {
    print(help)
    return 0
  }
  if (parsed.values.version === true) {
    print(version())
    return 0
  }
  return command.run({
    positionals: parsed.positionals,
    values: parsed.values as Readonly<Record<string, string | boolean | undefined>>,
    workspace: parsed.values.workspace as string,
  })
}

/** Resolves with the exit status; what goes wrong is said on stderr. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    return await runCommand(args)
  } catch (error) {
    if (error instanceof AppError) printError(`ragbot: ${error.message}`)
    else printError(error instanceof Error && error.stack ? error.stack : String(error))
    return error instanceof AppError && error.code === 'usage' ? 2 : 1
  }
}
