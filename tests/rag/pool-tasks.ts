// What the threads of pool.test.ts do.
import { AppError } from '../../src/errors.ts'

let remembered = ''

export const tasks = {
  double: (n: number) => n * 2,
  remember(text: string) {
    remembered = text
  },
  recall: () => remembered,
  count: (bytes: Uint8Array) => bytes.length,
  refuse(_: null): string {
    throw new AppError('empty', 'There is no text in it')
  },
  fail(_: null): string {
    throw new TypeError('of nothing')
  },
  forever(_: null): string {
    for (;;);
  },
  everything(_: null): string {
    const all: unknown[] = []
    for (;;) all.push(Array.from({ length: 1_000 }, (_, i) => ({ i })))
  },
  exit: (_: null): string => process.exit(3),
  slowly: (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms)),
}
