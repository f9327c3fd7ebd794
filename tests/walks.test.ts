// The walks of docs/architecture.md lead through files that are there, and come by no folder twice but the store's.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8')
const section = /### Three walks\n([\s\S]*?)\n### /.exec(page)![1]!
const walks = section
  .split('\n- ')
  .slice(1)
  .map((text) => ({
    name: /\*\*(.*?)\*\*/.exec(text)![1]!,
    steps: [...text.matchAll(/`([a-z][\w/-]*)`/g)].map(([, path]) => path!),
  }))

const isFile = (path: string) => existsSync(join(root, 'src', `${path}.ts`))

test('there are three, each of several steps', () => {
  expect(walks.map(({ name }) => name)).toEqual(['A Slack mention', 'A Discord click', 'A document'])
  for (const { steps } of walks) expect(steps.length).toBeGreaterThan(3)
})

test.each(walks)('$name goes through what is there', ({ steps }) => {
  expect(steps.filter((path) => !isFile(path) && !existsSync(join(root, 'src', path)))).toEqual([])
})

test('a Slack mention enters 20 folders at most, and none but the store’s twice', () => {
  const folders = walks[0]!.steps.map((path) => (isFile(path) ? dirname(path) : path))
  const entered = folders.filter((folder, i) => folder !== folders[i - 1])
  expect(entered.length).toBeLessThanOrEqual(20)
  const twice = entered.filter((folder, i) => entered.indexOf(folder) !== i)
  expect(twice.filter((folder) => !folder.startsWith('store/'))).toEqual([])
})
