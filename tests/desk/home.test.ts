// What stands on someone's own page: documents and questions that they may see, and channels that they may set up.
import { expect, it } from 'vitest'
import type { PersonFacts } from '../../src/askers.ts'
import type { Card } from '../../src/card.ts'
import type { Audience, Reader } from '../../src/model.ts'
import { at } from '../askers.ts'
import { useDesk } from '../queue/desk.ts'

const open = useDesk()
const look = { changes: 0, at: new Date() }
const member: PersonFacts = { kind: 'member', isAdmin: false, teams: ['T1'] }

/** Who they are, and what they read besides their own. */
function home(audiences: readonly Audience[]) {
  const asked: (readonly Audience[])[] = []
  const desk = open({
    platform: {
      readableBy: async ({ person }, channels) => {
        asked.push(channels)
        return [`person:discord:${person.id}`, ...audiences]
      },
    },
  })
  const reader = (id: string): Reader => ({ ...at(null, id), target: {}, install: desk.install })
  const cards = async (id: string) => {
    const found = await desk.gestures.home(reader(id))
    return Object.fromEntries(found.map((card) => [card.title, card])) as Record<string, Card>
  }
  return { desk, asked, reader, cards }
}
const words = (card: Card | undefined) => JSON.stringify(card)
const gaps = 'Questions without an answer in the last 30 days'
const channels = 'Channels that you set up'

it('shows the documents that they may read, the newest eight, with a way to look for others', async () => {
  const { desk, cards, reader } = home(['workspace'])
  for (let count = 0; count < 9; count += 1)
    await desk.add(`manual ${count}.md`, `# Manual ${count}\n\nText.\n`, 'workspace')
  await desk.add('secret.md', '# Secret\n\nText.\n', 'channel:discord:T1/C9')
  await desk.add('own.md', '# Own\n\nText.\n', 'person:discord:T1/U1')
  const { Documents: documents } = await cards('T1/U1')
  expect(words(documents)).toContain('You may read 10 documents. The newest:')
  expect(words(documents)).toContain('https://ragbot.example/source/')
  expect(words(documents)).toContain('Own')
  expect(words(documents)).not.toContain('Secret')
  expect(documents?.parts.find(({ kind }) => kind === 'list')).toMatchObject({ items: { length: 8 } })
  // Who sees all that they may read is not told that it is the newest.
  const few = words((await home([]).cards('T1/U1')).Documents)
  expect(few).toContain('You may read 1 document."')
  // A guest, who reads nothing yet.
  expect(words((await home([]).cards('T1/U8')).Documents)).toContain('There is no document')
  const action = { gesture: 'search', value: 'form' }
  expect(words(documents)).toContain(JSON.stringify(action))
  expect(await desk.gestures.act(reader('T1/U1'), action)).toMatchObject({
    kind: 'form',
    form: { fields: [{ id: 'query' }] },
  })
  const asked = { kind: 'asked', request: { kind: 'search', query: 'travel' } }
  expect(await desk.gestures.act(reader('T1/U1'), action, { query: ' travel ' })).toEqual(asked)
})

it('shows whoever looks after channels those, and the questions without an answer that they may see', async () => {
  const { desk, cards, asked, reader } = home(['workspace', 'channel:discord:T1/C1'])
  const { store, install, home: workspaceId } = desk
  const channel = (id: string, more: object = {}) =>
    store.saveChannel(
      install,
      id,
      {
        ...({ kind: 'public', isShared: false, isArchived: false, peer: null, team: null, creator: null } as const),
        name: `name-${id}`,
        ...more,
      },
      look,
    )
  await channel('C1', { creator: 'U1' })
  await channel('C2')
  await channel('C3', { creator: 'U1', isArchived: true })
  await channel('C4', { creator: 'U1', kind: 'private' })
  await channel('C5', { creator: 'U1', kind: 'private' })
  await channel('C6', { creator: 'U1', team: 'T2' })
  await channel('C7', { team: 'T2' })
  // A guest's.
  await channel('C8', { creator: 'U4' })
  await store.saveMembers(install, 'C5', ['U1'], look)
  await store.savePeople(
    install,
    [
      { person: 'U1', changes: 0, ...member },
      { person: 'U2', changes: 0, ...member },
      { person: 'U3', changes: 0, ...member, isAdmin: true },
      { person: 'U4', changes: 0, ...member, kind: 'guest' },
    ],
    new Date(),
  )
  const gap = (place: Audience, question: string) =>
    store.recordGap({ workspaceId, audiences: [place, 'workspace'] }, question, [])
  for (const question of ['Who mends the mast?', 'who mends the Mast?', 'Where is the keel?'])
    await gap('channel:discord:T1/C1', question)
  await gap('channel:discord:T1/C9', 'Who was dismissed?')
  await gap('person:discord:T1/U9', 'What do I earn?')
  await gap('workspace', 'What did I type on the page?')
  const made = await cards('T1/U1')
  expect(made[gaps]?.parts).toMatchObject([
    { items: [{ text: expect.stringMatching(/mends the mast/i), note: '2 times' }, { text: 'Where is the keel?' }] },
  ])
  expect(words(made[gaps])).not.toContain('1 times')
  expect(asked.at(-1)).toContain('channel:discord:T1/C1')
  const names = (card: Card | undefined) =>
    card?.parts.flatMap((part) => (part.kind === 'select' ? part.options.map(({ label }) => label) : []))
  expect(names(made[channels])).toEqual(['name-C1', 'name-C5', 'name-C6'])
  expect(names((await cards('T1/U3'))[channels])).toEqual(['name-C1', 'name-C2', 'name-C8'])
  // Who looks after nothing, guests, and whoever is not known.
  for (const other of ['T1/U2', 'T1/U4', 'T1/U5', 'U1']) {
    const found = await cards(other)
    expect([found[gaps], found[channels], found.Documents !== undefined]).toEqual([undefined, undefined, true])
  }
  // Choosing one begins in that channel, for whoever it was shown to.
  const select = made[channels]!.parts.find((part) => part.kind === 'select')!
  const { action } = select.options[0]!
  expect(await desk.gestures.act(reader('T1/U1'), action)).toEqual({
    ...{ kind: 'elsewhere', channel: 'T1/C1', request: { kind: 'config' } },
  })
  expect(await desk.gestures.act(reader('T1/U2'), action)).toMatchObject({ kind: 'said' })
  const inChannel = { ...reader('T1/U1'), ...at('T1/C1', 'T1/U1') }
  expect(await desk.gestures.act(inChannel, action)).toMatchObject({ kind: 'said' })
  await desk.db.inWorkspace(workspaceId, (sql) => sql(`update gaps set asked_at = now() - interval '31 days'`))
  expect(words((await cards('T1/U1'))[gaps])).toContain('None of those that you may see')
})

it('shows everyone what they may be told unasked', async () => {
  const { cards } = home([])
  expect(words((await cards('T1/U8'))['What I may tell you unasked'])).toContain('Do not tell me of answers')
})
