#!/usr/bin/env node
// The command line: runs one command and ends with its exit status.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Compiling is half of what a short command takes. Kept beside the packages and not in the shared temporary folder, where
// another user of the machine could lay what we would run; without leave to write there, nothing is kept. Not for `start`,
// whose first answers took longer by it.
if (process.argv[2] !== 'start') enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'ragbot'))
const { run } = await import('./cli/run.ts')

// A closed pipe (`ragbot search … | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
})

process.exitCode = await run(process.argv.slice(2))
