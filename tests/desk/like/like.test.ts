// “More like this”: what is near, by every way of naming a document, and nothing that a reader may not see.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Card, Part } from '../../../src/card.ts'
import type { Citation } from '../../../src/model.ts'
import { at } from '../../askers.ts'
import { type Desk, useDesk } from '../../queue/desk.ts'

const open = useDesk()
const leave = (where: string) =>
  `# Leave in ${where}\n\nParental leave lasts 26 weeks. Ask your lead for parental leave eight weeks ahead.\n`

beforeAll(async () => {
  const { add } = open()
  await add('north.md', leave('the north'), 'workspace')
  await add('south.md', leave('the south'), 'workspace')
  await add('secret.md', leave('secret'), 'channel:discord:C9')
  await add('garage.md', '# Garage\n\nBicycles are parked in the garage below the house.\n', 'workspace')
  await add('twin-a.md', '# Twin\n\nThe first of two.\n', 'workspace')
  await add('twin-b.md', '# Twin\n\nThe second of two.\n', 'workspace')
})

const shown = (card: unknown) => {
  const { parts } = card as Card
  return parts.flatMap((part: Part) =>
    part.kind === 'sources' ? part.sources.map(({ document }) => document.title) : [],
  )
}
const words = (card: unknown) => JSON.stringify(card)
const ask = async (desk: Desk, document: string, fields = {}) =>
  (await desk.say({ kind: 'like', document }, fields)).payload
async function idOf(desk: Desk, title: string): Promise<string> {
  const found = await desk.store.listDocuments(desk.home)
  return found.find((one) => one.title === title)!.id
}

describe('documents like one', () => {
  it('are those that speak of the same, best first, and not the document itself; only the asker sees them', async () => {
    const desk = open()
    const reply = await desk.say({ kind: 'like', document: 'Leave in the north' })
    expect(reply).toMatchObject({ private: true })
    expect(shown(reply.payload)[0]).toBe('Leave in the south')
    expect(shown(reply.payload)).not.toContain('Leave in the north')
    expect(words(reply.payload)).toContain('More like “Leave in the north”')
    expect(words(reply.payload)).toContain('"label":"1."')
  })

  it('may be named by title in any case, words of it, id, address, or a link to a passage', async () => {
    const desk = open()
    const id = await idOf(desk, 'Leave in the north')
    for (const name of [
      'leave in the NORTH',
      'leav nort',
      id,
      id.toUpperCase(),
      'file:///north.md',
      `https://ragbot.example/source/${id}`,
    ])
      expect([name, shown(await ask(desk, name))[0]]).toEqual([name, 'Leave in the south'])
  })

  it('where several have that name, are found by choosing one', async () => {
    const desk = open()
    const card = (await ask(desk, 'twin')) as unknown as Card
    const [select] = card.parts.filter((part) => part.kind === 'select')
    expect(select?.options.map(({ label }) => label)).toEqual(['file:///twin-a.md · Twin', 'file:///twin-b.md · Twin'])
    const action = select!.options[1]!.action
    const reader = { ...at('C1', 'U1'), target: {}, install: desk.install }
    const acted = await desk.gestures.act(reader, action)
    expect(acted).toEqual({ kind: 'asked', request: { kind: 'like', document: action.value } })
    expect(words((await desk.say(acted.kind === 'asked' ? acted.request : { kind: 'x' })).payload)).toContain(
      'More like “Twin”',
    )
  })

  it('show nothing of what the reader may not see: neither as a document named nor as one that is near', async () => {
    const desk = open()
    expect(words(await ask(desk, 'Leave in the north'))).not.toContain('secret')
    const id = await idOf(desk, 'Leave in secret')
    const unknown = words(await ask(desk, 'no such title'))
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(words(await ask(desk, id))).toBe(words(await ask(desk, nobody)))
    expect(words(await ask(desk, id))).not.toContain(id)
    for (const name of ['Leave in secret', `https://ragbot.example/source/${id}`, 'file:///secret.md'])
      expect(words(await ask(desk, name)).replace(name, 'no such title')).toBe(unknown)
    const inside = at('C9', 'U1')
    expect(
      shown(await ask(desk, 'Leave in secret', inside))
        .toSorted()
        .slice(-2),
    ).toEqual(['Leave in the north', 'Leave in the south'])
    expect(shown(await ask(desk, 'Leave in the north', inside))).toContain('Leave in secret')
  })

  it('that are none say so', async () => {
    const desk = open({ rag: { search: async (query) => ({ query, hits: [], tookMs: 0 }) } })
    expect(words(await ask(desk, 'Garage'))).toContain('Nothing that you may see here is like “Garage”.')
  })

  it('of a text that would be limits of a search are found all the same', async () => {
    const desk = open()
    await desk.add(
      'odd.md',
      '# from:nobody "exact" -leave after:yesterday\n\ntype:pdf -x "y" from:ada parental leave\n',
      'workspace',
    )
    expect(shown(await ask(desk, 'from:nobody "exact" -leave after:yesterday'))[0]).toMatch(/Leave in the/)
  })
})

describe('the gesture', () => {
  it('stands below every source that is shown, once a document, on answers and on results', async () => {
    const desk = open()
    const options = (card: unknown) =>
      (card as Card).parts.flatMap((part) => (part.kind === 'select' ? part.options.map(({ action }) => action) : []))
    const results = (await desk.say({ kind: 'search', query: 'parental leave' })).payload
    expect(options(results)).toHaveLength(new Set(shown(results)).size)
    expect(options(results)[0]).toEqual({ gesture: 'like', value: await idOf(desk, shown(results)[0]!) })
    const answer = (await desk.say({ kind: 'ask', question: 'How long is parental leave in the north?', cut: false }))
      .payload
    expect(options(answer).length).toBeGreaterThan(0)
    const cited = (marker: number, id: string): Citation => ({
      ...{ marker, quote: 'Six weeks.', locator: { start: 0, end: 10 } },
      document: { id, title: `Leave ${id}`, uri: id },
    })
    const { selects } = desk.gestures.below([cited(1, 'a'), cited(2, 'b'), cited(3, 'a')])
    expect(selects[0]?.options.map(({ label }) => label)).toEqual(['[1] Leave a', '[2] Leave b'])
  })

  it('is typed with what follows it, an address also in angle brackets', () => {
    const { read } = open().gestures
    expect(read('like Travel policy', 'command')).toEqual({ kind: 'like', document: 'Travel policy' })
    expect(read('like <https://a.example/x>', 'typed')).toEqual({ kind: 'like', document: 'https://a.example/x' })
    expect(read('like', 'command')).toMatchObject({ kind: 'hint', reason: expect.stringContaining('/rag like ') })
    expect(read(`like ${'x'.repeat(3_000)}`, 'command')).toMatchObject({ kind: 'hint' })
    expect(read('like what?', 'message')).toMatchObject({ kind: 'ask' })
  })
})
