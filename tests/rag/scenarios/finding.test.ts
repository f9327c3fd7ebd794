// Ways in which the place of an answer is missed or cut, each as a question that shows it; after Barnett et al.,
// "Seven Failure Points When Engineering a Retrieval Augmented Generation System": https://arxiv.org/abs/2401.05856
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SourceDocument } from '../../../src/model.ts'
import { type Corpus, cited, collect, type Note, sourceOf, useEngine } from '../engine.ts'

const engine = useEngine()

const filler = (topic: string, count: number) =>
  Array.from(
    { length: count },
    (_, i) => `The ${topic} of week ${i + 1} was looked at by the team, and nothing had to be changed about it.`,
  )

describe('missing content', () => {
  let corpus: Corpus
  beforeAll(async () => {
    corpus = await engine().open([
      { id: 'vpn', text: '# VPN\n\nThe VPN client is called Tunnelgate. Sessions end after ten hours.\n' },
      { id: 'wifi', text: '# Wi-Fi\n\nGuests use the network Lobby. Its password changes each Monday.\n' },
      {
        id: 'printer',
        text: '# Printers\n\nThe printer on the second floor prints in colour. Toner is in room 2.03.\n',
      },
    ])
  })

  it.each([
    'Who is the vendor of our firewall?',
    'How many vacation days do contractors get?',
    'What is the password of the VPN administrator?',
    'Which printer scans to mail?',
    'When does the cafeteria open?',
  ])('says that it does not know: %s', async (question) => {
    const answer = await corpus.ask(question)
    expect(answer.markdown).toMatch(/^I don't know(?: for sure)?\. I searched 3 documents/)
    expect(answer).toMatchObject({ kind: 'no_evidence', citations: [] })
  })

  it('names what comes nearest, and nothing where nothing comes near', async () => {
    const near = await corpus.ask('What is the password of the VPN administrator?')
    expect(near.searched.nearest.map(({ document }) => document.externalId)).toContain('vpn')
    const far = await corpus.ask('How do I prune roses?')
    expect(far.searched.nearest).toEqual([])
  })

  it('does not answer about one thing with another of its kind', async () => {
    const codes = await engine().open([{ id: 'codes', text: '# Errors\n\nError E204 means that the tank is empty.\n' }])
    expect((await codes.ask('What does error E204 mean?')).markdown).toContain('the tank is empty')
    expect((await codes.ask('What does error E205 mean?')).kind).toBe('no_evidence')
    expect((await codes.ask('What does error E-205 mean?')).kind).toBe('no_evidence')
  })
})

describe('missed document', () => {
  it('finds the answer below documents that say more of the question’s words', async () => {
    const loud: Note[] = Array.from({ length: 12 }, (_, i) => ({
      id: `minutes-${i}`,
      text: `# Minutes ${i}\n\nThe travel budget was discussed. The travel budget comes up again. Nobody knew more about the travel budget.\n`,
    }))
    const quiet = { id: 'finance', text: '# Finance\n\nThe travel budget is 48,000 EUR for 2026.\n' }
    const answer = await (await engine().open([...loud, quiet])).ask('How much is the travel budget for 2026?')
    expect(answer.markdown).toContain('48,000 EUR')
    expect(cited(answer)).toContain('finance')
  })

  it('finds the answer in other words: another form, a synonym, a heading above it', async () => {
    const corpus = await engine().open([
      { id: 'leave', text: '# Vacation\n\nEvery employee gets 27 days a year.\n' },
      { id: 'laptops', text: '# Devices\n\nStolen laptops are reported to the duty desk at once.\n' },
      { id: 'canteen', text: '# Canteen\n\n## Opening hours\n\nFrom 11:30 to 14:00, Monday to Friday.\n' },
    ])
    expect((await corpus.ask('How many days of holiday do employees get?')).markdown).toContain('27 days')
    expect((await corpus.ask('Whom do I tell when my laptop was stolen?')).markdown).toContain('the duty desk')
    expect((await corpus.ask('When is the canteen open?')).markdown).toContain('11:30 to 14:00')
  })

  it('search has it among the first ten of a hundred that share its words', async () => {
    const many: Note[] = Array.from({ length: 100 }, (_, i) => ({
      id: `site-${i}`,
      text: `# Site ${i}\n\nThe pump station at site ${i} is serviced by crew ${i % 7}. Its valve was changed in ${1990 + (i % 30)}.\n`,
    }))
    const corpus = await engine().open(many)
    const { hits } = await engine().rag.search('valve of the pump station at site 73', corpus.scope, 10)
    expect(hits[0]?.document.externalId).toBe('site-73')
    expect((await corpus.ask('Which crew services site 73?')).markdown).toContain('crew 3')
  })
})

describe('cut context', () => {
  it('answers from anywhere in a long document', async () => {
    const parts = filler('inspection', 120)
    parts.splice(77, 0, 'The spare key to the archive hangs behind the map of Lisbon.')
    const corpus = await engine().open([{ id: 'log', text: `# Log\n\n${parts.join(' ')}\n` }])
    const answer = await corpus.ask('Where does the spare key to the archive hang?')
    expect(answer.markdown).toContain('behind the map of Lisbon')
    expect(answer.citations[0]?.quote.length).toBeLessThan(1_000)
  })

  it('reads the row of a long table whose header is far away', async () => {
    const rows = Array.from(
      { length: 150 },
      (_, i) => `| Lager ${i + 1} | Aisle ${String.fromCharCode(65 + (i % 26))} | ${3 * i + 11} pallets |`,
    )
    const text = `# Stock\n\n| Store | Place | Capacity |\n|---|---|---|\n${rows.join('\n')}\n`
    const answer = await (await engine().open([{ id: 'stock', text }])).ask('What is the capacity of Lager 118?')
    expect(answer.markdown).toContain('362 pallets')
    expect(answer.markdown).not.toContain('pallets. Lager')
  })

  it('knows the columns of each row of a table that fills several chunks', async () => {
    const rows = Array.from(
      { length: 120 },
      (_, i) => `| HH-K ${100 + i} | Driver ${i} | ${1 + (i % 28)} ${['May', 'June', 'July'][i % 3]} 2026 |`,
    )
    const text = `# Fleet\n\n| Plate | Driver | Next inspection |\n|---|---|---|\n${rows.join('\n')}\n`
    const corpus = await engine().open([{ id: 'fleet', text }])
    const answer = await corpus.ask('When is the next inspection of HH-K 187?')
    expect(answer.markdown).toBe('HH-K 187 – Driver: Driver 87; Next inspection: 4 May 2026. [1]')
    expect(answer.citations[0]?.quote).toContain('| HH-K 187 | Driver 87 | 4 May 2026 |')
    expect((await corpus.ask('When is the next inspection of HH-K 387?')).kind).toBe('no_evidence')
  })

  it('keeps a list with what introduces it, however much stands before', async () => {
    const before = filler('delivery', 14).join(' ')
    const list =
      'To open the vault you need:\n\n- the red card\n- the code of the day\n- a second person from the night shift\n'
    const answer = await (await engine().open([{ id: 'vault', text: `# Vault\n\n${before}\n\n${list}` }])).ask(
      'What do I need to open the vault?',
    )
    for (const item of ['red card', 'code of the day', 'second person']) expect(answer.markdown).toContain(item)
  })

  it('quotes a sentence whole, wherever a chunk ends', async () => {
    const target = 'The turbine hall is ventilated for exactly forty minutes before anybody enters it.'
    for (const count of [15, 16, 17, 18, 19]) {
      const text = `${filler('report', count).join(' ')} ${target} ${filler('survey', 19).join(' ')}`
      const answer = await (await engine().open([{ id: 'hall', text }])).ask(
        'How long is the turbine hall ventilated before anybody enters?',
      )
      expect(answer.markdown).toContain(target)
      expect(answer.citations.some(({ quote }) => quote.includes(target))).toBe(true)
    }
  })
})

describe('extraction failure', () => {
  const file = (name: string, bytes: Uint8Array | string): SourceDocument => ({
    sourceKey: `file:///${name}`,
    uri: `file:///${name}`,
    name,
    bytes: Buffer.from(bytes),
    externalId: name,
  })
  const junk = Uint8Array.from({ length: 4_096 }, (_, n) => (n * 7_919) % 256)

  it('names each file that cannot be read, and answers from the others', async () => {
    const { rag, store } = engine()
    const workspaceId = await store.openWorkspace(`broken-${randomUUID()}`)
    const outcomes = await collect(
      rag.index(
        [
          sourceOf({ id: 'before', text: '# Ferry\n\nThe ferry leaves at 6:40.\n' }),
          file('broken.pdf', '%PDF-1.7\nthis is no PDF at all\n'),
          file('cut.docx', Buffer.concat([Buffer.from('PK\u0003\u0004'), junk])),
          file('junk.txt', junk),
          file('empty.md', ''),
          sourceOf({ id: 'after', text: '# Tram\n\nThe tram leaves at 7:15.\n' }),
        ],
        { workspaceId, audience: 'workspace' },
      ),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['indexed', 'failed', 'failed', 'failed', 'failed', 'indexed'])
    for (const outcome of outcomes) {
      if (outcome.status !== 'failed') continue
      expect(outcome.error.code).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(outcome.error.message.length).toBeGreaterThan(15)
    }
    expect(outcomes[1]?.uri).toBe('file:///broken.pdf')
    const ask = (question: string) =>
      rag.ask({ question, history: [], scope: { workspaceId, audiences: ['workspace'] } })
    expect((await ask('When does the ferry leave?')).markdown).toContain('6:40')
    const last = await ask('When does the tram leave?')
    expect(last.markdown).toContain('7:15')
    expect(last.searched.documents).toBe(2)
  })

  it('what becomes unreadable keeps answering as it was', async () => {
    const { rag, store } = engine()
    const workspaceId = await store.openWorkspace(`spoilt-${randomUUID()}`)
    const target = { workspaceId, audience: 'workspace' } as const
    const [first] = await collect(rag.index([file('ferry.txt', 'The ferry leaves at 6:40.')], target))
    const [second] = await collect(rag.index([file('ferry.txt', junk)], target))
    expect([first?.status, second?.status]).toEqual(['indexed', 'failed'])
    const answer = await rag.ask({
      question: 'When does the ferry leave?',
      history: [],
      scope: { workspaceId, audiences: ['workspace'] },
    })
    expect(answer.markdown).toContain('6:40')
  })
})
