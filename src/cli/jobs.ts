// `jobs`: the queues and the rows behind them, and what was given up.
import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { openQueues } from '../library.ts'
import { print, printError, printJson } from './output.ts'
import type { Command } from './types.ts'

// Nothing moved for so long: nobody is working.
const stuckAfterMs = 120_000

export const jobs: Command = {
  name: 'jobs',
  synopsis: 'jobs list | failed | retry | drain [--json]',
  summary: 'queues and dead letters',
  help: `  list     each queue's jobs by state, and the inbox, outbox and uploads they are about
  failed   all that is counted as dead or failed: dead letters with their payload, files, jobs
  retry    puts dead letters and failed jobs back to work; a file has to be shared again
  drain    waits until nothing is pending; exit status 1 when nothing moves for ${stuckAfterMs / 1_000} s (is "ragbot start" running?)
  --json   JSON, one object a line`,
  options: { json: { type: 'boolean' } },
  async run({ positionals: [action], values }) {
    const run = actions.get(action ?? '')
    if (!run) throw new AppError('usage', `jobs needs one of ${[...actions.keys()].join(', ')}`)
    const opened = await openQueues(readConfig(), 'jobs')
    try {
      return await run(opened, values.json === true)
    } finally {
      await opened.close()
    }
  },
}

type Opened = Awaited<ReturnType<typeof openQueues>>

const actions = new Map<string, (opened: Opened, json: boolean) => Promise<number>>([
  ['list', list],
  ['failed', showFailed],
  ['retry', retry],
  ['drain', drain],
])

async function list({ store, queues }: Opened, json: boolean): Promise<number> {
  const show = (name: string, counts: Readonly<Record<string, number>>) => {
    if (json) return printJson({ name, ...counts })
    const parts = Object.entries(counts).filter(([, count]) => count > 0)
    print(`${name.padEnd(20)} ${parts.map(([state, count]) => `${count} ${state}`).join(', ') || 'empty'}`)
  }
  for (const [name, queue] of queues.byName) show(name, await queue.getJobCounts())
  const { inbox, outbox, uploads } = await store.countRows()
  show('rows: inbox', inbox)
  show('rows: outbox', outbox)
  show('rows: uploads', uploads)
  return 0
}

async function showFailed({ store, queues }: Opened, json: boolean): Promise<number> {
  for (const letter of await store.listDeadLetters()) {
    if (json) printJson(letter)
    else print(`${letter.kind} ${letter.id}  ${letter.at}  ${letter.error}\n  ${JSON.stringify(letter.payload)}`)
  }
  for (const upload of await store.listFailedUploads()) {
    if (json) printJson(upload)
    else print(`upload ${upload.id}  ${upload.at}  ${upload.error}\n  ${upload.name}`)
  }
  for (const [name, queue] of queues.byName) {
    for (const job of await queue.getFailed(0, 999)) {
      const failed = { kind: 'job', queue: name, id: job.id, error: job.failedReason, payload: job.data }
      if (json) printJson(failed)
      else print(`${name} ${job.id}  ${job.failedReason}\n  ${JSON.stringify(job.data)}`)
    }
  }
  return 0
}

async function retry({ store, queues }: Opened, json: boolean): Promise<number> {
  const letters = await store.reviveDeadLetters()
  let failed = 0
  for (const queue of queues.byName.values()) {
    for (const job of await queue.getFailed(0, 999)) {
      await job.retry()
      failed += 1
    }
  }
  // A running process's sweeper announces the revived rows within seconds.
  if (json) printJson({ retried: letters + failed })
  else print(`${letters} dead letters and ${failed} failed jobs are back in work`)
  return 0
}

async function drain({ store }: Opened): Promise<number> {
  let last = -1
  let changedAt = performance.now()
  for (;;) {
    const { inbox, outbox, uploads } = await store.countRows()
    const open = [inbox.pending, outbox.pending, outbox.sending, outbox.ambiguous, uploads.pending]
    const left = open.reduce<number>((sum, count) => sum + (count ?? 0), 0)
    if (left === 0) return 0
    if (left !== last) changedAt = performance.now()
    last = left
    if (performance.now() - changedAt > stuckAfterMs) {
      printError(
        `${left} rows are pending and nothing moves: is "ragbot start" running on this DATA_DIR or DATABASE_URL?`,
      )
      return 1
    }
    await pause(200)
  }
}
