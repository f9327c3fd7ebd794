#!/usr/bin/env node
// The command line: runs one command and ends with its exit status.
import { run } from './cli/run.ts'

// A closed pipe (`ragbot search … | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
})

process.exitCode = await run(process.argv.slice(2))
