// What is said besides the documents' own words is said in the language of the question.
import { beforeAll, expect, it } from 'vitest'
import { type Corpus, useEngine } from '../engine.ts'

const engine = useEngine()
let corpus: Corpus
beforeAll(async () => {
  corpus = await engine().open([
    { id: 'urlaub', text: '# Urlaub\n\nJeder Mitarbeiter erhält 28 Tage Urlaub im Jahr.\n' },
    { id: 'reise', text: '# Dienstreisen\n\nDie Genehmigung für eine Dienstreise gibt die Abteilungsleitung.\n' },
    { id: 'garage', text: '# Garage\n\nThe garage closes at midnight.\n' },
  ])
})

it('an answer is the documents’ own, and says what it was asked in', async () => {
  const answer = await corpus.ask('Wer gibt die Genehmigung für eine Dienstreise?')
  expect(answer).toMatchObject({ kind: 'answered', language: 'de', citations: [{ document: { externalId: 'reise' } }] })
  expect(answer.markdown).toMatch(/Abteilungsleitung/)
  expect(await corpus.ask('When does the garage close?')).not.toHaveProperty('language')
})

it.each([
  ['Wer hat den Kran im Hafen gestrichen?', /^Ich weiß es nicht\. Ich habe 3 Dokumente durchsucht/],
  ['Qui a repeint la grue du port et pour qui ?', /^Je ne sais pas\. J’ai parcouru 3 documents/],
  ['¿Quién ha pintado la grúa en el puerto?', /^No lo sé\. He buscado en 3 documentos/],
  ['港のクレーンを塗り直したのは誰ですか', /^わかりません。3件の文書を調べましたが/],
  ['谁重新粉刷了港口的起重机？', /^我不知道。我查找了 3 份文档/],
  ['항구의 크레인을 누가 다시 칠했나요?', /^모르겠습니다\. 문서 3개를 찾아보았지만/],
  ['Who repainted the harbour crane?', /^I don't know\. I searched 3 documents/],
])('%s is refused in its language', async (question, said) => {
  expect(await corpus.ask(question)).toMatchObject({ kind: 'no_evidence', markdown: expect.stringMatching(said) })
})

it('what asks for nothing is told so, and a long question that it was cut', async () => {
  const long = `Wie viele Tage Urlaub hat jeder Mitarbeiter im Jahr? ${'Und das ist nicht alles. '.repeat(100)}`
  expect((await corpus.ask(long)).notes?.[0]).toBe('Deine Frage war lang: Ich habe ihre ersten 2.000 Zeichen gelesen.')
})

it('a question of a thread in one language may be asked in another', async () => {
  const answer = await corpus.ask('Who repainted the harbour crane?', ['Wie viele Tage Urlaub gibt es im Jahr?'])
  expect(answer.markdown).toMatch(/^I don't know/)
})
