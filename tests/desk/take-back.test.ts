// An answer that is deleted: by whom, and what is left of it.
import { beforeAll, expect, it } from 'vitest'
import type { Platform } from '../../src/bots/types.ts'
import { AppError } from '../../src/errors.ts'
import type { AnswerPlace, Request } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type Desk, useDesk } from '../queue/desk.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'When does the cafeteria open?', cut: false }
const alone = { isForAskerAlone: true } as const

beforeAll(() => open().add('cafeteria.md', '# Cafeteria\n\nThe cafeteria opens at eight.\n', 'workspace'))

type Posted = Parameters<NonNullable<Platform['remove']>>[0]

function removing(fails?: () => Error | undefined, managers: readonly string[] = []) {
  const removed: Posted[] = []
  const desk = open({
    platform: {
      standingOf: async ({ person, place }) => ({
        isMember: true,
        isManager:
          person.id === 'U9'
            ? 'unknown'
            : managers.includes(`${person.id} in ${place.kind === 'channel' ? place.id : 'none'}`),
      }),
      async remove(posted) {
        const error = fails?.()
        if (error) throw error
        removed.push(posted)
      },
    },
  })
  return { desk, removed }
}

const textOf = ({ payload }: { readonly payload: unknown }) => JSON.stringify(payload)
const turns = (desk: Desk, { conversationId }: AnswerPlace) =>
  desk.db.inWorkspace(desk.home, (sql) =>
    sql<{ seq: number }>('select seq from conversation_messages where conversation_id = $1 order by seq', [
      conversationId,
    ]),
  )

/** An answer that was posted, and what a click on "Delete" below it asks for. */
async function posted(desk: Desk, asked = ask) {
  expect(textOf(await desk.say(asked))).toContain('"Delete"')
  await desk.deliver()
  const [place] = await desk.db.inWorkspace(desk.home, (sql) =>
    sql<AnswerPlace>(
      `select conversation_id as "conversationId", message_seq as seq from outbox
        where conversation_id is not null and thread_key = $1 order by id desc limit 1`,
      [desk.thread.threadKey],
    ),
  )
  const acted = await desk.gestures.act(
    { ...at('C1', 'U1'), install: desk.install, target: {} },
    { gesture: 'take-back', value: `all:${place?.conversationId}:${place?.seq}` },
  )
  if (acted.kind !== 'asked' || place === undefined) throw new Error(acted.kind)
  expect(desk.gestures.isForAll(acted.request)).toBe(false)
  return { request: acted.request, place }
}

it('its asker deletes it: the message goes, the turns, and what was said of them', async () => {
  const { desk, removed } = removing()
  const { request, place } = await posted(desk)
  const said = { platform: 'discord', person: 'U1', place, kind: 'favourite', heardBy: null } as const
  await desk.store.recordFeedback(desk.home, said)
  await desk.say({ ...ask, question: 'Until when is the cafeteria open?' })
  const reply = await desk.say(request, alone)
  expect(reply.private).toBe(true)
  expect(textOf(reply)).toContain('Deleted, with its question')
  expect(removed).toEqual([{ target: { channel: 'C1' }, messageId: 'm1' }])
  // The second question and its answer stay, and the conversation has its title.
  expect((await turns(desk, place)).map(({ seq }) => seq)).toEqual([3, 4])
  const history = await desk.store.readHistory(desk.home, desk.thread, ['workspace', 'channel:discord:C1'])
  expect(JSON.stringify(history)).not.toContain('When does')
  const [conversation] = await desk.store.listConversations(desk.home, { limit: 1 })
  expect(conversation?.title).toBe('Until when is the cafeteria open?')
  expect(await desk.store.recordFeedback(desk.home, said)).toBe('missing')
  expect(JSON.stringify(await desk.replies())).not.toContain('When does the cafeteria open?')
  // Worked on again, after a process that ended in between, and pressed again.
  expect(textOf(await desk.say(request, alone))).toContain('deleted already')
  expect(removed).toHaveLength(1)
})

