// What a document says is superseded does not answer what holds now.
import { beforeAll, expect, it } from 'vitest'
import { type Corpus, useEngine } from '../engine.ts'

const engine = useEngine()
let corpus: Corpus
beforeAll(async () => {
  corpus = await engine().open([
    {
      id: 'warranty',
      text: '# Tarn 300\n\n## Warranty\n\n*Superseded:* the Tarn 300 had a warranty of 12 months.\n\nThe warranty is 24 months from delivery.\n',
    },
    { id: 'words', text: '# Words\n\nA superseded drawing is kept in the red drawer.\n' },
  ])
})

it('is not said beside the rule that holds', async () => {
  const { markdown } = await corpus.ask('How long is the warranty of the Tarn 300?')
  expect(markdown).toContain('24 months')
  expect(markdown).not.toContain('12 months')
})

it('is said to whoever asks what held before', async () => {
  expect((await corpus.ask('How long was the superseded warranty of the Tarn 300?')).markdown).toContain('12 months')
})

it('is a word like others inside a sentence', async () => {
  expect((await corpus.ask('Where is a superseded drawing kept?')).markdown).toContain('red drawer')
})
