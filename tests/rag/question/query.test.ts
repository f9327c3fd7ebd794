import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it, test } from 'vitest'
import type { SourceDocument, WorkspaceId } from '../../../src/model.ts'
import { type ParsedQuery, parseQuery } from '../../../src/rag/question/query.ts'
import { analyze } from '../../../src/rag/text/analyze.ts'
import { termId } from '../../../src/rag/text/bm25.ts'
import { collect, useEngine } from '../engine.ts'

const idsOf = (text: string) => analyze(text).map(({ term }) => termId(term))

test.each<[string, ParsedQuery]>([
  ['annual leave', { text: 'annual leave' }],
  ['', { text: '' }],
  ['leave from:handbook', { text: 'leave', filter: { from: ['handbook'] } }],
  ['in:wiki SOURCE:"Team Site" leave', { text: 'leave', filter: { from: ['wiki', 'Team Site'] } }],
  ['type:pdf type:.csv type:Word x', { text: 'x', filter: { types: ['pdf', 'csv', 'wordprocessingml'] } }],
  ['author:"Ana Lima" by:bo', { text: '', filter: { authors: ['Ana Lima', 'bo'] } }],
  ['after:2026 x', { text: 'x', filter: { after: '2026-01-01T00:00:00.000Z' } }],
  ['since:2026-3', { text: '', filter: { after: '2026-03-01T00:00:00.000Z' } }],
  ['before:2026-02-28', { text: '', filter: { before: '2026-02-28T00:00:00.000Z' } }],
  ['"sick  leave" days', { text: 'sick leave days', filter: { phrases: ['sick leave'] } }],
  ['“sick leave”', { text: 'sick leave', filter: { phrases: ['sick leave'] } }],
  ['« sick leave »', { text: 'sick leave', filter: { phrases: ['sick leave'] } }],
  ['"" days', { text: 'days' }],
  ['"unbalanced days', { text: '"unbalanced days' }],
  ['a 5" pipe and a 6" pipe', { text: 'a 5" pipe and a 6" pipe' }],
  ['leave -draft', { text: 'leave', filter: { without: idsOf('draft') } }],
  ['leave -"old draft" -follow-up', { text: 'leave', filter: { withoutPhrases: ['old draft', 'follow-up'] } }],
  // No exclusions, no limits.
  ['follow-up well-being', { text: 'follow-up well-being' }],
  ['at -5 degrees - or --force -g', { text: 'at -5 degrees - or --force -g' }],
  ['leave -the', { text: 'leave' }],
  ['https://a.test/x:y see', { text: 'https://a.test/x:y see' }],
  ['error: note:this 12:30 from: x', { text: 'error: note:this 12:30 from: x' }],
  ['le\u200bave fr\u200bom:handbook', { text: 'leave', filter: { from: ['handbook'] } }],
  ['xfrom:handbook', { text: 'xfrom:handbook' }],
])('%j', (query, parsed) => {
  expect(parseQuery(query)).toEqual(parsed)
})

test.each(['after:soon', 'before:2026-13', 'after:2026-02-30', 'since:0000', 'until:26', 'after:2026-01-01T10:00'])(
  '%s is refused with what to type',
  (query) => {
    const [key] = query.split(':')
    expect(() => parseQuery(`leave ${query}`)).toThrow(
      expect.objectContaining({ code: 'bad-query', message: expect.stringContaining(`${key}:2026-01-31`) }),
    )
  },
)

test('a word is left out in each language of the documents, and one without spaces as it stands', () => {
  const [german] = analyze('Bücher', 'de').map(({ term }) => termId(term))
  expect(parseQuery('x -Bücher', ['en', 'de']).filter?.without).toContain(german)
  expect(parseQuery('x -会議室').filter).toEqual({ withoutPhrases: ['会議室'] })
})

test('a query of 2,000 characters is read, and a longer one refused', () => {
  expect(parseQuery('x'.repeat(2_000)).text).toHaveLength(2_000)
  expect(() => parseQuery('x'.repeat(2_001))).toThrow(expect.objectContaining({ code: 'bad-query' }))
})

