// The child process of jail.ts: one file from standard input, one JSON report on standard output, then it is gone.
import { Console } from 'node:console'
import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
import { AppError, describeError } from '../../errors.ts'
import { formats } from './formats.ts'
import type { JailReport } from './jail.ts'

const [formatId, memoryMb, timeMs] = process.argv.slice(2)

// Libraries print; standard output is for the report alone.
globalThis.console = new Console(process.stderr)

// The heap limit does not count buffers, and a busy main thread runs no timers, so a second thread watches both. The
// time limit is the parent's; here it only ends a child whose parent was killed.
const watch = `
  const { memoryMb, timeMs } = require('node:worker_threads').workerData
  const die = () => process.kill(process.pid, 'SIGKILL')
  setTimeout(die, timeMs + 1000)
  setInterval(() => { if (process.memoryUsage.rss() > memoryMb * 1024 * 1024) die() }, 5)`
new Worker(watch, { eval: true, workerData: { memoryMb: Number(memoryMb), timeMs: Number(timeMs) } }).unref()

const report = JSON.stringify(await run())
// Not process.exit: near its heap limit V8's background compiler waits for the main thread, which waits for it to end
// (seen with Node 24.21, now and then on one zip bomb). Timers that a library left behind must not keep the process either.
process.stdout.write(report, () => process.kill(process.pid, 'SIGKILL'))

async function run(): Promise<JailReport> {
  try {
    const format = formats.find(({ id }) => id === formatId)
    if (format === undefined) throw new AppError('broken', `There is no format "${formatId}".`)
    return { ok: true, extracted: await format.read(await buffer(process.stdin)) }
  } catch (error) {
    if (error instanceof AppError) return { ok: false, code: error.code, message: error.message }
    return { ok: false, code: 'broken', message: `This file is damaged and cannot be read: ${describeError(error)}` }
  }
}
