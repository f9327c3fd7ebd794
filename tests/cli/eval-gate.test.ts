// The project's own test data through the real command line and its gate: what CI stops a step back with.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { seed } from '../seeded.ts'
import { cleanUp, type Ended, makeFolder, ragbot } from './in-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const data = join(import.meta.dirname, '..', '..', 'eval')
const folder = makeFolder()
const [run, details] = [join(folder, 'run.json'), join(folder, 'details.jsonl')]
const environment = { DATA_DIR: join(folder, 'data') }
const evaluate = (...args: string[]) => ragbot(['eval', ...args], environment)
const gateOf = (gate: object) => {
  const file = join(folder, 'gate.json')
  writeFileSync(file, JSON.stringify(gate))
  return file
}

let measured: Ended
beforeAll(async () => {
  await seed(environment.DATA_DIR)
  measured = await evaluate(data, '--gate', join(data, 'gate.json'), '--save', run, '--details', details)
})
afterAll(cleanUp)

describe('the project’s own test data', () => {
  it('passes its gate', () => {
    expect(measured).toMatchObject({ code: 0, stderr: '' })
    expect(measured.stdout).toMatch(/^ {2}ndcg10 +0\.\d{3} {2}nDCG@10/m)
    expect(measured.stdout.match(/^(?:ok|MISSED) .*/gm)).toHaveLength(14)
    expect(measured.stdout).not.toContain('MISSED')
  })

  it('tells of every query and question what came out', () => {
    const lines = readFileSync(details, 'utf8').trim().split('\n')
    expect(lines).toHaveLength(44 + 72 + 12)
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ id: expect.any(String), text: expect.any(String) })
  })
})

describe('a saved run', () => {
  it('misses a bar that is out of reach: exit status 1, and the bar by name', async () => {
    const gate = gateOf({ search: { ndcg10: 1.01, queries: 1 }, answers: { meanCitations: { max: 3 } } })
    const { code, stdout, stderr } = await evaluate(run, '--gate', gate)
    expect(code).toBe(1)
    expect(stdout.match(/^MISSED .*/gm)).toEqual([expect.stringMatching(/search\.ndcg10 .*has to be ≥ 1\.01/)])
    expect(stderr).toBe('1 of 3 bars missed: search.ndcg10\n')
  })

  it('is the same as itself', async () => {
    const { code, stdout } = await evaluate('--compare', run, run, '--json', '--gate', join(data, 'gate.json'))
    expect(code).toBe(0)
    const { comparison, gate, search, answers } = JSON.parse(stdout)
    expect(gate[0]).toEqual({ part: 'search', metric: 'ndcg10', min: 0.86, value: search.ndcg10, isReached: true })
    expect(comparison).toMatchObject({ shared: 128, leftOut: 0 })
    expect(comparison.differences.length).toBeGreaterThan(15)
    for (const { verdict } of comparison.differences) expect(verdict).toBe('the same')
    expect(search).toMatchObject({ queries: 44 })
    expect(answers).toMatchObject({ questions: 84, uncitedAnswers: 0 })
  })

  it('is compared in words', async () => {
    const worse = JSON.parse(readFileSync(run, 'utf8'))
    for (const item of worse.items) if ('goldCited' in item.figures) item.figures.goldCited = 0
    const other = join(folder, 'worse.json')
    writeFileSync(other, JSON.stringify(worse))
    const { stdout } = await evaluate('--compare', run, other)
    expect(stdout).toMatch(/answers\.goldCited +0\.\d+ → +0\.000 +−0\.\d+ \(95 % .*, p < 0\.001\) +worse$/m)
  })
})

describe('wrong usage', () => {
  it.each([
    ['a metric that nothing measures', () => [run, '--gate', gateOf({ answers: { goldSighted: 1 } })]],
    ['a gate that is not there', () => [data, '--gate', join(folder, 'none.json')]],
    ['saving a saved run', () => [run, '--save', join(folder, 'again.json')]],
    ['two folders', () => [data, data]],
    ['nothing to compare with', () => ['--compare', run]],
  ])('%s ends with 2', async (_what, args) => {
    const { code, stdout } = await evaluate(...args())
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})
