// What goes on by itself while others are worked on: it is taken as soon as it is done, in no order.

export interface Asides<T> {
  add(work: Promise<T>): void
  isAnyDone(): boolean
  count(): number
  /** What is done, and more as it gets done, until no more than `rest` are left. @throws what the work throws */
  take(rest: number): AsyncGenerator<T>
}

export function createAsides<T>(): Asides<T> {
  const going = new Set<Promise<T>>()
  const done: Promise<T>[] = []
  return {
    add(work) {
      going.add(work)
      const settle = () => {
        going.delete(work)
        done.push(work)
      }
      work.then(settle, settle)
    },
    isAnyDone: () => done.length > 0,
    count: () => going.size + done.length,
    async *take(rest) {
      for (;;) {
        const next = done.shift()
        if (next) yield await next
        else if (going.size <= rest) return
        else await Promise.race(going).catch(() => {})
      }
    },
  }
}
