import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { hashOf, readExam } from '../../../../src/rag/evaluation/exam/exam.ts'

const folder = mkdtempSync(join(tmpdir(), 'ragbot-exam-'))
const pages = join(folder, 'elsewhere')
afterAll(() => rmSync(folder, { recursive: true }))

const page = 'Leave is 28 days. The rest is carried over until April.'
const passage = 'Leave is 28 days.'
const place = { page: 'book/leave.md', start: 0, end: passage.length, sha256: hashOf(passage) }
const line = {
  _id: 'a1',
  kind: 'how-many',
  half: 'fit',
  handbook: 'book',
  text: 'How much leave?',
  gold: [place],
  facts: [['28 days', 'twenty-eight days']],
}
const read = (...lines: object[]) => {
  writeFileSync(join(folder, 'exam.jsonl'), lines.map((one) => JSON.stringify(one)).join('\n'))
  return readExam(folder, [folder, pages])
}

beforeEach(() => {
  mkdirSync(join(pages, 'book'), { recursive: true })
  writeFileSync(join(pages, 'book', 'leave.md'), page)
})

describe('an exam', () => {
  it('has passages by their place or by their words', async () => {
    const quoted = { ...line, _id: 'a2', gold: [{ page: 'book/leave.md', quote: 'carried over until April' }] }
    const { questions, missing } = await read(line, quoted)
    expect(missing).toEqual([])
    expect(questions).toEqual([
      {
        id: 'a1',
        kind: 'how-many',
        half: 'fit',
        handbook: 'book',
        text: 'How much leave?',
        history: [],
        gold: [{ page: 'book/leave.md', text: passage }],
        facts: [['28 days', 'twenty-eight days']],
      },
      expect.objectContaining({ id: 'a2', gold: [{ page: 'book/leave.md', text: 'carried over until April' }] }),
    ])
  })

  it('takes a page from the first folder that has it', async () => {
    mkdirSync(join(folder, 'book'), { recursive: true })
    writeFileSync(join(folder, 'book', 'leave.md'), 'Something else.')
    expect(await read(line)).toEqual({ questions: [], missing: ['book/leave.md'] })
    rmSync(join(folder, 'book'), { recursive: true })
    expect((await read(line)).questions).toHaveLength(1)
  })

  it('leaves out what asks a page that is gone or changed, and names it', async () => {
    const gone = { ...line, _id: 'a2', gold: [{ ...place, page: 'book/gone.md' }] }
    const changed = { ...line, _id: 'a3', gold: [{ ...place, sha256: hashOf('Leave is 27 days.') }] }
    const reworded = { ...line, _id: 'a4', gold: [{ page: 'book/leave.md', quote: 'Leave is 27 days.' }] }
    const { questions, missing } = await read(gone, changed, reworded, line)
    expect(questions.map(({ id }) => id)).toEqual(['a1'])
    expect(missing).toEqual(['book/gone.md', 'book/leave.md'])
  })

  it('leaves out what asks a handbook that is not there, also where it has no answer', async () => {
    const none = { _id: 'a2', kind: 'unanswerable', half: 'fit', handbook: 'gone', text: 'Who won?' }
    const { questions, missing } = await read(none, { ...none, _id: 'a3', handbook: 'book' })
    expect(questions.map(({ id }) => id)).toEqual(['a3'])
    expect(missing).toEqual(['gone'])
  })

  it('knows what was asked before', async () => {
    const { questions } = await read({ ...line, kind: 'follow-up', history: ['When is payday?'] })
    expect(questions[0]?.history).toEqual([{ role: 'user', text: 'When is payday?' }])
  })

  it.each([
    ['a kind that there is not', { ...line, kind: 'riddle' }, /exam\.jsonl:1: "kind" has to be one of who, when/],
    ['no half', { ...line, half: undefined }, /exam\.jsonl:1 needs "half" \(fit or check\)/],
    ['no handbook', { ...line, handbook: 7 }, /needs "half" .* and "handbook"/],
    ['an answer without a passage', { ...line, gold: [] }, /"gold" and "facts" go with what has an answer/],
    ['a passage without facts', { ...line, facts: undefined }, /"gold" and "facts" go with/],
    ['a passage for what has no answer', { ...line, kind: 'near-miss' }, /"gold" and "facts" go with/],
    ['a passage of no page', { ...line, gold: [{ quote: 'x' }] }, /each of "gold" needs its "page"/],
    ['a passage without a place', { ...line, gold: [{ page: 'book/leave.md' }] }, /needs "quote", or "start", "end"/],
  ])('refuses %s', async (_, wrong, message) => {
    await expect(read(wrong)).rejects.toThrow(message)
  })

  it('refuses a folder without one', async () => {
    await expect(readExam(pages, [])).rejects.toThrow(/exam\.jsonl is missing/)
  })
})
