import { describe, expect, it } from 'vitest'
import { analyze, analyzeQuery, queryTerms } from '../../../src/rag/text/analyze.ts'

const terms = (text: string) => analyze(text).map(({ term }) => term)

describe('analyze', () => {
  it('folds case, width and diacritics, stems, and drops stop words', () => {
    expect(terms('The Cafés were ＯＰＥＮ')).toEqual(['cafe', 'open'])
    expect(terms('vacations')).toEqual(terms('Vacation'))
    expect(terms('organisation behaviour')).toEqual(terms('organization behavior'))
    expect(terms('who paid')).toEqual(['who', ...terms('pay')])
  })

  it.each([
    ['release v2.3', 'release 2.3'],
    ['1,000 seats', '1000 seats'],
    ['9am', '9 am'],
  ])('reads %s as %s', (a, b) => {
    expect(terms(a)[a.startsWith('release') ? 1 : 0]).toBe(terms(b)[a.startsWith('release') ? 1 : 0])
  })

  it.each([
    ['th', 'ห้องประชุมอยู่ที่ชั้น3', ['ห้อง', 'ประชุม', 'ชั้น', '3']],
    ['lo', 'ຫ້ອງປະຊຸມ', ['ຫ້ອງ', 'ປະຊຸມ']],
    ['km', 'បន្ទប់ប្រជុំ', ['បន្ទប់', 'ប្រជុំ']],
    ['my', 'အစည်းအဝေးခန်း', ['အစည်းအဝေး', 'ခန်း']],
    ['Latin and digits beside CJK', 'VPNの設定は3階', ['VPN', 'の設', '設定', '定は', '3', '階']],
  ])('cuts words without spaces: %s', (_, text, words) => {
    expect(analyze(text).map(({ start, end }) => text.slice(start, end))).toEqual(expect.arrayContaining(words))
  })

  it.each([
    ['15 m³ of H₂O', '15 m^3 of H2O'],
    ['3.2×10⁶', '3.2 10^6'],
    ['10⁻⁶', '10^{-6}'],
    ['1,000¹ euros', '1000 euros'],
    ['the hall² area', 'the hall area'],
    ['kg·m⁻³', 'kg m^-3'],
  ])('what is raised in %s', (a, b) => expect(terms(a)).toEqual(terms(b)))

  it('a power is no number that looks like it', () => {
    expect(terms('10⁶ 95² 10₂')).toEqual(['10^6', '95^2', '10_2'])
  })

  it('keeps the parts of codes, C++, and departments that read like pronouns', () => {
    expect(terms('INC-4411')).toEqual(['inc', '4411'])
    expect(terms('C++ or C#')).toEqual(['c++', 'c#'])
    expect(terms('ask IT about it')).toContain('it')
    expect(terms('the U.S. office').slice(0, 1)).toEqual(['us'])
    expect(terms("the company's plan, we'll see")).toEqual(terms('company plan see'))
  })

  it('reads a word the same with and without its hyphen', () => {
    expect(terms('E-mail over Wi-Fi')).toEqual(terms('email over wifi'))
    expect(terms('INC-e-7 on-call')).toEqual(['inc', 'e', '7', 'call'])
  })

  it('cuts CJK runs into overlapping bigrams, and leaves a single character whole', () => {
    expect(terms('東京都')).toEqual(['東京', '京都'])
    expect(terms('休 leave')).toEqual(['休', 'leav'])
    expect(terms('Slackの設定')).toContain('設定')
  })

  it('gives the offsets of each term in the text as it came', () => {
    const text = 'Ünïted “Café” 東京都 2.3'
    expect(analyze(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'Ünïted',
      'Café',
      '東京',
      '京都',
      '2.3',
    ])
  })

  it('finds nothing in white space and symbols', () => {
    expect(analyze(' \n— * ** 🎉')).toEqual([])
  })
})

describe('analyzeQuery', () => {
  it('drops words that only ask', () => {
    expect(analyzeQuery('Could you please tell me what the notice period is?').map(({ term }) => term)).toEqual(
      terms('notice period'),
    )
  })

  it('falls back on them when nothing else is left', () => {
    expect(analyzeQuery('what happened').length).toBeGreaterThan(0)
  })
})

describe('languages', () => {
  const read = (text: string, language: string) => analyze(text, language).map(({ term }) => term)

  it.each([
    ['de', 'Der Urlaubsantrag', 'die Urlaubsanträge'],
    ['de', 'eine Kündigung', 'Kündigungen'],
    ['de', 'das Haus', 'den Häusern'],
    ['fr', 'le congé', 'les conges'],
    ['fr', 'le remboursement', 'être remboursé'],
    ['es', 'las vacaciones', 'vacación'],
    ['it', 'i rimborsi', 'il rimborso'],
    ['pt', 'os empregados', 'o empregado'],
    ['nl', 'de werknemers', 'een werknemer'],
    ['sv', 'semestern', 'semester'],
    ['ru', 'отпусков', 'отпуска'],
    ['ru', 'новый', 'новые'],
  ])('in %s, %s and %s are one', (language, a, b) => {
    expect(read(a, language)).toHaveLength(1)
    expect(read(a, language)).toEqual(read(b, language))
  })

  it('reads a language that is not stemmed as English', () =>
    expect(read('vacations', 'xx')).toEqual(terms('vacation')))

  it('reads a question in every language of the documents, a stem that they share once', () => {
    const found = analyzeQuery('Anträge parking', ['en', 'de'])
    expect(found.map(({ term }) => term)).toEqual(['antrag', 'park', 'parking'])
  })
})

describe('queryTerms', () => {
  it('weighs words that may only ask half, and drops those that cannot be a topic', () => {
    expect(queryTerms('What types of leave are there?')).toEqual(
      new Map([
        ['type', 0.5],
        ['leav', 1],
      ]),
    )
  })

  it('counts what is said twice, and gives words that ask their full weight when there are no others', () => {
    expect(queryTerms('leave or leaving').get('leav')).toBe(2)
    expect(queryTerms('information').size).toBe(1)
    expect([...queryTerms('information').values()]).toEqual([1])
    expect(queryTerms('who?').size).toBe(1)
  })
})
