// A question without an answer that is handed to a person: by its asker, after they were told to whom, once.
import { expect, it } from 'vitest'
import type { Card } from '../../src/card.ts'
import type { AnswerPlace, Request } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type Desk, useDesk } from '../queue/desk.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'Who feeds the <@U5> axolotl?', cut: false }
const alone = { isForAskerAlone: true } as const
const vault = 'channel:discord:C9' as const

/** Where U7 is whom the platform names, until a test says otherwise. */
function asking() {
  const known: { person: string | null; here: readonly string[] } = { person: 'U7', here: [] }
  const personToAsk = async (_: object, person?: string) =>
    person === undefined ? known.person : known.here.includes(person) ? person : null
  return { desk: open({ platform: { personToAsk } }), known }
}

const textOf = ({ payload }: { readonly payload: unknown }) => JSON.stringify(payload)

async function click(desk: Desk, value: string) {
  const reader = { ...at('C1', 'U1'), install: desk.install, target: {} }
  const acted = await desk.gestures.act(reader, { gesture: 'ask-person', value })
  if (acted.kind !== 'asked') throw new Error(acted.kind)
  return acted.request
}

/** An "I don't know", and what a click on the button below it asks for. */
async function refused(desk: Desk, request = ask) {
  expect(textOf(await desk.say(request))).toContain('Ask a person')
  const [place] = await desk.db.inWorkspace(desk.home, (sql) =>
    sql<AnswerPlace>(
      `select conversation_id as "conversationId", message_seq as seq from outbox
        where conversation_id is not null and thread_key = $1 order by id desc limit 1`,
      [desk.thread.threadKey],
    ),
  )
  const first = await click(desk, `who:${place?.conversationId}:${place?.seq}`)
  expect(desk.gestures.isForAll(first)).toBe(false)
  return first
}

/** What a click on the only button of a card asks for. */
async function pressed(desk: Desk, { payload: { parts } }: { readonly payload: Card }) {
  const [button] = parts.flatMap((part) => (part.kind === 'actions' ? part.buttons : []))
  if (button === undefined) throw new Error('nothing to press')
  const request = await click(desk, button.action.value)
  expect(desk.gestures.isForAll(request)).toBe(true)
  return request
}

it('its asker is told whom it would call, and says yes: one message for all, with the question, once', async () => {
  const { desk } = asking()
  const confirm = await desk.say(await refused(desk), alone)
  expect(confirm).toMatchObject({ private: true, payload: { title: 'Ask a person?' } })
  expect(confirm.payload.parts[0]).toMatchObject({ kind: 'notice', to: 'U7' })
  expect(textOf(confirm)).toContain('axolotl')
  const yes = await pressed(desk, confirm)
  const said = await desk.say(yes)
  expect(said.private).toBe(false)
  expect(said.payload.parts).toEqual([
    { kind: 'notice', to: 'U7', text: expect.stringContaining(String(ask.question)) },
  ])
  const again = await desk.say(yes)
  expect(again.private).toBe(true)
  expect(textOf(again)).toContain('was asked this already')
})

it('anyone else is refused privately, and its asker in another place', async () => {
  const { desk } = asking()
  const first = await refused(desk)
  const yes = await pressed(desk, await desk.say(first, alone))
  for (const request of [first, yes])
    for (const [channel, who] of [
      ['C1', 'U2'],
      ['C2', 'U1'],
    ] as const) {
      const reply = await desk.say(request, at(channel, who))
      expect(reply.private).toBe(true)
      expect(textOf(reply)).toContain('Only whoever asked')
    }
  expect(textOf(await desk.say(yes, at(null, 'U1')))).toContain('nobody else here')
  expect((await desk.say(yes)).private).toBe(false)
})

it('nobody is called who is not known, who asks themself, or whom the asker was not told of', async () => {
  const { desk, known } = asking()
  const first = await refused(desk)
  const yes = await pressed(desk, await desk.say(first, alone))
  for (const person of [null, 'U1']) {
    known.person = person
    for (const request of [first, yes]) {
      const reply = await desk.say(request)
      expect(reply.private).toBe(true)
      expect(textOf(reply)).toContain('I know nobody to ask')
    }
  }
  known.person = 'U8'
  const other = await desk.say(yes)
  expect(other).toMatchObject({ private: true, payload: { title: 'Ask a person?' } })
  expect(other.payload.parts[0]).toMatchObject({ to: 'U8' })
})

it('is offered below what is not known, to all who read in a channel, where people can be mentioned', async () => {
  const { desk } = asking()
  expect(textOf(await desk.say(ask, at(null, 'U1')))).not.toContain('Ask a person')
  expect(textOf(await desk.say(ask, alone))).not.toContain('Ask a person')
  expect(textOf(await open().say(ask))).not.toContain('Ask a person')
  await desk.add('axolotl.md', '# Axolotl\n\nThe axolotl in the lobby is fed by Mallory.\n', 'workspace')
  const answered = { ...ask, question: 'Who feeds the axolotl in the lobby?' }
  expect(textOf(await desk.say(answered))).not.toContain('Ask a person')
})

