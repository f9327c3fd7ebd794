// What is looked for once a reply is on its way: one at a time, and only while nobody waits for an answer, since it costs
// about as much as one. What is too much is left out.

const idleMs = 300
const mostWaiting = 50

export interface Besides {
  /** Nothing is begun meanwhile. */
  whileAnswering<T>(work: () => Promise<T>): Promise<T>
  /** @param work must not throw. @returns false when too many wait: it is not done */
  add(work: () => Promise<void>): boolean
}

export function createBesides(): Besides {
  const waiting: (() => Promise<void>)[] = []
  let [answering, isWorking] = [0, false]
  let timer: NodeJS.Timeout | undefined

  function begin(): void {
    clearTimeout(timer)
    // A process that stops does not wait for it.
    if (answering === 0 && !isWorking && waiting.length > 0) timer = setTimeout(next, idleMs).unref()
  }

  async function next(): Promise<void> {
    const work = answering === 0 && !isWorking ? waiting.shift() : undefined
    if (work === undefined) return
    isWorking = true
    await work()
    isWorking = false
    begin()
  }

  return {
    async whileAnswering(work) {
      answering += 1
      clearTimeout(timer)
      try {
        return await work()
      } finally {
        answering -= 1
        begin()
      }
    },
    add(work) {
      if (waiting.length >= mostWaiting) return false
      waiting.push(work)
      begin()
      return true
    },
  }
}
