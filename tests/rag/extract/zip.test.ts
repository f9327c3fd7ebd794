// ZIP parts: read whole, and every way in which an archive can lie.
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { listZip, readZip } from '../../../src/rag/extract/zip.ts'
import { makeZip } from '../../fixtures/make-office.ts'

const all = () => true
const thrown = (bytes: Uint8Array, limits = {}) => {
  try {
    readZip(bytes, all, limits)
  } catch (error) {
    return error
  }
  return null
}
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()
const parts = makeZip({ 'a.xml': 'first', 'b/c.xml': 'second '.repeat(100) })

/** A copy with one field of the directory's first entry overwritten. */
function withField(offset: number, value: number, size: 2 | 4): Uint8Array {
  const copy = Buffer.from(parts)
  copy.writeUIntLE(value, copy.indexOf('PK\x01\x02') + offset, size)
  return copy
}

test('wanted parts are inflated, others left alone', () => {
  const read = readZip(parts, (name) => name.startsWith('b/'))
  expect([...read.keys()]).toEqual(['b/c.xml'])
  expect(text(read.get('b/c.xml'))).toBe('second '.repeat(100))
})

test('stored parts, folders, backslashes, leading slashes and what stands before the archive', () => {
  const bytes = zipSync({ '/x\\y.xml': [Buffer.from('stored'), { level: 0 }], 'folder/': new Uint8Array() })
  const shifted = Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes])
  expect(text(readZip(shifted, all).get('x/y.xml'))).toBe('stored')
  expect(readZip(shifted, all).size).toBe(1)
})

test.each([
  ['its end is cut off', parts.subarray(0, parts.length - 40)],
  ['it is no archive', Buffer.from('This is not a zip file!')],
  ['its directory points nowhere', withField(42, 0x7fffffff, 4)],
  ['a checksum differs', withField(16, 1, 4)],
  ['a part is packed in an unknown way', withField(10, 99, 2)],
  ['a part is said to be longer than the file', withField(20, 1_000_000, 4)],
])('broken: %s', (_, bytes) => {
  expect(thrown(bytes)).toMatchObject({ code: 'broken', message: expect.stringMatching(/\.$/) })
})

test('a part with a password', () => {
  expect(thrown(withField(8, 1, 2))).toMatchObject({ code: 'encrypted' })
})

test('a part that unpacks to hundreds of times its size', () => {
  const bomb = makeZip({ 'a.xml': new Uint8Array(12 * 1024 * 1024) })
  expect(thrown(bomb)).toMatchObject({ code: 'too-large' })
})

test('the size that a part states does not matter', () => {
  const bomb = Buffer.from(makeZip({ 'a.xml': new Uint8Array(12 * 1024 * 1024) }))
  bomb.writeUInt32LE(10, bomb.indexOf('PK\x01\x02') + 24)
  expect(thrown(bomb)).toMatchObject({ code: 'too-large' })
})

test('the limits: all parts together, and their number', () => {
  expect(thrown(parts, { totalBytes: 704 })).toMatchObject({ code: 'too-large' })
  expect(thrown(parts, { totalBytes: 705 })).toBeNull()
  expect(thrown(parts, { entries: 1 })).toMatchObject({ code: 'too-large' })
})

test('what all parts hold is counted together, however many they are', () => {
  const three = makeZip({ a: new Uint8Array(100), b: new Uint8Array(100), c: new Uint8Array(100) })
  expect(thrown(three, { totalBytes: 299 })).toMatchObject({ code: 'too-large' })
  expect(thrown(three, { totalBytes: 300 })).toBeNull()
})

test('names without inflating; none of what is no archive', () => {
  expect(listZip(parts)).toEqual(['a.xml', 'b/c.xml'])
  expect(listZip(Buffer.from('PK\x03\x04 and nothing'))).toEqual([])
})
