// The child process of jail.ts: one file from standard input, one JSON report on standard output, then it is gone.
import { Console } from 'node:console'
import { buffer } from 'node:stream/consumers'
import { AppError, describeError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { formats } from '../formats.ts'
import { confine, die } from './guard.ts'
import type { JailReport } from './jail.ts'

const [formatId, task, memoryMb, timeMs] = process.argv.slice(2)

// Libraries print; standard output is for the report alone.
globalThis.console = new Console(process.stderr)

// What a library forgot to wait for decides nothing: what is waited for does.
process.on('unhandledRejection', () => {})

confine({ memoryMb: Number(memoryMb), timeMs: Number(timeMs) })

const report = JSON.stringify(await run())
// Not process.exit: near its heap limit V8's background compiler waits for the main thread, which waits for it to end
// (seen with Node 24.21, now and then on one zip bomb). Timers that a library left behind must not keep the process either.
process.stdout.write(report, die)

/** Most files hold no other: what chooses among formats loads for those that do. */
async function readInside(name: string, bytes: Uint8Array): Promise<Extracted> {
  return (await import('../inside.ts')).readInside(name, bytes)
}

async function run(): Promise<JailReport> {
  try {
    const format = formats.find(({ id }) => id === formatId)
    if (format === undefined) throw new AppError('broken', `There is no format "${formatId}".`)
    const bytes = await buffer(process.stdin)
    const recognise = task === 'recognise' ? format.recognise : undefined
    return { ok: true, extracted: await (recognise ? recognise(bytes) : format.read(bytes, readInside)) }
  } catch (error) {
    if (error instanceof AppError) return { ok: false, code: error.code, message: error.message }
    return { ok: false, code: 'broken', message: `This file is damaged and cannot be read: ${describeError(error)}` }
  }
}
