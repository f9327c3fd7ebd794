#!/usr/bin/env node
// The command line. Data goes to stdout, all else to stderr; exit 0 done, 1 something failed, 2 usage.
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { commands } from './cli/commands.ts'
import { print, printError } from './cli/output.ts'
import { AppError, describeError } from './errors.ts'

const usage = `ragbot: answers from your team's documents, with every claim cited

Usage: ragbot <command> [options]        (in a checkout: npm run -s ragbot -- <command>)

${commands.map(({ synopsis, summary }) => `  ${synopsis.padEnd(46)} ${summary}`).join('\n')}

Every command takes --workspace <slug> (default "default") and --help.
Settings come from the environment and .env; .env.example lists them all.
Exit status: 0 done, 1 something failed, 2 wrong usage.`

const common = {
  help: { type: 'boolean', short: 'h' },
  workspace: { type: 'string', default: 'default' },
} satisfies ParseArgsOptionsConfig

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    if (name !== undefined) print(usage)
    else printError(usage)
    return name === undefined ? 2 : 0
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
  return command.run({
    positionals: parsed.positionals,
    values: parsed.values as Readonly<Record<string, string | boolean | undefined>>,
    workspace: parsed.values.workspace as string,
  })
}

// A closed pipe (`ragbot search … | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof AppError) printError(`ragbot: ${error.message}`)
  else printError(error instanceof Error && error.stack ? error.stack : String(error))
  process.exitCode = error instanceof AppError && error.code === 'usage' ? 2 : 1
}
