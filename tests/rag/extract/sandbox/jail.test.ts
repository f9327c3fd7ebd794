// The child process: its limits hold, it inherits nothing, and there are never more than two.
import { constants, deflateRawSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'
import { readInJail } from '../../../../src/rag/extract/sandbox/jail.ts'
import { lines, makePdf } from '../../../fixtures/make-pdf.ts'

const processes = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length
// The test runner may have its own.
const others = processes()
const children = () => processes() - others
const small = makePdf({ pages: [lines('Hello.')] })

/** 1 MB of file that unpacks to 1 GB: the same independent block of spaces, a thousand times. */
function makeBomb(): Uint8Array {
  const block = deflateRawSync(Buffer.alloc(1024 * 1024, ' '), { finishFlush: constants.Z_FULL_FLUSH })
  const blocks = Array.from({ length: 1000 }, () => block)
  const content = Buffer.concat([Buffer.from([0x78, 0x9c]), ...blocks, Buffer.from([0x03, 0x00])])
  return makePdf({ pages: [content], streamEntries: '/Filter /FlateDecode' })
}

const nodeOptions = process.env.NODE_OPTIONS
afterEach(async () => {
  if (nodeOptions === undefined) delete process.env.NODE_OPTIONS
  else process.env.NODE_OPTIONS = nodeOptions
  // A handle goes a moment after its process.
  await vi.waitFor(() => expect(children()).toBe(0))
})

test('the time limit kills it', async () => {
  await expect(extract('a.pdf', small, { timeMs: 1 })).rejects.toMatchObject({ code: 'too-slow' })
})

test('the memory limit counts buffers too', async () => {
  await expect(extract('a.pdf', makeBomb(), { memoryMb: 200 })).rejects.toMatchObject({ code: 'too-large' })
})

test('the output limit holds', async () => {
  await expect(extract('a.pdf', small, { outputBytes: 10 })).rejects.toMatchObject({ code: 'too-large' })
  // More than a pipe gives at once.
  const long = Buffer.from(`<p>${'word '.repeat(100_000)}</p>`)
  await expect(extract('a.html', long, { outputBytes: 400_000 })).rejects.toMatchObject({ code: 'too-large' })
  expect((await extract('a.html', long, { outputBytes: 2_000_000 })).text.length).toBeGreaterThan(400_000)
})

test('it gets no environment', async () => {
  process.env.NODE_OPTIONS = '--no-such-option'
  expect((await extract('a.pdf', small)).text).toBe('Hello.')
})

test('two at once, all served, also after a failure', async () => {
  const readings = Array.from({ length: 5 }, (_, index) => extract('a.pdf', small, index === 0 ? { timeMs: 1 } : {}))
  const settled = Promise.allSettled(readings)
  await new Promise((resolve) => setImmediate(resolve))
  expect(children()).toBe(2)
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', ...Array(4).fill('fulfilled')])
})

test('an unknown format is an error, not a hang', async () => {
  await expect(readInJail('no-such', small)).rejects.toMatchObject({ code: 'broken' })
})
