// Runs inside the child of jail.ts, before it looks at a file: watches its memory and its time, then takes away what
// Node's permission model leaves to code that was broken into. It is no wall against native code; that one is the
// system's, see confinement.ts.
import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import dnsPromises from 'node:dns/promises'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { constants } from 'node:os'
import workerThreads, { Worker } from 'node:worker_threads'

export interface GuardLimits {
  /** RSS of this process above which it is killed. */
  readonly memoryMb: number
  /** The time limit is the parent's; here it only ends a child whose parent was killed. */
  readonly timeMs: number
}

type Kill = (pid: number, signal: number) => unknown

/** Ends this process at once, and never another. The only way to, once `confine` was called. */
// Not process.kill: that calls this one, by a name that is then locked.
export const die = endItself((process as unknown as { readonly _kill: Kill })._kill, process.pid)

/** Once, before anything foreign is read. */
export function confine(limits: GuardLimits): void {
  watch(limits)
  // A worker thread is not bound by the permission model: https://nodejs.org/api/permissions.html#permission-model-constraints
  // In Node 24.21, but not in @types/node: a process may give up what it was started with.
  const permission = process.permission as { drop?: (scope: string) => void }
  permission.drop?.('worker')
  lock(workerThreads, 'Worker')
  // Node 24 has no permission for the network. All of its modules connect, listen and look names up through these.
  lock(net.Socket.prototype, 'connect')
  lock(net.Server.prototype, 'listen')
  for (const name of ['bind', 'connect', 'send'] as const) lock(dgram.Socket.prototype, name)
  for (const names of [dns, dnsPromises]) lockAll(names)
  lockAll(childProcess)
  // The parent has the same user.
  lock(process, 'kill')
  lock(process, '_kill')
  syncBuiltinESMExports()
}

// The heap limit does not count buffers, and a busy main thread runs no timers, so a second thread watches both.
function watch({ memoryMb, timeMs }: GuardLimits): void {
  const source = `
    const { memoryMb, timeMs } = require('node:worker_threads').workerData
    const die = () => process.kill(process.pid, 'SIGKILL')
    setTimeout(die, timeMs + 1000)
    setInterval(() => { if (process.memoryUsage.rss() > memoryMb * 1024 * 1024) die() }, 5)`
  new Worker(source, { eval: true, workerData: { memoryMb, timeMs } }).unref()
}

function endItself(kill: Kill, pid: number): () => void {
  const signal = constants.signals.SIGKILL
  return () => void kill(pid, signal)
}

function refuse(): never {
  throw Object.assign(new Error('A file that is being read may not do this'), { code: 'ERR_ACCESS_DENIED' })
}

function lock(owner: object, name: string): void {
  Object.defineProperty(owner, name, { value: refuse, writable: false, configurable: false })
}

function lockAll(module: object): void {
  for (const [name, value] of Object.entries(module)) if (typeof value === 'function') lock(module, name)
}
