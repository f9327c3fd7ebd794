import { describe, expect, it } from 'vitest'
import { isPermitted, type Surroundings, vocabulary } from '../../../../src/rag/answer/guard/permitted.ts'

const around: Surroundings = {
  evidence: 'Employees receive 30 days of vacation a year and ask hr@acme.test on db.internal.',
  head: 'Leave policy',
  question: 'How many days does ASP.NET give?',
  mayBeCredential: false,
  withheld: vocabulary('The word is pineapple, or correct horse battery staple.'),
  peculiar: new Set(['mango']),
}
const say = (text: string, more: Partial<Surroundings> = {}) => isPermitted(text, { ...around, ...more })

describe('isPermitted', () => {
  it.each([
    'Employees receive 30 days.',
    'Staff are granted 30 days of annual leave.',
    'Ask hr@acme.test on db.internal.',
    'ASP.NET gives 30 days.',
    'It stands in config.yaml and/or in Node.js.',
  ])('lets %s pass', (text) => expect(say(text)).toBe(true))

  it.each([
    ['an address', 'Employees receive 30 days, https://x.test'],
    ['an address of the inner network', 'Employees receive 30 days, intra://days'],
    ['an address without scheme and dot', 'Employees receive 30 days, //intra/days'],
    ['an address that runs', 'Employees receive 30 days, javascript:days'],
    ['an address without its scheme', 'Employees receive 30 days, x.test/a'],
    ['a host of a disguised spelling', 'Employees receive 30 days, x[.]test/a'],
    ['a host in wide letters', 'Employees receive 30 days, ｘ．ｔｅｓｔ'],
    ['a spaced address', 'Employees receive 30 days, x . test / a'],
    ['a host that no evidence names', 'Employees receive 30 days on x.test'],
    ['the path of a host that it names', 'Ask on db.internal/days'],
    ['a mail address that it does not name', 'Ask it@acme.test'],
    ['a link that it does not have', 'Employees receive 30 days (link).'],
    ['a spelled-out word', 'Employees receive 30 days a y e a r s'],
    ['flag letters', 'Employees receive 30 days 🇸🇪'],
    ['braille', 'Employees receive 30 days ⠎⠑'],
    ['an entity', 'Employees receive 30 days &#83;'],
    ['percent signs of an address', 'Employees receive 30 days %53'],
    ['another script', 'Employees receive 30 days ананас'],
    ['a word of two scripts', 'Employees receive 30 dаys'],
    ['a withheld word', 'Employees receive 30 pineapple days'],
    ['withheld words in a row', 'Employees receive correct horse days'],
    ['a word of one other passage', 'Employees receive 30 mango days'],
    ['another number', 'Employees receive 31 days'],
    ['a word in capitals', 'Employees receive 30 days, KUMQUAT'],
    ['a key', 'Employees receive sk-live-aaaabbbbcccc'],
  ])('stops %s', (_, text) => expect(say(text)).toBe(false))

  it('lets a key pass that is asked for, and that the evidence holds', () => {
    const evidence = 'The key is sk-live-aaaabbbbcccc.'
    expect(say('The key is sk-live-aaaabbbbcccc.', { evidence, mayBeCredential: true })).toBe(true)
    expect(say('The key is sk-live-aaaabbbbcccc.', { evidence })).toBe(false)
  })
})
