// Work over foreign text in worker threads: whatever a text does to a pattern or a parser, the main thread's loop goes on, and
// a thread that is overdue or takes too much memory ends with what it was asked. A thread has one turn at a time, so that what
// ended it is known.
import { Worker } from 'node:worker_threads'
import type { ErrorCode } from '../error-codes.ts'
import { AppError } from '../errors.ts'

/** What threads can do, by name: exported as `tasks` by the module that they load. Inputs and outputs are cloned. */
export type Tasks<T> = { readonly [Name in keyof T]: (input: never) => unknown }

export type Run<T extends Tasks<T>> = <Name extends keyof T & string>(
  task: Name,
  input: Parameters<T[Name]>[0],
  /** Of the input: handed over instead of cloned, which takes as long as to copy it, in one piece. */
  handedOver?: readonly ArrayBuffer[],
) => Promise<Awaited<ReturnType<T[Name]>>>

export interface Pool<T extends Tasks<T>> {
  /**
   * One task in a turn of its own.
   * @param timeMs turns in the queue and the start of a thread not counted
   * @throws AppError of the task, and `too-slow`, `too-large` (memory), `broken`, `reading-stopped` of its thread
   */
  run<Name extends keyof T & string>(
    task: Name,
    input: Parameters<T[Name]>[0],
    timeMs: number,
  ): Promise<Awaited<ReturnType<T[Name]>>>
  /** Several tasks about one text, on one thread, which may remember it meanwhile. */
  turn<Result>(timeMs: number, work: (run: Run<T>) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

export interface PoolOptions {
  /** Exports `tasks`. */
  readonly module: URL
  readonly threads: number
  /** Heap of one thread. */
  readonly memoryMb: number
  /** What threads do, as the beginning of a sentence, and what whoever asked can do when that goes wrong: for errors. */
  readonly doing: string
  readonly instead: string
}

export interface Asked {
  readonly task: string
  readonly input: unknown
}

export type Told =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

/** A thread without work ends after this, and its memory with it. */
const idleMs = 20_000

/** Threads start with the first turn that needs one. */
export function createPool<T extends Tasks<T>>(options: PoolOptions): Pool<T> {
  const idle: Thread[] = []
  const busy = new Set<Thread>()
  const waiting: (() => void)[] = []
  let isClosed = false

  async function turn<Result>(timeMs: number, work: (run: Run<T>) => Promise<Result>): Promise<Result> {
    while (busy.size >= options.threads) await new Promise<void>((resolve) => waiting.push(resolve))
    if (isClosed) throw stopped()
    const thread = idle.pop() ?? startThread(options)
    busy.add(thread)
    let timer: NodeJS.Timeout | undefined
    try {
      await thread.started
      timer = setTimeout(() => thread.end(tooSlow(options, timeMs)), timeMs)
      return await work(thread.run as Run<T>)
    } finally {
      clearTimeout(timer)
      busy.delete(thread)
      if (thread.isAlive()) {
        idle.push(thread)
        thread.rest(() => {
          const at = idle.indexOf(thread)
          if (at >= 0) idle.splice(at, 1)
        })
      }
      waiting.shift()?.()
    }
  }

  return {
    turn,
    run: (task, input, timeMs) => turn(timeMs, (run) => run(task, input)),
    async close() {
      isClosed = true
      await Promise.all([...idle.splice(0), ...busy].map((thread) => thread.end(stopped())))
    },
  }
}

interface Thread {
  /** Resolves when it has loaded what it does. */
  readonly started: Promise<void>
  readonly run: (task: string, input: unknown, handedOver?: readonly ArrayBuffer[]) => Promise<unknown>
  isAlive(): boolean
  /** Ends it after a while without work. */
  rest(onEnd: () => void): void
  /** What is asked fails with the error. */
  end(error: AppError): Promise<unknown>
}

function startThread(options: PoolOptions): Thread {
  const worker = new Worker(new URL(`./pool-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: options.module.href,
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
  })
  const starting = Promise.withResolvers<void>()
  starting.promise.catch(() => {})
  let open: { done: (value: unknown) => void; failed: (error: AppError) => void } | undefined
  let isAlive = true
  /** Why it ended: the turn may just be between two tasks. */
  let ended: AppError | undefined
  let resting: NodeJS.Timeout | undefined
  const fail = (error: AppError) => {
    isAlive = false
    ended ??= error
    starting.reject(error)
    open?.failed(error)
    open = undefined
  }
  worker.on('message', (told: Told | null) => {
    if (told === null) return starting.resolve()
    const asked = open
    open = undefined
    if (told.ok) asked?.done(told.value)
    else asked?.failed(new AppError(told.code, told.message))
  })
  worker.on('error', (cause) => fail(ofThread(options, cause)))
  worker.on('exit', () => fail(stopped()))
  return {
    started: starting.promise,
    isAlive: () => isAlive,
    run: (task, input, handedOver = []) => {
      clearTimeout(resting)
      worker.ref()
      return new Promise((resolve, reject) => {
        if (!isAlive) return reject(ended ?? stopped())
        open = { done: resolve, failed: reject }
        worker.postMessage({ task, input } satisfies Asked, handedOver)
      })
    },
    rest(onEnd) {
      // An idle thread must not keep a command from ending.
      worker.unref()
      resting = setTimeout(() => {
        onEnd()
        isAlive = false
        // It ends by itself: to end one that has a large heap would hold this thread until that is given back.
        worker.postMessage(null)
      }, idleMs).unref()
    },
    end(error) {
      clearTimeout(resting)
      fail(error)
      return worker.terminate()
    },
  }
}

function tooSlow({ doing, instead }: PoolOptions, timeMs: number): AppError {
  const seconds = Math.ceil(timeMs / 1000)
  return new AppError('too-slow', `${doing} took more than ${seconds} s and was stopped: ${instead}.`)
}

function stopped(): AppError {
  return new AppError('reading-stopped', 'The thread that reads texts was stopped.', { retry: 'later' })
}

function ofThread({ doing, instead, memoryMb }: PoolOptions, cause: unknown): AppError {
  const code = (cause as { code?: unknown }).code
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new AppError('too-large', `${doing} takes more than ${memoryMb} MB of memory: ${instead}.`, { cause })
    : new AppError('broken', `${doing} ended the thread that did it: ${instead}.`, { cause })
}