test('12 limits are taken, 13 are refused', () => {
  const twelve = Array.from({ length: 6 }, (_, i) => `"a ${i}" -"b ${i}"`).join(' ')
  expect(parseQuery(twelve).filter?.withoutPhrases).toHaveLength(6)
  for (const one of ['"c d"', '-"c d"', 'from:c', 'type:pdf', 'by:c'])
    expect(() => parseQuery(`${twelve} ${one}`)).toThrow(
      expect.objectContaining({ code: 'bad-query', message: expect.stringContaining('more than 12') }),
    )
  // One look-up however many they are.
  expect(parseQuery(`${twelve} -cat -dog -eel`).filter?.without).toHaveLength(3)
})

describe('limits in a search', () => {
  const engine = useEngine()
  let home: WorkspaceId
  const source = (name: string, text: string, more: Partial<SourceDocument> = {}): SourceDocument => {
    const uri = `https://wiki.test/${name}`
    return { sourceKey: uri, uri, name, bytes: Buffer.from(text), externalId: name, ...more }
  }

  beforeAll(async () => {
    home = await engine().store.openWorkspace(`query-${randomUUID()}`)
    const sources = [
      source('handbook/leave.md', '# Leave\n\nThe zebra takes sick\nleave, and is back soon.', {
        author: 'Ana Lima',
        modifiedAt: '2026-03-10T12:00:00Z',
      }),
      source('blog/zebra.html', '<p>A zebra is sick of leave. ÄRGER im Büro.</p>', { modifiedAt: '2025-01-01' }),
      source('draft.txt', 'A draft of the zebra paper, sick\u00a0leave aside.', { modifiedAt: '2024-06-01' }),
      source(
        'verträge.md',
        'Die Verträge mit dem Zebra werden in der Abteilung für die Mitarbeiter aufbewahrt und sind nicht öffentlich.',
        { modifiedAt: '2023-06-01' },
      ),
    ]
    await collect(engine().rag.index(sources, { workspaceId: home, audience: 'workspace' }))
  })
  const [leave, blog, draft, german] = ['handbook/leave.md', 'blog/zebra.html', 'draft.txt', 'verträge.md']

  it.each([
    ['zebra', [leave, blog, draft, german]],
    ['zebra from:HANDBOOK', [leave]],
    ['zebra from:wiki.test/blog', [blog]],
    ['zebra type:markdown', [leave, german]],
    ['zebra type:html', [blog]],
    ['zebra type:txt', [draft]],
    ['zebra author:lima', [leave]],
    ['zebra after:2025', [leave, blog]],
    ['zebra after:2025 before:2026', [blog]],
    ['zebra "Sick leave"', [leave, draft]],
    ['zebra "Ärger im büro"', [blog]],
    ['zebra -draft', [leave, blog, german]],
    ['zebra -"sick leave"', [blog, german]],
    ['zebra -"sick leave" -"zebra paper" -"Mit Dem Zebra"', [blog]],
    ['zebra -"(sick|leave)"', [leave, blog, draft, german]],
    ['zebra -"ve.*"', [leave, blog, draft, german]],
    ['zebra "back."', []],
    ['zebra "soon."', [leave]],
    ['zebra -Vertrag', [leave, blog, draft]],
    ['zebra type:pdf', []],
    ['nothing from:handbook', []],
  ])('%s', async (query, expected) => {
    const { hits } = await engine().rag.search(query, { workspaceId: home, audiences: ['workspace'] }, 10)
    expect(hits.map(({ document }) => document.externalId).toSorted()).toEqual(expected.toSorted())
  })

  it('limits alone list the newest first', async () => {
    const list = async (query: string) => {
      const { hits } = await engine().rag.search(query, { workspaceId: home, audiences: ['workspace'] }, 10)
      return hits.map(({ document }) => document.externalId)
    }
    expect(await list('from:wiki')).toEqual([leave, blog, draft, german])
    expect(await list('-draft')).toEqual([leave, blog, german])
    expect(await list('author:nobody')).toEqual([])
    const { hits } = await engine().rag.search('from:wiki', { workspaceId: home, audiences: ['channel:slack:T/C'] }, 10)
    expect(hits).toEqual([])
  })
})
