import { expect, test } from 'vitest'
import { createLine } from '../../src/http/line.ts'

test('who has stood longest is first, whoever leaves in between', () => {
  const line = createLine<string>()
  const [leaveA, leaveB, leaveC] = [line.join('a'), line.join('b'), line.join('c')]
  expect([line.first, line.size, ...line]).toEqual(['a', 3, 'a', 'b', 'c'])
  leaveB()
  leaveB()
  expect([line.first, line.size, ...line]).toEqual(['a', 2, 'a', 'c'])
  leaveA()
  line.join('a')
  expect([line.first, line.size, ...line]).toEqual(['c', 2, 'c', 'a'])
  leaveC()
  expect([line.first, line.size, ...line]).toEqual(['a', 1, 'a'])
})

test('an empty line has nobody, and takes in the next one', () => {
  const line = createLine<string>()
  line.join('a')()
  expect([line.first, line.size, ...line]).toEqual([undefined, 0])
  line.join('b')
  expect([line.first, line.size, ...line]).toEqual(['b', 1, 'b'])
})

test('who leaves while the line is walked along breaks nothing', () => {
  const line = createLine<string>()
  const leaves = ['a', 'b', 'c'].map((name) => line.join(name))
  const seen: string[] = []
  for (const name of line) {
    seen.push(name)
    // Those behind too.
    for (const leave of leaves) leave()
  }
  expect([seen, line.size]).toEqual([['a', 'b', 'c'], 0])
})
