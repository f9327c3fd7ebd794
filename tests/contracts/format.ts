// What every reader of a file format must do: it is chosen for its files, gives their text with places that are in it, the
// same each time and in a form that crosses to another process, and of a damaged file what is left or a refusal by name.
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import type { Layout } from '../../src/layout.ts'
import { chooseFormat } from '../../src/rag/extract/choose.ts'
import { formats } from '../../src/rag/extract/formats.ts'
import { readInside } from '../../src/rag/extract/inside.ts'
import type { Extracted } from '../../src/rag/types.ts'
import { damaged } from '../fixtures/damage.ts'

/** One small file in the format; its test file fills this in. */
export interface FormatSample {
  /** With an extension of the format. */
  readonly name: string
  readonly bytes: Uint8Array
  /** What a reader of the file sees. */
  readonly words: readonly string[]
  /** What must not be missing of it: what is asked of places and properties below is then asked of something. */
  readonly holds: readonly (keyof Layout | 'title' | 'author' | 'modifiedAt' | 'language')[]
  /** How a file is called that is recognised. Default: a name that says nothing, so that its bytes must. */
  readonly recognisedAs?: string
}

/** Codes that `extract` documents. */
const refusals = new Set('empty too-large binary unsupported encrypted broken no-text-layer too-slow'.split(' '))

export function testFormat(id: string, samples: readonly FormatSample[]): void {
  describe(`the format contract on ${id}`, () => {
    const format = formats.find((one) => one.id === id)!

    test('its id and its extensions are its own, in lower case', () => {
      expect(formats.filter((one) => one.id.toLowerCase() === id)).toEqual([format])
      for (const extension of format.extensions) {
        expect(extension).toMatch(/^\.[a-z0-9]+$/)
        expect(formats.flatMap((one) => one.extensions).filter((one) => one === extension)).toHaveLength(1)
      }
    })

    describe.each(samples)('$name', ({ name, bytes, words, holds, recognisedAs = 'download' }) => {
      test('is chosen by its bytes where the format recognises them, and by each of its extensions', () => {
        if (format.recognises) expect(chooseFormat(recognisedAs, bytes)).toBe(format)
        for (const extension of format.extensions) expect(chooseFormat(`file${extension}`, bytes)).toBe(format)
        expect(format.extensions.some((extension) => name.endsWith(extension))).toBe(true)
      })

      test('gives its words, and places and properties as they are declared', async () => {
        const extracted = await readInside(name, bytes)
        expectWellFormed(extracted)
        for (const some of words) expect(extracted.text).toContain(some)
        const { layout } = extracted
        const found = { ...extracted, ...layout }
        for (const one of holds) expect(found[one] ?? [], one).not.toEqual([])
        for (const { offset, text } of layout.headings)
          expect(extracted.text.slice(offset).split('\n', 1)[0]).toContain(text)
      })

      test('reads the same each time, wherever its bytes lie in memory, and leaves them as they were', async () => {
        const copy = bytes.slice()
        const first = await readInside(name, copy)
        const before = Buffer.from('%PDF-\0PK<html>')
        const between = Buffer.concat([before, copy, Buffer.from('}{\0')]).subarray(before.length, -3)
        expect(await readInside(name, between)).toStrictEqual(first)
        expect(await readInside(name, copy)).toStrictEqual(first)
        expect(Buffer.from(bytes).equals(copy)).toBe(true)
        expect(between.equals(copy)).toBe(true)
      })

      test('damaged, it gives what is left of it or is refused by name', async () => {
        const wrong: string[] = []
        for (const [how, file] of damaged(bytes)) {
          try {
            expectWellFormed(await readInside(name, file))
          } catch (error) {
            if (!(error instanceof AppError && refusals.has(error.code))) wrong.push(`${how}: ${error}`)
          }
        }
        expect(wrong).toEqual([])
      })
    })
  })
}

/** What layout.ts and types.ts promise of any text, also of what a damaged file still holds. */
function expectWellFormed(extracted: Extracted): void {
  const { text, layout, mediaType, title, author, modifiedAt, language } = extracted
  // As jail.ts hands it over.
  expect(JSON.parse(JSON.stringify(extracted))).toStrictEqual(extracted)
  expect(mediaType).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/)
  for (const value of [title, author]) if (value !== undefined) expect(value).not.toBe('')
  if (modifiedAt !== undefined) expect(modifiedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  if (language !== undefined) expect(language).toMatch(/^[a-z]{2}$/)
  for (const places of [layout.pages, layout.headings, layout.marks ?? []]) {
    const offsets = places.map(({ offset }) => offset)
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
    // A page that is blank, at the end, begins where the text ends.
    const last = places === layout.pages ? text.length : text.length - 1
    expect(offsets.filter((offset) => !(Number.isInteger(offset) && offset >= 0 && offset <= last))).toEqual([])
  }
  for (const { level, text: shown } of layout.headings) {
    expect(Number.isInteger(level) && level >= 1, `level ${level} of ${shown}`).toBe(true)
    expect(shown.trim()).not.toBe('')
  }
}
