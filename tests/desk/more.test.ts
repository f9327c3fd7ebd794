// What there is for the asker alone: offered below what all may see, asked as it was meant there, and no further gap.
import { beforeAll, expect, it } from 'vitest'
import type { Card } from '../../src/card.ts'
import type { Audience, Request } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type Desk, soon, useDesk } from '../queue/desk.ts'

const open = useDesk()
const vault: Audience = 'channel:discord:C9'
const here: Audience = 'channel:discord:C1'
const ask = (question: string): Request => ({ kind: 'ask', question, cut: false })
const alone = { isForAskerAlone: true } as const

beforeAll(async () => {
  const { add } = open()
  await add('strongroom.md', '# Strongroom\n\nOn holidays the strongroom is opened by Trudy.\n', vault)
  await add('pelican.md', '# Pelican\n\nThe pelican was photographed in May. The roof was mended in June.\n', vault)
})

const telling = () =>
  open({
    platform: {
      tellsMore: true,
      readableBy: async ({ isForAskerAlone }) =>
        isForAskerAlone ? [here, 'workspace', vault, 'person:discord:U1'] : [here, 'workspace'],
    },
  })
const asides = (desk: Desk) => desk.sent.filter(({ kind }) => kind === 'aside')
const gaps = async (desk: Desk, question: string) =>
  (await desk.store.listGaps(desk.home)).find((gap) => gap.question === question)?.times
const click = (desk: Desk, value: string, channel = 'C1', who = 'U1') =>
  desk.gestures.act({ ...at(channel, who), install: desk.install, target: {} }, { gesture: 'ask', value })

it('what goes on from another question is asked privately as it was meant there, while it is kept', async () => {
  const desk = telling()
  await desk.say(ask('Who opens the strongroom on weekdays?'))
  await desk.say(ask('And on holidays?'))
  const ofSecond = () => asides(desk).find(({ answer }) => answer?.seq === 4)
  await expect.poll(ofSecond, soon).toBeDefined()
  const aside = ofSecond()
  expect(JSON.stringify(aside)).toContain('1 more source is visible only to you')
  expect(JSON.stringify(aside)).not.toMatch(/Trudy|holidays/)
  const { answer, payload } = aside!
  const [button] = (payload as unknown as Card).parts.flatMap((part) => (part.kind === 'actions' ? part.buttons : []))
  expect(button?.action).toEqual({ gesture: 'ask', value: 'again', isAboutAnswer: true })
  const value = `again:${answer?.conversationId}:${answer?.seq}`
  const acted = await click(desk, value)
  if (acted.kind !== 'asked') throw new Error(acted.kind)
  const meant = expect.stringContaining('strongroom')
  expect(acted.request).toMatchObject({ question: 'And on holidays?', readAs: meant, isAgain: true })
  expect(desk.gestures.isForAll(acted.request)).toBe(false)
  // Something else was asked there meanwhile.
  await desk.say(ask('Who feeds the newt of the lobby?'))
  const reply = await desk.say(acted.request, alone)
  expect(reply.private).toBe(true)
  expect(JSON.stringify(reply.payload)).toContain('Trudy')
  expect(await click(desk, value, 'C2', 'U2')).toMatchObject({ kind: 'said' })
  await desk.store.takeBack(desk.install, answer!)
  const gone = await click(desk, value)
  expect(gone).toMatchObject({ kind: 'said', message: expect.stringContaining('no longer kept') })
})

it('one question is one gap, also where more was looked for, and where it was asked privately besides', async () => {
  const desk = telling()
  const question = 'How much did the painting of the pelican cost?'
  await desk.say(ask(question))
  // The next reply waits for what is looked for beside this one.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(asides(desk)).toEqual([])
  const [place] = await desk.db.asSystem((sql) =>
    sql<{ id: string; seq: number }>(
      'select conversation_id as id, message_seq as seq from outbox where thread_key = $1 order by id desc limit 1',
      [desk.thread.threadKey],
    ),
  )
  const acted = await click(desk, `again:${place?.id}:${place?.seq}`)
  if (acted.kind !== 'asked') throw new Error(acted.kind)
  expect(JSON.stringify((await desk.say(acted.request, alone)).payload)).toContain("I don't know")
  expect(await gaps(desk, question)).toBe(1)
})