it('anyone else is refused privately, unless they made the channel or are an admin', async () => {
  const { desk, removed } = removing(undefined, ['U4 in C1', 'U4 in C2', 'U4 in none'])
  const { request, place } = await posted(desk)
  const refused = async (who: string, where: string | null = 'C1') => {
    const reply = await desk.say(request, { ...alone, ...at(where, who) })
    expect(reply.private).toBe(true)
    expect(textOf(reply)).toContain('Only whoever asked')
  }
  await refused('U2')
  await refused('U9')
  // From another place nothing is deleted here.
  await refused('U1', 'C2')
  await refused('U4', 'C2')
  await refused('U4', null)
  expect(removed).toEqual([])
  expect(await turns(desk, place)).toHaveLength(2)
  expect(textOf(await desk.say(request, { ...alone, ...at('C1', 'U4') }))).toContain('Deleted')
  expect(removed).toHaveLength(1)
})

it('what the platform does not delete stays, with its reason; what may pass is tried again', async () => {
  let error: Error | undefined = new AppError('not-deletable', 'It stands in stone')
  const { desk } = removing(() => error)
  const { request, place } = await posted(desk)
  expect(textOf(await desk.say(request, alone))).toContain('I cannot delete it. It stands in stone.')
  expect(await turns(desk, place)).toHaveLength(2)
  error = new AppError('crowded', 'later', { retry: 'later' })
  const before = (await desk.replies()).length
  await desk.say(request, alone)
  expect(await desk.replies()).toHaveLength(before)
  error = undefined
  await desk.pass()
  await desk.answer()
  expect(textOf(await desk.last())).toContain('Deleted')
})

it('a question without an answer is no gap any more, nobody waits for one, and its words are kept nowhere', async () => {
  const { desk } = removing()
  const question = 'Who feeds the heron on the roof?'
  const asked = { ...ask, question }
  await desk.say(asked, at('C2', 'U1'))
  const { request, place } = await posted(desk, asked)
  const value = `me:${place.conversationId}:${place.seq}`
  for (const who of ['U1', 'U2'])
    await desk.gestures.act({ ...at('C1', who), install: desk.install, target: {} }, { gesture: 'notify', value })
  const kept = async () => ({
    gaps: (await desk.store.listGaps(desk.home)).find((gap) => gap.question === question)?.times,
    waiting: await desk.db.inWorkspace(desk.home, (sql) =>
      sql(`select person ->> 'id' as id from awaited where question = $1 order by 1`, [question]),
    ),
  })
  expect(await kept()).toEqual({ gaps: 2, waiting: [{ id: 'U1' }, { id: 'U2' }] })
  expect(textOf(await desk.say(request, alone))).toContain('Deleted')
  // The other one was asked in another channel.
  expect(await kept()).toEqual({ gaps: 1, waiting: [] })
  const [held] = await desk.db.asSystem((sql) =>
    sql<{ inbox: number }>(
      `select count(*) as inbox from inbox where payload::text like '%heron%' and payload -> 'place' ->> 'id' = 'C1'`,
    ),
  )
  expect(held).toEqual({ inbox: 0 })
})

it('while it is on its way it is not said to be deleted', async () => {
  const { desk, removed } = removing()
  const { request, place } = await posted(desk)
  await desk.db.asSystem((sql) =>
    sql(`update outbox set state = 'sending' where conversation_id = $1`, [place.conversationId]),
  )
  await desk.say(request, alone)
  expect(removed).toEqual([])
  expect(await turns(desk, place)).toHaveLength(2)
})

it('is offered where the platform deletes, and what all see', async () => {
  const { desk } = removing()
  expect(textOf(await desk.say(ask, alone))).not.toContain('"Delete"')
  expect(textOf(await open().say(ask))).not.toContain('"Delete"')
  const act = desk.gestures.act(
    { ...at('C1', 'U1'), install: desk.install, target: {} },
    { gesture: 'take-back', value: '?' },
  )
  expect(await act).toMatchObject({ kind: 'said' })
})
