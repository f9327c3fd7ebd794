// A private answer that its asker shares: what it is looked at again for, and what keeps it private.
import { beforeAll, expect, it } from 'vitest'
import type { Card } from '../../src/card.ts'
import type { Audience, Request } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type Desk, type DeskOptions, useDesk } from '../queue/desk.ts'

const open = useDesk()
const vault: Audience = 'channel:discord:C9'
const here: Audience = 'channel:discord:C1'
const ask: Request = { kind: 'ask', question: 'What is the password of the vault?', cut: false, isAgain: true }
const alone = { isForAskerAlone: true } as const

beforeAll(() => open().add('vault.md', '# Vault\n\nThe password of the vault is Heliotrope.\n', vault))

/** U1 reads the vault as long as `may` says so, and U3 does; others in C1 do not. */
function platform(may = { read: true }): NonNullable<DeskOptions['platform']> {
  return {
    readableBy: async ({ isForAskerAlone, person }) =>
      isForAskerAlone && ((person.id === 'U1' && may.read) || person.id === 'U3')
        ? [here, 'workspace', vault]
        : [here, 'workspace'],
    lookAgain: async () => {},
  }
}

const answered = (desk: Desk) =>
  desk.db.inWorkspace(desk.home, (sql) =>
    sql<{ conversationId: string; seq: number; audience: string }>(
      `select conversation_id as "conversationId", seq, audience from conversation_messages
        where role = 'assistant' order by created_at desc limit 1`,
    ),
  )
const textOf = ({ payload }: { payload: unknown }) => JSON.stringify(payload)
const reader = (desk: Desk, id = 'U1') => ({ ...at('C1', id), install: desk.install, target: {} })

/** A private answer, and what a click on "Share here" below it asks for. */
async function privately(desk: Desk, question: Request = ask) {
  const reply = await desk.say(question, alone)
  expect(textOf(reply)).toContain('Share here')
  const [place] = await answered(desk)
  expect(place?.audience).toBe('person:discord:U1')
  const acted = await desk.gestures.act(reader(desk), {
    gesture: 'share',
    value: `87:${place?.conversationId}:${place?.seq}`,
  })
  if (acted.kind !== 'asked') throw new Error(acted.kind)
  return acted.request
}

/** What a click on the only button of a card asks for. */
async function pressed(desk: Desk, { payload: { parts } }: { readonly payload: Card }) {
  const [button] = parts.flatMap((part) => (part.kind === 'actions' ? part.buttons : []))
  if (button === undefined) throw new Error('nothing to press')
  const acted = await desk.gestures.act(reader(desk), button.action)
  if (acted.kind !== 'asked') throw new Error(acted.kind)
  expect(desk.gestures.isForAll(acted.request)).toBe(true)
  return acted.request
}

it('is shown as it was, with its warning and its buttons, and enters the conversation there', async () => {
  const desk = open({ platform: platform() })
  const request = await privately(desk)
  expect(desk.gestures.isForAll(request)).toBe(false)
  const confirm = await desk.say(request, alone)
  expect(textOf(confirm)).toContain('“Vault”')
  expect(textOf(confirm)).toContain('Everyone who reads in this channel will see')
  const shared = await desk.say(await pressed(desk, confirm))
  expect(shared).toMatchObject({ private: false, payload: { support: 0.87, question: ask.question } })
  expect(textOf(shared)).toContain('Heliotrope')
  expect(textOf(shared)).toContain('Helpful')
  expect(textOf(shared)).not.toContain('Share here')
  expect(await answered(desk)).toMatchObject([{ audience: here }])
  // To those who may not see its source it is no part of the conversation.
  const history = await desk.store.readHistory(desk.home, desk.thread, [here, 'workspace'])
  expect(JSON.stringify(history)).not.toContain('Heliotrope')
})

it('is not offered for what all see, for what nobody else could see, and where nothing was found', async () => {
  const everyone: DeskOptions['platform'] = { readableBy: async () => [here, 'workspace', vault] }
  const seen = open({ platform: everyone })
  expect(textOf(await seen.say({ ...ask, isAgain: false }))).not.toContain('Share here')
  const direct = open({ platform: everyone })
  expect(textOf(await direct.say(ask, { ...alone, place: { kind: 'direct' } }))).not.toContain('Share here')
  const unknown = open({ platform: { readableBy: async () => [here] } })
  expect(textOf(await unknown.say(ask, alone))).not.toContain('Share here')
})

