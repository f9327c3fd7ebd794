// What `ask` prints for people: the answer, its quotes in words, and where there is none what comes nearest.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { cleanUp, makeDataDir, makeFolder, ragbot } from './in-process.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

let environment: { readonly DATA_DIR: string }
beforeAll(async () => {
  environment = { DATA_DIR: await makeDataDir() }
  const file = join(makeFolder(), 'expenses.md')
  writeFileSync(
    file,
    '# Expenses\n\nMeals are reimbursed up to **40 euros** a day.\n\n| Kind | Limit |\n|---|---|\n| Hotel | 150 euros |\n| Taxi | 30 euros |\n',
  )
  expect(await ragbot(['index', file], environment)).toMatchObject({ code: 0 })
})
afterAll(cleanUp)

const ask = async (question: string) => (await ragbot(['ask', question], environment)).stdout

it('prints each quote below its mark, without markup', async () => {
  const stdout = await ask('Up to how much are meals reimbursed a day?')
  expect(stdout).toMatch(/^Meals are reimbursed up to 40 euros a day\. \[1\]\n\n\[1\] Expenses/)
  expect(stdout).toContain('\n    “Meals are reimbursed up to 40 euros a day.”\n')
  expect(stdout).toMatch(/\n {4}file:\S+expenses\.md\n/)
})

it('prints a quoted row of a table without its rules', async () => {
  const stdout = await ask('What is the limit for a hotel?')
  expect(stdout).toContain('150 euros')
  expect(stdout).not.toMatch(/\|/)
})

it('prints what comes nearest where it does not know, quoted where that may be it', async () => {
  const near = await ask('Up to how much are meals reimbursed for guests and their children?')
  expect(near).toMatch(/^I don't know for sure\./)
  expect(near).toMatch(/\nNearest: Expenses {2}file:\S+expenses\.md\n {4}“[^|*]*40 euros[^|*]*”\n/)
  const far = await ask('Who repainted the harbour crane?')
  expect(far).toMatch(/^I don't know\./)
  expect(far).not.toContain('“')
})
