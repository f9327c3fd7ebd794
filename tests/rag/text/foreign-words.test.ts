import { describe, expect, it } from 'vitest'
import { analyzeQuery, analyzeTopic } from '../../../src/rag/text/analyze.ts'

const terms = (text: string) => analyzeQuery(text).map(({ term }) => term)

describe('questions in other languages', () => {
  it.each([
    ['Wer genehmigt den Urlaub?', ['genehmigt', 'urlaub']],
    ['Combien coûte un repas à la cantine ?', ['cout', 'repa', 'cantin']],
    ['¿Cuántos días de vacaciones tengo?', ['dia', 'vacacion']],
  ])('%s', (question, topic) => expect(terms(question)).toEqual(topic))

  it('leaves English alone, also where words look foreign', () => {
    expect(terms('Who was on the die team in Des Moines?')).toEqual(['die', 'team', 'de', 'moin'])
    expect(terms('son of man')).toContain('son')
  })
})

describe('analyzeTopic', () => {
  it('has nothing to look for in words that only ask', () => {
    expect(analyzeTopic('when is it?')).toEqual([])
    expect(analyzeTopic('what does OKR stand for?').map(({ term }) => term)).toEqual(['okr'])
    expect(analyzeTopic('who is responsible for payroll?').map(({ term }) => term)).toEqual(['payrol'])
  })
})
