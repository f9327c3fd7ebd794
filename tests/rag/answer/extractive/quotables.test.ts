import { describe, expect, it } from 'vitest'
import { quotables } from '../../../../src/rag/answer/extractive/quotables.ts'
import { inWords } from '../../../../src/rag/text/numbers.ts'

const said = (text: string) => quotables(text).quotables.map((quotable) => quotable.said)
const find = (text: string, part: string) => {
  const quotable = quotables(text).quotables.find((one) => one.said.includes(part))
  if (!quotable) throw new Error(`no quotable says ${part}`)
  return { ...quotable, quotes: quotable.evidence.map(({ start, end }) => text.slice(start, end)) }
}

describe('units', () => {
  it('answers a question of the document with what follows, and quotes both', () => {
    const text = '**Q: How do I reset it?**\nA: Open the portal. Press Reset.\n\n**Q: Who pays?**\nA: Finance.'
    expect(said(text)).toEqual(['Open the portal. Press Reset.', 'Finance.'])
    expect(find(text, 'portal')).toMatchObject({
      asked: 'Q: How do I reset it?',
      quotes: ['**Q: How do I reset it?**\nA: Open the portal. Press Reset.'],
    })
  })

  it('reads a heading that asks, and lines of plain text, the same way', () => {
    expect(said('### Who do I call?\n\nRing 4410.')).toEqual(['Ring 4410.'])
    expect(said('How do I unlock it?\nWait 15 minutes.\nWhere is it?\nIn the cellar.')).toEqual([
      'Wait 15 minutes.',
      'In the cellar.',
    ])
  })

  it('takes four sentences for an answer, or fewer long ones, and no table', () => {
    const asked = 'How do I reset it?\n'
    expect(said(`${asked}One. Two. Three. Four. Five.`)).toEqual(['One. Two. Three. Four.', 'Five.'])
    const long = `Wait ${'for a long time '.repeat(20)}in the hall.`
    expect(said(`${asked}Open it. ${long} ${long}`)).toEqual([`Open it. ${long}`, long])
    expect(said('Who pays?\nSales pays.\n\n| Team | 4 |\n| Sales | 5 |')).toEqual([
      'Sales pays.',
      'Team – 4',
      'Sales – 5',
    ])
  })

  it('knows what opens a section', () => {
    const { quotables: found } = quotables('# First\n\nOne. Two.\n\n## Next\n\nThree. Four.')
    expect(found.filter(({ opens }) => opens).map((one) => one.said)).toEqual(['One.', 'Three.'])
    expect(quotables('One. Two.').quotables.map(({ opens }) => opens)).toEqual([true, false])
  })

  it('quotes code with the sentence that leads to it, as it is written', () => {
    const text = 'To restart it, run:\n\n```sh\nsystemctl stop <name>\nsystemctl start <name>\n```\n\nThen wait.'
    expect(find(text, 'To restart')).toMatchObject({
      said: 'To restart it, run:\n```\nsystemctl stop <name>\nsystemctl start <name>\n```',
      quotes: [text.slice(0, text.indexOf('\n\nThen'))],
    })
    const long = `Run:\n\n\`\`\`\n${'make all\n'.repeat(200)}\`\`\``
    expect(said(long).some((one) => one.startsWith('Run:\n'))).toBe(false)
  })

  it('never gives a bare question or a heading', () => {
    expect(said('# Title\n\nIt rained. Why? Nobody knows. Who asks?')).toEqual(['It rained.', 'Nobody knows.'])
    expect(said('Is it open?')).toEqual([])
  })

  it('says a row with its header and quotes both', () => {
    const text = '| Plan | Requests | Burst |\n|---|---|---|\n| Free | 60 | 10 |\n| Team | 600 | |'
    expect(said(text)).toEqual(['Free – Requests: 60; Burst: 10', 'Team – Requests: 600'])
    expect(find(text, 'Team').quotes).toEqual([text])
  })

  it('quotes a row far from its header in two places', () => {
    const rows = Array.from({ length: 40 }, (_, i) => `| Plan ${i} | ${i * 10} requests |`)
    const text = ['| Plan | Limit |', '|---|---|', ...rows].join('\n')
    expect(find(text, 'Plan 39').quotes).toEqual(['| Plan | Limit |', '| Plan 39 | 390 requests |'])
  })

  it('takes the first row for a header only where it looks like one', () => {
    expect(said('Land | Lunch | Dinner\nItaly | 10 | 20')).toEqual(['Italy – Lunch: 10; Dinner: 20'])
    expect(said('| Manager | Dana |\n| Deputy | Ole |')).toEqual(['Manager – Dana', 'Deputy – Ole'])
  })

  it('gives a list whole, and its items', () => {
    expect(said('# First use\n\n1. Fill the tank.\n2. Press start.')).toEqual([
      'Fill the tank.',
      '1. Fill the tank.\n2. Press start.',
      'Press start.',
    ])
  })

  it('takes the sentence before along where a pronoun needs it', () => {
    expect(said('Amara gets the role. She starts in April. Her mentor is Wei.')).toEqual([
      'Amara gets the role.',
      'She starts in April.',
      'Amara gets the role. She starts in April.',
      'Her mentor is Wei.',
      'Amara gets the role. She starts in April. Her mentor is Wei.',
    ])
  })

  it('names who is meant where that stands farther above, and quotes both places', () => {
    const text = 'The shop is in hall 4. It is led by Nora. Her deputy is Tim. It is open from six.'
    expect(find(text, 'from six')).toMatchObject({ quotes: ['It is open from six.'] })
    const far = quotables(text).quotables.find(
      (quotable) => quotable.said === 'The shop is in hall 4. … It is open from six.',
    )
    expect(far?.evidence.map(({ start, end }) => text.slice(start, end))).toEqual([
      'The shop is in hall 4.',
      'It is open from six.',
    ])
  })

  it('names the columns of a table that begins above the passage, as far as the row says the greater part', () => {
    const row = '| HH-K 1 | Ann Berg | 4 May |'
    const saidOf = (columns: readonly string[]) => quotables(row, columns).quotables.map((quotable) => quotable.said)
    expect(saidOf(['Plate', 'Driver', 'Inspection'])).toEqual(['HH-K 1 – Driver: Ann Berg; Inspection: 4 May'])
    expect(saidOf(['Plate', 'Driver', 'Inspection in 2027'])).toEqual([
      'HH-K 1 – Ann Berg; 4 May',
      'HH-K 1 – Driver: Ann Berg',
    ])
    expect(saidOf(['Plate', 'Person driving most weekdays', 'Next yearly inspection without trailer'])).toEqual([
      'HH-K 1 – Ann Berg; 4 May',
      'HH-K 1 – Person driving most weekdays: Ann Berg',
    ])
  })

  it('names each column by itself, and none whose name is not known', () => {
    const saidOf = (columns: readonly string[]) =>
      quotables('| HH-K 1 | Ann Berg | 4 May |', columns).quotables.map((quotable) => quotable.said)
    expect(saidOf(['Plate of 2027', 'Driver', 'Inspection'])).toEqual(['HH-K 1 – Driver: Ann Berg; Inspection: 4 May'])
    expect(saidOf(['Plate', 'Driver', 'Checked', 'Out in 2027'])).toEqual([
      'HH-K 1 – Ann Berg; 4 May',
      'HH-K 1 – Driver: Ann Berg',
      'HH-K 1 – Checked: 4 May',
    ])
    expect(saidOf(['Plate', '', 'Inspection in 2027'])).toEqual(['HH-K 1 – Ann Berg; 4 May'])
  })

  it('gives a list with the words that lead to it right above', () =>
    expect(said('We need:\n- a form\n- a photo')).toContain('We need:\n- a form\n- a photo'))

  it('takes no question along where a pronoun needs the sentence before', () =>
    expect(said('The shop is in hall 4. Is it open? It is led by Nora.')).toEqual([
      'The shop is in hall 4.',
      'It is led by Nora.',
    ]))

  it('quotes a long list as far as it says it', () => {
    const items = Array.from({ length: 60 }, (_, i) => `- item ${i + 1} of the long list that nobody reads`)
    const text = items.join('\n')
    const { said: told, evidence } = quotables(text).quotables.find(({ kind }) => kind === 'list')!
    const [slice] = evidence
    expect(`${text.slice(slice?.start, slice?.end)}\n`).toBe(told.slice(0, told.lastIndexOf('- … and')))
  })

  it('counts the items of a list that are left out', () => {
    const items = Array.from({ length: 40 }, (_, i) => `- item ${i + 1} of the long list that nobody reads`)
    const all = quotables(['We need:', '', ...items].join('\n')).quotables.find((quotable) => quotable.kind === 'list')
    const given = all?.said.match(/^- item/gm)?.length ?? 0
    expect(given).toBeGreaterThan(15)
    expect(all?.said).toMatch(/^We need:\n- item 1 of /)
    expect(all?.said.split('\n').at(-1)).toBe(`- … and ${inWords(40 - given)} more`)
  })

  it('gives slices of the text, whatever it is', () => {
    for (const text of ['', '?', '?\n?', '| |', '| a |\n|---|', '- \n- ?', 'A?\n\n\n```\nx\n', ':\n- a\n- b']) {
      for (const { evidence } of quotables(text).quotables)
        for (const { start, end } of evidence) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
        }
    }
  })
})

