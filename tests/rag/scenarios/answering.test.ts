// Ways in which what was found is told badly or by half, each as a question that shows it; after Barnett et al.,
// "Seven Failure Points When Engineering a Retrieval Augmented Generation System": https://arxiv.org/abs/2401.05856
import { beforeAll, describe, expect, it } from 'vitest'
import { type Corpus, cited, useEngine } from '../engine.ts'

const engine = useEngine()

describe('wrong format', () => {
  let corpus: Corpus
  beforeAll(async () => {
    corpus = await engine().open([
      {
        id: 'release',
        text: '# Releasing\n\nReleases need care and a calm hand.\n\nTo release a version:\n\n1. Freeze the branch.\n2. Run the smoke test.\n3. Tag the commit.\n4. Tell the support team.\n\nVersion 8 was released on 14 March 2026 by Noor.\n',
      },
      {
        id: 'prices',
        text: '# Prices\n\nPrices are the same in all shops.\n\n| Plan | Price | Seats |\n|---|---|---|\n| Basic | 12 EUR | 3 |\n| Team | 49 EUR | 20 |\n| Works | 190 EUR | 150 |\n',
      },
      {
        id: 'office',
        text: '# Office\n\nThe office is nice and bright. It has 46 desks. Dogs are allowed on Fridays. Benefits of the new office:\n\n- a roof terrace\n- showers\n- a bicycle cellar\n',
      },
    ])
  })

  it('steps come numbered and in order', async () => {
    const { markdown } = await corpus.ask('How do I release a version?')
    expect(markdown).toMatch(/1\. Freeze the branch.*\n2\. Run the smoke test.*\n3\. Tag the commit.*\n4\. Tell the/)
  })

  it('a list comes as a list', async () => {
    const { markdown } = await corpus.ask('What are the benefits of the new office?')
    expect(markdown).toMatch(/- a roof terrace\n- showers\n- a bicycle cellar/)
  })

  it.each([
    ['How many desks does the office have?', /\b46 desks\b/],
    ['When was version 8 released?', /\b14 March 2026\b/],
    ['Who released version 8?', /\bNoor\b/],
    ['What does the plan Team cost?', /\b49 EUR\b/],
    ['How many seats does the plan Works have?', /\b150\b/],
    ['Are dogs allowed?', /Dogs are allowed on Fridays/],
  ])('a value comes in the first sentence: %s', async (question, value) => {
    const { markdown } = await corpus.ask(question)
    expect(markdown.split(/ \[\d+\]/)[0]).toMatch(value)
  })

  it('a column nobody asked for is no answer', async () => {
    const { kind } = await corpus.ask('What is the discount of the plan Team?')
    expect(kind).toBe('no_evidence')
  })

  it('a row of a table comes without the others', async () => {
    const { markdown } = await corpus.ask('What does the plan Team cost?')
    expect(markdown).not.toMatch(/190|12 EUR|\|/)
  })
})

describe('incomplete answer', () => {
  it('takes what two documents say to one question', async () => {
    const corpus = await engine().open([
      { id: 'berlin', text: '# Berlin\n\nThe guest wing in Berlin opens at 8:00.\n' },
      { id: 'porto', text: '# Porto\n\nThe guest wing in Porto opens at 9:30.\n' },
      { id: 'oslo', text: '# Oslo\n\nThe archive in Oslo is closed to visitors.\n' },
    ])
    const answer = await corpus.ask('When do the guest wings in Berlin and Porto open?')
    expect(answer.markdown).toContain('8:00')
    expect(answer.markdown).toContain('9:30')
    expect(cited(answer)).toEqual(['berlin', 'porto'])
  })

  it('gives all items of a list', async () => {
    const items = ['helmet', 'gloves', 'rope', 'radio', 'whistle', 'lamp', 'blanket', 'first-aid kit']
    const text = `# Rescue\n\nEach rescue bag holds:\n\n${items.map((item) => `- one ${item}`).join('\n')}\n\nBags are sealed.\n`
    const { markdown } = await (await engine().open([{ id: 'rescue', text }])).ask('What does a rescue bag hold?')
    for (const item of items) expect(markdown).toContain(`one ${item}`)
  })

  it('gives all of a list of thirty, and says of a longer one that it goes on', async () => {
    const listed = (count: number, name: (i: number) => string) =>
      Array.from({ length: count }, (_, i) => `- ${name(i + 1)}`).join('\n')
    const corpus = await engine().open([
      { id: 'kits', text: `# Kits\n\nThese kits can be borrowed:\n\n${listed(30, (i) => `the training kit ${i}`)}\n` },
      {
        id: 'valves',
        text: `# Valves\n\nThese valves are checked:\n\n${listed(24, (i) => `valve ${i}, which stands beside the green door of the big boiler house`)}\n`,
      },
    ])
    expect((await corpus.ask('Which kits can be borrowed?')).markdown).toContain('- the training kit 30')
    const { markdown } = await corpus.ask('Which valves are checked?')
    const given = markdown.match(/^- valve /gm)?.length ?? 0
    expect(given).toBeGreaterThan(9)
    expect(given).toBeLessThan(24)
    const words = ['nine', 'ten', 'eleven', 'twelve', 'thirteen']
    expect(markdown).toContain(`- … and ${words[24 - given - 9]} more`)
  })

  it('takes the exception along that follows the rule', async () => {
    const text =
      '# Returns\n\nGoods can be returned within 30 days. Opened software cannot be returned. The desk is on floor 1.\n'
    const { markdown } = await (await engine().open([{ id: 'returns', text }])).ask('Which goods can be returned?')
    expect(markdown).toMatch(
      /^Goods can be returned within 30 days\. \[1\] Opened software cannot be returned\. \[1\]$/,
    )
  })

  it('finds the value in a sentence about “it”, and names what it is', async () => {
    const text =
      '# Shops\n\nThe paint shop is in hall 4. It is led by Nora Lind. Her deputy is Tim Bo. It is open from six.\n'
    const { markdown } = await (await engine().open([{ id: 'shops', text }])).ask('When does the paint shop open?')
    expect(markdown).toMatch(/^The paint shop is in hall 4\. … It is open from six\./)
  })

  it('gives what each section of a document says to it', async () => {
    const sites = { Lyon: 40, Ghent: 25, Turin: 31 }
    const sections = Object.entries(sites).map(
      ([site, desks]) => `## ${site}\n\nThe ${site} office has ${desks} desks.`,
    )
    const corpus = await engine().open([{ id: 'offices', text: `# Offices\n\n${sections.join('\n\n')}\n` }])
    const { markdown } = await corpus.ask('How many desks do our offices have?')
    for (const [site, desks] of Object.entries(sites)) expect(markdown).toContain(`${site} office has ${desks} desks`)
  })

  it('gives the exception where it is asked for, not the rule', async () => {
    const text = '# Returns\n\nGoods can be returned within 30 days. Opened software cannot be returned.\n'
    const { markdown } = await (await engine().open([{ id: 'returns', text }])).ask('Can software be returned?')
    expect(markdown).toMatch(/^Opened software cannot be returned\./)
  })

  it('gives both halves of a question', async () => {
    const corpus = await engine().open([
      { id: 'kiln', text: '# Kiln\n\nThe kiln is run by Aurelio. It is fired on Tuesdays.\n' },
      { id: 'glaze', text: '# Glazes\n\nGlazes are mixed in the yard.\n' },
    ])
    const { markdown } = await corpus.ask('Who runs the kiln and when is it fired?')
    expect(markdown).toContain('Aurelio')
    expect(markdown).toContain('on Tuesdays')
  })
})
