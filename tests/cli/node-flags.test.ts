// However it is started, the young generation of its heap stays small.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const flag = '--max-semi-space-size=16'

test.each(['package.json', 'Dockerfile', 'bin/ragbot.js'])('%s starts Node with the flag', (file) => {
  const starts = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => /exec node |^CMD|spawn\(/.test(line))
  expect(starts).not.toEqual([])
  for (const line of starts) expect(line).toContain(flag)
})