describe('rows of tables', () => {
  const rowsOf = (text: string) => quotables(text).quotables.filter(({ kind }) => kind === 'row')

  it('take the name of their group along, and quote it where it is far', () => {
    const rows = Array.from({ length: 30 }, (_, i) => `| | Shift ${i} | Person ${i} with a long name |`)
    const text = `| Site | Shift | Lead |\n|---|---|---|\n| Moss | Early | Ann |\n${rows.join('\n')}\n| Bodo | Early | Cy |\n| | Late | Di |`
    expect(said(text).at(-1)).toBe('Bodo – Shift: Late; Lead: Di')
    expect(find(text, 'Shift 29;').said).toBe('Moss – Shift: Shift 29; Lead: Person 29 with a long name')
    expect(find(text, 'Shift 29;').quotes).toEqual(['| Site | Shift | Lead |', '| Moss | Early | Ann |', rows[29]])
  })

  it('of two columns are known by their rule, and two tables by the blank line between them', () => {
    expect(said('Tool | Deposit\n--- | ---\nJack | 40\n\nWe hire daily.')).toEqual([
      'Jack – Deposit: 40',
      'We hire daily.',
    ])
    const two = '| Seed | Price |\n|---|---|\n| Kale | 3 |\n\n| Tool | Weight |\n|---|---|\n| Hoe | 2 kg |'
    expect(said(two)).toEqual(['Kale – Price: 3', 'Hoe – Weight: 2 kg'])
    expect(said('Run ps aux | grep ragbot to see it.\nThen cat it | less 1.')).toHaveLength(2)
  })

  it('are found by what stands above their table, which says nothing by itself', () => {
    const [row, ...others] = quotables('Depot Kiel\n\n| Manager | Dana |\n| Phone | 4410 |').quotables
    expect(row).toMatchObject({ said: 'Manager – Dana', asked: 'Depot Kiel' })
    expect(others).toHaveLength(1)
    const long = `Depot Kiel ${'and all that belongs to it '.repeat(5)}`.trim()
    expect(said(`${long}\n\n| Manager | Dana |\n| Phone | 4410 |`)).toContain(`${long}`)
  })

  it('of a table farther down have no names of the one that the passage begins in', () => {
    const text = '| x1 | 3 |\n\nThen.\n\n| y1 | 3 |\n| y2 | 4 |'
    expect(quotables(text, ['Name', 'Price']).quotables.map((one) => one.said)).toEqual([
      'x1 – Price: 3',
      'Then.',
      'y1 – 3',
      'y2 – 4',
    ])
  })

  it('say which columns they fill', () => {
    const text = '| Plan | Requests | Burst |\n|---|---|---|\n| Team | 600 | |'
    expect(rowsOf(text).map(({ columns }) => columns)).toEqual([['Plan', 'Requests']])
    expect(rowsOf('| Manager | Dana |\n| Deputy | Ole |').map(({ columns }) => columns)).toEqual([
      [],
      ['Manager', 'Dana'],
    ])
    expect(quotables('- Item: Rope; Price: 3').quotables[0]?.columns).toEqual(['Item', 'Price'])
    expect(quotables('- Item: Rope, of course.').quotables[0]?.columns).toBeUndefined()
  })
})
