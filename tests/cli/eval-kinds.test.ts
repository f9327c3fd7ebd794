// An exam through the real command line: what is right, wrong and refused, by kind.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { seed } from '../seeded.ts'
import { cleanUp, makeFolder, ragbot } from './in-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const folder = makeFolder()
const environment = { DATA_DIR: join(folder, 'data') }
const [exam, pages] = [join(folder, 'exam'), join(folder, 'pages')]
const evaluate = (...args: string[]) => ragbot(['eval', exam, '--kinds', ...args], environment)

const gold = (page: string, quote: string) => [{ page, quote }]
const lines = [
  {
    _id: 'a1',
    kind: 'how-many',
    half: 'fit',
    handbook: 'north',
    text: 'How many days of annual leave are there?',
    gold: gold('north/leave.md', 'Annual leave is 28 days.'),
    facts: [['28 days']],
  },
  {
    _id: 'a2',
    kind: 'which',
    half: 'check',
    handbook: 'north',
    text: 'How many days of annual leave are there?',
    gold: gold('north/garage.md', 'The garage closes at midnight.'),
    facts: [['midnight']],
  },
  { _id: 'a3', kind: 'unanswerable', half: 'check', handbook: 'north', text: 'Who won the cup in 1974?' },
  {
    _id: 'b1',
    kind: 'when',
    half: 'check',
    handbook: 'south',
    text: 'When does the canteen open?',
    gold: gold('south/canteen.md', 'The canteen opens at seven.'),
    facts: [['seven']],
  },
]

beforeAll(async () => {
  await seed(environment.DATA_DIR)
  for (const path of [join(exam, 'north'), join(pages, 'south')]) mkdirSync(path, { recursive: true })
  writeFileSync(join(exam, 'north', 'leave.md'), '# Leave\n\nAnnual leave is 28 days. Ask your manager for it.\n')
  writeFileSync(join(exam, 'north', 'garage.md'), '# Garage\n\nThe garage closes at midnight.\n')
  writeFileSync(join(pages, 'south', 'canteen.md'), '# Canteen\n\nThe canteen opens at seven. Leave by nine.\n')
  writeFileSync(join(exam, 'exam.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'))
})
afterAll(cleanUp)

interface Rows {
  readonly kinds: readonly { readonly kind: string; readonly questions: number; readonly right: { share: number } }[]
}
const rightOf = ({ kinds }: Rows) =>
  Object.fromEntries(kinds.map(({ kind, questions, right }) => [kind, `${right.share * questions} of ${questions}`]))

describe('eval --kinds', () => {
  it('says what became of each question, by kind, over pages that lie elsewhere', async () => {
    const details = join(folder, 'details.jsonl')
    const { code, stdout, stderr } = await evaluate('--pages', pages, '--json', '--details', details)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const found = JSON.parse(stdout)
    expect(found).toMatchObject({ half: 'both', together: false, missing: [] })
    expect(rightOf(found)).toEqual({
      when: '1 of 1',
      'how-many': '1 of 1',
      which: '0 of 1',
      unanswerable: '1 of 1',
      'with an answer': '2 of 3',
      without: '1 of 1',
    })
    const told = readFileSync(details, 'utf8').trim().split('\n')
    expect(told.map((line) => JSON.parse(line)).map(({ id, outcome }) => [id, outcome])).toEqual([
      ['a1', 'right'],
      ['a2', 'wrong'],
      ['a3', 'right'],
      ['b1', 'right'],
    ])
  })

  it('leaves out questions whose pages are not there, and says how to have them', async () => {
    const { code, stdout, stderr } = await evaluate()
    expect(code).toBe(0)
    expect(stderr).toContain('1 page is not there or changed, their questions are left out: name the folder')
    expect(stderr).toContain('south/canteen.md')
    expect(stdout).toMatch(/^ {2}how-many +1 +100 % \(21–100\) +0 % \(0–79\)/m)
    expect(stdout).not.toContain('when')
  })

  it('asks one half alone', async () => {
    const { stdout } = await evaluate('--half', 'fit', '--json')
    expect(rightOf(JSON.parse(stdout))).toEqual({ 'how-many': '1 of 1', 'with an answer': '1 of 1' })
    const { code, stderr } = await evaluate('--half', 'both')
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--half has to be fit or check'),
    })
  })

  it('has all pages in one index where that is asked', async () => {
    const { stdout } = await evaluate('--pages', pages, '--together', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ together: true })
    expect(rightOf(JSON.parse(stdout))).toMatchObject({ 'with an answer': '2 of 3', unanswerable: '1 of 1' })
  })

  it.each([
    [['--gate', 'bars.json'], '--gate does not go with --kinds'],
    [['--compare', 'run.json'], '--compare does not go with --kinds'],
    [['--save', 'run.json'], '--save does not go with --kinds'],
  ])('refuses what it would not look at: %j', async (args, expected) => {
    expect(await evaluate(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(expected) })
  })

  it.each([[['--pages', pages]], [['--half', 'fit']], [['--together']]])('%j needs --kinds', async (args) => {
    const { code, stderr } = await ragbot(['eval', exam, ...args], environment)
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(`${args[0]} goes with --kinds`) })
  })
})
