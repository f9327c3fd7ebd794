// An earlier answer's quotes, as they stand in their documents now.
import { expect, test } from 'vitest'
import { longText } from '../../../src/layout.ts'
import type { AccessScope, Citation, WorkspaceId } from '../../../src/model.ts'
import { createCiteAgain } from '../../../src/rag/answer/cite-again.ts'

const scope: AccessScope = { workspaceId: 'w' as WorkspaceId, audiences: ['workspace'] }
const quote = 'The vault opens at nine.'
const was = (start: number): Citation => ({
  marker: 3,
  document: { id: 'd', title: 'Old title', uri: 'file:///old.md', externalId: 'e' },
  quote,
  locator: { heading: 'Hours', start, end: start + quote.length },
  url: 'https://old.example/',
})

/** A document of this text, or none that the reader may see; its address is its own where it has one. */
function citing(text: string | null, parts = text === null ? [] : [text], of: object = {}) {
  const headings = [{ offset: 0, level: 1, text: 'Now' }]
  const found = {
    ...{ id: 'd', externalId: null, title: 'Vault', uri: 'file:///vault.md', url: null, thumbnail: null, chunks: 1 },
    ...{ mediaType: 'text/plain', author: null, language: 'en', modifiedAt: null, audience: 'workspace' as const },
    ...{ createdAt: '2026-01-01', updatedAt: '2026-01-01', layout: { pages: [], headings }, revision: 'r2' },
    ...of,
    text: longText(parts),
  }
  const asked: unknown[] = []
  const linked: unknown[] = []
  const citeAgain = createCiteAgain({
    store: {
      readForReader: async (reader, id) => {
        asked.push([reader, id])
        return text === null ? null : { ...found, id }
      },
    },
    linkTo: (document, { start, end }) => {
      linked.push(document)
      return `https://new.example/${document.id}/${start}-${end}/${document.revision}`
    },
  })
  return { citeAgain, asked, linked }
}

test('where nothing changed, the place is the same and its address is new', async () => {
  const { citeAgain, asked } = citing(`Hello. ${quote}`)
  const end = 7 + quote.length
  expect(await citeAgain(scope, [was(7), was(7)])).toEqual([
    ...Array.from({ length: 2 }, () => ({
      ...{ marker: 3, quote, locator: { heading: 'Hours', start: 7, end }, url: `https://new.example/d/7-${end}/r2` },
      document: { id: 'd', title: 'Vault', uri: 'file:///vault.md', externalId: 'e' },
    })),
  ])
  expect(asked).toEqual([[scope, 'd']])
})

test('where the document was changed around it, the quote is found again', async () => {
  const cited = await citing(`A new beginning. ${quote}`).citeAgain(scope, [was(7)])
  expect(cited).toMatchObject([{ locator: { heading: 'Now', start: 17, end: 17 + quote.length } }])
})

test('also where it lies across what is looked through at once', async () => {
  const text = `${' '.repeat(499_990)}${quote}`
  const cited = await citing(text, [text.slice(0, 400_000), text.slice(400_000)]).citeAgain(scope, [was(7)])
  expect(cited).toMatchObject([{ locator: { start: 499_990 } }])
})

test('and where it stands far behind what is looked through at once', async () => {
  const text = `${' '.repeat(600_000)}${quote}`
  expect(await citing(text).citeAgain(scope, [was(7)])).toMatchObject([{ locator: { start: 600_000 } }])
})

test('a quote that the document says twice stays where it was', async () => {
  const start = quote.length + 1
  const cited = await citing(`${quote} ${quote}`).citeAgain(scope, [was(start)])
  expect(cited).toMatchObject([{ locator: { heading: 'Hours', start } }])
})

test('an address is made of what the document is now: its own address and its date', async () => {
  const own = { url: 'https://wiki.example/vault', modifiedAt: '2026-05-05' }
  const { citeAgain, linked } = citing(quote, [quote], own)
  await citeAgain(scope, [was(0)])
  expect(linked).toMatchObject([own])
})

test('each document is read for itself', async () => {
  const { citeAgain, asked } = citing(quote)
  const other = { ...was(0), document: { ...was(0).document, id: 'f' } }
  const cited = await citeAgain(scope, [was(0), other])
  expect(cited?.map(({ document }) => document.id)).toEqual(['d', 'f'])
  expect(asked).toEqual([
    [scope, 'd'],
    [scope, 'f'],
  ])
})

test('nothing is cited where a quote, or its document for this reader, is not there', async () => {
  expect(await citing('The vault opens at ten.').citeAgain(scope, [was(0)])).toBeNull()
  expect(await citing(null).citeAgain(scope, [was(0)])).toBeNull()
})
