// The page of error codes says what the source says, and each code is one that something has.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorCodes, knownCode } from '../src/error-codes.ts'

const root = join(import.meta.dirname, '..')

test('docs/errors.md lists each code with its meaning', () => {
  const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning])
  expect(Object.fromEntries(rows)).toEqual(errorCodes)
  expect(rows).toHaveLength(Object.keys(errorCodes).length)
})

test('each is written somewhere in the source', () => {
  const source = globSync('src/**/*.ts', { cwd: root })
    .filter((name) => name !== join('src', 'error-codes.ts'))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n')
  const written = (code: string) => new RegExp(`['"]${code}['"]|\\b${code}: \\d`).test(source)
  const byServer = (code: string) => written(code.replace(/^(?:embedding|rerank)-/, ''))
  expect(Object.keys(errorCodes).filter((code) => !written(code) && !byServer(code))).toEqual([])
})

test('a code from a process that may have been broken into is one of ours', () => {
  expect(['encrypted', 'slack-x', 'constructor', '<b>'].map(knownCode)).toEqual([
    'encrypted',
    'broken',
    'broken',
    'broken',
  ])
})
