import { describe, expect, it } from 'vitest'
import { isMisspelling } from '../../../../src/rag/answer/extractive/spelling.ts'

describe('isMisspelling', () => {
  it.each([
    ['parentl', 'parental'],
    ['recieve', 'receive'],
    ['expences', 'expenses'],
    ['aproves', 'approves'],
    ['escalaton', 'escalation'],
    ['reimbursemnet', 'reimbursement'],
    ['accomodaton', 'accommodation'],
  ])('%s means %s', (word, meant) => expect(isMisspelling(word, meant)).toBe(true))

  it.each([
    ['form', 'from'],
    ['store', 'stone'],
    ['weekend', 'weekday'],
    ['hiring', 'firing'],
    ['marker', 'master'],
    ['E11000', 'E11001'],
    ['202411', '202412'],
  ])('%s does not mean %s', (word, meant) => expect(isMisspelling(word, meant)).toBe(false))
})
