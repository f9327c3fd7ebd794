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
    '# Expenses\n\nMeals are reimbursed up to **40 euros** a day.\n\nReceipts are kept by the finance office.\n\n| Kind | Limit |\n|---|---|\n| Hotel | 150 euros |\n| Taxi | 30 euros |\n',
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

const explain = async (question: string, ...more: string[]) =>
  (await ragbot(['ask', '--explain', ...more, question], environment)).stdout

it('explains an answer: what was looked for and found, and the sentence that was said', async () => {
  const stdout = await explain('Up to how much are meals reimbursed a day?')
  expect(stdout).toMatch(/^Meals are reimbursed up to 40 euros a day\. \[1\]\n/)
  expect(stdout).toMatch(/\nLooked for “Up to how much are meals reimbursed a day\?” \(asks for: amount\)\n/)
  expect(stdout).toMatch(/meal \(1\.00, in 1\), reimburs \(1\.00, in 1\)/)
  expect(stdout).toMatch(/\nFound, the best first\n {2}\d+\.\d\d {2}Expenses {2}file:\S+expenses\.md\n/)
  expect(stdout).toMatch(
    /\n {2}sure 1\.00, reach 1\.00, doubt 0\.\d\d: said\n {4}“Meals are reimbursed up to 40 euros a day\.”/,
  )
})

it('explains a refusal by what is against each sentence, and says nothing more where it was not asked to', async () => {
  const question = 'Up to how much are meals reimbursed for guests and their children?'
  const { explained } = JSON.parse(await explain(question, '--json'))
  expect(explained).toHaveLength(1)
  expect(explained[0]).toMatchObject({ question, passages: expect.any(Number), found: [{ place: 'Expenses' }] })
  const verdicts = explained[0].sentences.map(({ verdict }: { verdict: string }) => verdict)
  expect(verdicts).not.toContain('said')
  expect(verdicts).toContain('unsure')
  expect(await explain(question)).toMatch(
    /left out: its passage is too little about this \(sure below 0\.45\)\n {4}“Meals/,
  )
  expect(JSON.parse((await ragbot(['ask', '--json', question], environment)).stdout)).not.toHaveProperty('explained')
})

it('explains each part of a message that asks two things, and no batch', async () => {
  const stdout = await explain('What is the limit for a hotel, and what is the limit for a taxi?')
  expect(stdout.match(/\nLooked for “/g)).toHaveLength(2)
  const { code, stderr } = await ragbot(['ask', '--batch', '--explain'], environment)
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--explain goes with one question'),
  })
})

it('explains why a sentence without a number is no answer to a question for one', async () => {
  const stdout = await explain('How long are receipts kept by the finance office?')
  expect(stdout).toMatch(/: left out: a number is asked for, and it has none\n {4}“Receipts are kept/)
})