it('is not shown where its asker may not see a source any more, also between the click and the post', async () => {
  const may = { read: true }
  const desk = open({ platform: platform(may) })
  const request = await privately(desk)
  const yes = await pressed(desk, await desk.say(request, alone))
  may.read = false
  for (const one of [request, yes]) {
    const reply = await desk.say(one)
    expect(reply.private).toBe(true)
    expect(textOf(reply)).toContain('Only whoever was given this answer')
  }
  // Noticed only by the look right before it is posted.
  may.read = true
  const late = open({
    platform: {
      ...platform(may),
      lookAgain: async () => {
        may.read = false
      },
    },
  })
  const reply = await late.say(yes)
  expect(reply.private).toBe(true)
  expect(textOf(reply)).toContain('Only whoever was given this answer')
})

it('asks again where more would become visible than was said', async () => {
  const desk = open({ platform: platform() })
  const yes = await pressed(desk, await desk.say(await privately(desk), alone))
  const reply = await desk.say({ ...yes, confirmed: [] })
  expect(reply.private).toBe(true)
  expect(textOf(reply)).toContain('Share this answer?')
})

it('asks again where one of its two sources was not agreed to', async () => {
  const safe: Audience = 'channel:discord:C8'
  const desk = open({
    platform: {
      ...platform(),
      readableBy: async ({ isForAskerAlone }) =>
        isForAskerAlone ? [here, 'workspace', vault, safe] : [here, 'workspace'],
    },
  })
  await desk.add('safe.md', '# Safe\n\nThe code of the safe is 7421.\n', safe)
  const question = 'What is the password of the vault, and what is the code of the safe?'
  const yes = await pressed(desk, await desk.say(await privately(desk, { ...ask, question } as Request), alone))
  const agreed = (yes as { confirmed?: readonly string[] }).confirmed ?? []
  expect(agreed).toHaveLength(2)
  // As many as there are is not yet all of them.
  for (const confirmed of [agreed.slice(0, 1), agreed.slice(1), [agreed[0], agreed[0]]]) {
    const reply = await desk.say({ ...yes, confirmed } as Request)
    expect(reply.private).toBe(true)
    expect(textOf(reply)).toContain('Share this answer?')
  }
  expect(textOf(await desk.say(yes))).toMatch(/Heliotrope[\s\S]*7421/)
})

it('says so where all its readers may see the sources anyway', async () => {
  const desk = open({ platform: { readableBy: async () => [here, 'workspace', vault] } })
  const confirm = await desk.say(await privately(desk), alone)
  expect(textOf(confirm)).toContain('They may see all its sources already.')
  expect(textOf(confirm)).not.toContain('“Vault”')
})

it('is shared once, and again by the message that shared it when that is worked on a second time', async () => {
  const desk = open({ platform: platform() })
  const yes = await pressed(desk, await desk.say(await privately(desk), alone))
  const place = yes.place as { conversationId: string; seq: number }
  const claim = (as: string, saidTo: Audience = 'person:discord:U1') =>
    desk.store.claimSharing(desk.home, place, saidTo, as)
  expect(await claim('one', here)).toBe(false)
  expect(await claim('one')).toBe(true)
  expect(await claim('one')).toBe(true)
  expect(await claim('two')).toBe(false)
  expect(textOf(await desk.say(yes))).toContain('shared already')
})

it('is refused to anyone else, in a place without others, and where a source changed', async () => {
  const desk = open({ platform: platform() })
  const request = await privately(desk)
  const yes = await pressed(desk, await desk.say(request, alone))
  // U3 may see the source, and it is not their answer.
  for (const person of ['U2', 'U3'])
    for (const one of [request, yes]) {
      const reply = await desk.say(one, at('C1', person))
      expect(reply.private).toBe(true)
      expect(textOf(reply)).toContain('Only whoever was given this answer')
    }
  expect(textOf(await desk.say(yes, { place: { kind: 'direct' } }))).toContain('nobody else here')
  expect(await desk.gestures.act(reader(desk), { gesture: 'share', value: 'none' })).toMatchObject({ kind: 'said' })
  await desk.add('vault.md', '# Vault\n\nThe word for the vault was changed in June.\n', vault)
  const reply = await desk.say(yes)
  expect(reply.private).toBe(true)
  expect(textOf(reply)).toContain('has changed or is gone')
})

