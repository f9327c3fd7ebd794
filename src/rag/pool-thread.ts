// A thread of pool.ts: loads the module that it is started with, says so by a null, and does its tasks, one at a time, each
// told once. Ends when it is asked null.
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, describeError } from '../errors.ts'
import type { Asked, Told } from './pool.ts'

const port = parentPort
if (!port) throw new Error('pool-thread.ts runs as a worker thread only')

const { tasks } = (await import(workerData as string)) as {
  tasks: Readonly<Record<string, (input: unknown) => unknown>>
}

port.on('message', async (asked: Asked | null) => {
  if (asked === null) return port.close()
  const { task, input } = asked
  const tell = (told: Told) => port.postMessage(told)
  try {
    tell({ ok: true, value: await tasks[task]?.(input) })
  } catch (error) {
    tell({ ok: false, code: error instanceof AppError ? error.code : 'broken', message: describeError(error) })
  }
})
port.postMessage(null)
