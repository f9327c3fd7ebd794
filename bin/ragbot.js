#!/usr/bin/env node
// The command: runs ragbot under the Node that it brings along, whatever Node is installed. A checkout runs its source, which
// Node takes as it is; an installed package has compiled files alone.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const brought = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node')
const [source, compiled] = ['../src/cli.ts', '../dist/cli.js'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)
const cli = existsSync(source) ? source : compiled
// As the scripts of package.json start it.
const child = spawn(brought, ['--max-semi-space-size=16', cli, ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  process.stderr.write(`ragbot: ${brought} does not start (${error.message}): install ragbot again\n`)
  process.exit(1)
})
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal)
  else process.exit(code ?? 1)
})
