import { describe, expect, it } from 'vitest'
import { missingWords } from '../../../../src/rag/answer/extractive/bridge.ts'
import { createExtractiveWriter } from '../../../../src/rag/answer/extractive/extractive.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const asked = 'In which room does the lead of Project Heron sit?'
const heron = {
  documentId: 'heron',
  title: 'Project Heron',
  relevance: 5,
  text: 'The lead of Project Heron is Salma Ito.',
}
const write = (text: string, documentId = 'rooms') =>
  createExtractiveWriter().write(
    readQuestion({ text: asked, original: asked, isFollowUp: false }),
    [heron, { documentId, title: 'Rooms', relevance: 4, text }],
    { chunks: 0, frequencies: new Map() },
  )
const said = async (text: string, documentId?: string) => {
  const draft = await write(text, documentId)
  return draft.kind === 'claims' ? draft.claims.map((claim) => claim.text) : []
}

describe('an answer in two steps', () => {
  it('takes the value from another document that says it of the name', async () => {
    expect(await said('Ben Olsen sits in room 2.02. Salma Ito sits in room 3.14.')).toEqual([
      'The lead of Project Heron is Salma Ito.',
      'Salma Ito sits in room 3.14.',
    ])
    expect(await write('Salma Ito sits in room 3.14.')).not.toHaveProperty('notes')
  })

  it('says what is missing where no document says it', async () => {
    expect(await said('Ben Olsen sits in room 2.02.')).toEqual(['The lead of Project Heron is Salma Ito.'])
    expect(await write('Ben Olsen sits in room 2.02.')).toMatchObject({
      notes: ['I found nothing about “room”, “sit”.'],
    })
  })
})

describe('no second step', () => {
  const lead = ['The lead of Project Heron is Salma Ito.']
  it.each([
    ['is taken in the same document', 'Salma Ito sits in room 3.14.', 'heron'],
    ['leads to a sentence that leaves the same open', 'Salma Ito does sit by the window.', 'rooms'],
    ['leads to what was not asked', 'Salma Ito came in May to floor 4.', 'rooms'],
  ])('%s', async (_, text, documentId) => expect(await said(text, documentId)).toEqual(lead))
})

it('is taken nowhere where the first sentence says the value', async () => {
  const text = 'The lead of Project Heron is Salma Ito of room 1.01.'
  const draft = await createExtractiveWriter().write(
    readQuestion({ text: asked, original: asked, isFollowUp: false }),
    [
      { ...heron, text },
      { documentId: 'rooms', title: 'Rooms', relevance: 4, text: 'Salma Ito sits in room 3.14.' },
    ],
    { chunks: 0, frequencies: new Map() },
  )
  expect(draft).toMatchObject({ claims: [{ text }] })
})

describe('missing words', () => {
  it('are those of the question that are not said, each once', () => {
    const question = readQuestion({ text: asked, original: asked, isFollowUp: false })
    expect(missingWords(question, ['Project Heron', 'The rooms of the leads'])).toEqual(['sit'])
    const twice = 'Does the lead sit where the lead may sit?'
    expect(missingWords(readQuestion({ text: twice, original: twice, isFollowUp: false }), ['Heron'])).toEqual([
      'lead',
      'sit',
    ])
  })
})