it('an answer is none of its questions', async () => {
  const { desk } = asking()
  await desk.add('newt.md', '# Newt\n\nThe newt in the hall is fed by Trudy.\n', 'workspace')
  const answered = await desk.say({ ...ask, question: 'Who feeds the newt in the hall?' })
  expect(textOf(answered)).toContain('Trudy')
  const [place] = await desk.db.inWorkspace(desk.home, (sql) =>
    sql<AnswerPlace>(
      `select conversation_id as "conversationId", message_seq as seq from outbox
        where conversation_id is not null and thread_key = $1 order by id desc limit 1`,
      [desk.thread.threadKey],
    ),
  )
  const reply = await desk.say(await click(desk, `who:${place?.conversationId}:${place?.seq}`), alone)
  expect(textOf(reply)).toContain('has an answer')
})

it('else it is whoever shared there what comes near, and is there still', async () => {
  const { desk, known } = asking()
  const question = { ...ask, question: 'How much did the painting of the gazebo cost?' }
  await desk.add('gazebo.md', '# Gazebo\n\nThe gazebo was built in May.\n', 'channel:discord:C1')
  const shared = (by: string | null, audience: string) =>
    desk.db.inWorkspace(desk.home, (sql) =>
      sql(
        `update document_audiences a set shared_by = $1, audience = $2 from documents d
          where d.id = a.document_id and d.uri like '%gazebo.md'`,
        [by, audience],
      ),
    )
  await shared('discord:U9', 'channel:discord:C1')
  known.here = ['U9']
  const first = await refused(desk, question)
  known.person = null
  const confirm = await desk.say(first, alone)
  expect(confirm.payload.parts[0]).toMatchObject({
    to: 'U9',
    text: expect.stringContaining('shared a document here that comes near'),
  })
  expect((await desk.say(await pressed(desk, confirm))).payload.parts).toMatchObject([{ to: 'U9' }])
  const offered = async () => textOf(await desk.say(question)).includes('Ask a person')
  expect(await offered()).toBe(true)
  // Who made the channel goes first, unless they ask themself or do not want to be asked.
  known.person = 'U8'
  expect((await desk.say(first, alone)).payload.parts[0]).toMatchObject({ to: 'U8' })
  await desk.store.saveNotificationChoice(desk.install, 'U8', 'asked', false)
  expect((await desk.say(first, alone)).payload.parts[0]).toMatchObject({ to: 'U9' })
  known.person = 'U1'
  expect((await desk.say(first, alone)).payload.parts[0]).toMatchObject({ to: 'U9' })
  // Nobody is offered, and nobody called, who left, who shared it elsewhere, on another platform, or not at all.
  known.here = []
  expect(await offered()).toBe(false)
  known.here = ['U9', 'U1']
  for (const by of ['slack:U9', 'discord:U1', null]) {
    await shared(by, 'channel:discord:C1')
    expect(await offered(), String(by)).toBe(false)
    expect(textOf(await desk.say(first, alone))).toContain('I know nobody to ask')
  }
  await shared('discord:U9', 'person:discord:U9')
  expect(await offered()).toBe(false)
})

it('nobody is called for what the asker alone may see, as all would learn that it is there', async () => {
  const here = 'channel:discord:C1' as const
  let maker: string | null = 'U7'
  const desk = open({
    platform: {
      readableBy: async ({ isForAskerAlone }) => [here, 'workspace', ...(isForAskerAlone ? [vault] : [])],
      personToAsk: async (_: object, person?: string) => person ?? maker,
    },
  })
  const question = { ...ask, question: 'How much did the portrait of the ocelot cost?' }
  const first = await refused(desk, question)
  await desk.add('ocelot.md', '# Ocelot\n\nThe ocelot was painted in June.\n', vault)
  await desk.db.inWorkspace(desk.home, (sql) =>
    sql(`update document_audiences set shared_by = 'discord:U9' where audience = $1`, [vault]),
  )
  maker = null
  expect(textOf(await desk.say(first, alone))).toContain('I know nobody to ask')
})

it('a question that reads like a limit of the search is handed on as well', async () => {
  const { desk, known } = asking()
  const first = await refused(desk, { ...ask, question: 'Who feeds the capybara after:yesterday?' })
  known.person = null
  expect(textOf(await desk.say(first, alone))).toContain('I know nobody to ask')
})

it('a platform that does not tell in time, or fails, keeps no answer waiting', async () => {
  const never = open({ platform: { personToAsk: () => new Promise(() => {}) } })
  expect(textOf(await never.say(ask))).toContain("I don't know")
  expect(textOf(await never.last())).not.toContain('Ask a person')
  const broken = open({ platform: { personToAsk: () => Promise.reject(new Error('away')) } })
  expect(textOf(await broken.say(ask))).not.toContain('Ask a person')
})