it('brings its question along for whom it was said to, and for nobody else who presses', async () => {
  const desk = open({ platform: platform() })
  const { question, ...yes } = await pressed(desk, await desk.say(await privately(desk), alone))
  expect(question).toBe(ask.question)
  const press = (id: string) =>
    desk.gestures.act(reader(desk, id), { gesture: 'share', value: `yes:${JSON.stringify(yes)}` })
  expect(await press('U1')).toMatchObject({ kind: 'asked', request: { question } })
  expect(JSON.stringify(await press('U2'))).not.toContain(question)
})

it('is not spent where its channel shows replies to their askers alone, and whoever shares is told so', async () => {
  const desk = open({ platform: platform() })
  const request = await privately(desk)
  const yes = await pressed(desk, await desk.say(request, alone))
  const set = (replies: 'thread' | 'privately') => desk.store.saveSettings(desk.install, 'C1', { replies }, null)
  await set('privately')
  try {
    for (const one of [request, yes]) {
      const reply = await desk.say(one)
      expect(reply.private).toBe(true)
      expect(textOf(reply)).toContain('In this channel only whoever asks sees what I say')
    }
    expect(textOf(await desk.say({ ...ask, isAgain: false }))).not.toContain('Share here')
  } finally {
    await set('thread')
  }
  expect(await desk.say(yes)).toMatchObject({ private: false, payload: { support: 0.87 } })
})

it('is not spent by a post that was given up, and never shown twice', async () => {
  const desk = open({ platform: platform() })
  const yes = await pressed(desk, await desk.say(await privately(desk), alone))
  expect(JSON.stringify(yes)).toContain(ask.question)
  const row = (set: string) =>
    desk.db.asSystem((sql) =>
      sql(
        `update outbox set ${set} where kind = 'final' and not private and payload::text like '%shared by whoever asked%' and thread_key = $1`,
        [desk.thread.threadKey],
      ),
    )
  const posts = async () =>
    (await desk.replies())
      .filter((one) => !one.private && textOf(one).includes('shared by whoever asked'))
      .map(({ state }) => state)
  await desk.say(yes)
  for (const set of [
    "state = 'pending'",
    "state = 'ambiguous', looks = 1",
    "state = 'sending'",
    "state = 'sent'",
    "state = 'dead', looks = 1",
  ]) {
    await row(set)
    expect(textOf(await desk.say(yes)), set).toContain('shared already')
  }
  await row("state = 'dead', looks = 0, message_id = null")
  expect(await desk.say(yes)).toMatchObject({ private: false, payload: { support: 0.87 } })
  // What was given up is not revived beside it.
  expect(await posts()).toEqual(['pending'])
  expect(textOf(await desk.say(yes))).toContain('shared already')
})

it('is not spent where somebody pressed stop, or where nothing came of it', async () => {
  const desk = open({ platform: platform() })
  const yes = await pressed(desk, await desk.say(await privately(desk), alone))
  const ids = async () => (await desk.store.listUnderWay(desk.install, desk.thread.threadKey)).map(({ id }) => id)
  await desk.deliver()
  await desk.say(yes)
  await desk.store.stopIncoming(desk.install, desk.thread.threadKey, (await ids()).slice(-1), { parts: [] })
  expect(await desk.say(yes)).toMatchObject({ private: false, payload: { support: 0.87 } })
})

it('of a platform that takes nothing is given up as posted where that cannot be told', async () => {
  const desk = open({ platform: platform() })
  const give = async (state: string) => {
    const yes = await pressed(desk, await desk.say(await privately(desk), alone))
    await desk.say(yes)
    await desk.db.asSystem((sql) =>
      sql(
        `update outbox set state = $2, created_at = now() - interval '1 day' where thread_key = $1 and not private and state = 'pending'`,
        [desk.thread.threadKey, state],
      ),
    )
    await desk.store.giveUpOutgoing(desk.install.id, 3_600_000, 'away')
    return desk.say(yes)
  }
  expect(textOf(await give('ambiguous'))).toContain('shared already')
  expect(await give('pending')).toMatchObject({ private: false })
})
