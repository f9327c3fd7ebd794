// How a process is started that may be broken into: it reads this package's code and its dependencies and nothing else,
// writes nothing, starts nothing, and has no environment. On Linux, where unprivileged user namespaces are allowed, the
// kernel also refuses it any network and a look at other processes; elsewhere only guard.ts does.
import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export interface Confined {
  readonly command: string
  readonly args: readonly string[]
  /** Who refuses it the network: `guard` stops code that goes through Node's modules, not native code. */
  readonly network: 'kernel' | 'guard'
}

// Compiled, this file is in dist/ instead of src/.
const code = realpathSync(join(import.meta.dirname, '..', '..', '..'))
const unshare = ['/usr/bin/unshare', '/bin/unshare'].find((path) => existsSync(path))
// A user namespace of its own also hides the memory and the environment of every process outside: user_namespaces(7).
const isolation = ['--user', '--net', '--']

/** The folders that may be read. Not the package's own: a checkout has `.env` and DATA_DIR in it. */
function readableFolders(): readonly string[] {
  const lookedIn = createRequire(import.meta.url).resolve.paths('x') ?? []
  const isAbove = (folder: string) => folder.endsWith('node_modules') && code.startsWith(join(dirname(folder), '/'))
  const modules = lookedIn
    .filter((folder) => isAbove(folder) && existsSync(folder))
    .map((folder) => realpathSync(folder))
  // Its "type" says how Node is to read our files.
  return [code, join(dirname(code), 'package.json'), ...modules]
}

/**
 * @param flags of Node, before the script
 * @param script arguments from the script on
 * @param by who refuses it the network; the kernel where that is possible
 */
export async function confined(
  flags: readonly string[],
  script: readonly string[],
  by?: Confined['network'],
): Promise<Confined> {
  const args = nodeArgs(flags, script)
  const network = by ?? (await whoRefusesNetwork())
  if (network === 'guard' || !unshare) return { command: process.execPath, args, network: 'guard' }
  return { command: unshare, args: [...isolation, process.execPath, ...args], network }
}

function nodeArgs(flags: readonly string[], script: readonly string[]): string[] {
  const readable = readableFolders().map((folder) => `--allow-fs-read=${folder}`)
  // The one thread that guard.ts starts; it gives the right up.
  return [...flags, '--permission', ...readable, '--allow-worker', '--disable-warning=SecurityWarning', ...script]
}

let asked: Promise<Confined['network']> | undefined

/** Tried once: containers and hardened systems often refuse namespaces, and a user may then not read our own files. */
export function whoRefusesNetwork(): Promise<Confined['network']> {
  asked ??= tryKernel()
  return asked
}

async function tryKernel(): Promise<Confined['network']> {
  if (!unshare) return 'guard'
  const itself = import.meta.filename
  const readItself = `require('node:fs').readFileSync(${JSON.stringify(itself)}); console.log(Object.values(require('node:os').networkInterfaces()).length)`
  try {
    const args = [...isolation, process.execPath, ...nodeArgs([], ['-e', readItself])]
    const { stdout } = await promisify(execFile)(unshare, args, { env: {}, timeout: 10_000 })
    // Its own loopback is there, but down: nothing is listed.
    return stdout.trim() === '0' ? 'kernel' : 'guard'
  } catch {
    return 'guard'
  }
}
