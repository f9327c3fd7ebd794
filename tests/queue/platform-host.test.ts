// What platforms ask of the house at once, because a click waits for it, with a real store.

import { describe, expect, it } from 'vitest'
import { audienceOf } from '../../src/askers.ts'
import { createActions } from '../../src/desk/actions.ts'
import type { Request } from '../../src/model.ts'
import { createPlatformHost } from '../../src/queue/platform-host.ts'
import { at } from '../askers.ts'
import { type Desk, useDesk } from './desk.ts'

const open = useDesk()
const help: Request = { kind: 'help' }

describe('what platforms ask at once', () => {
  function host(desk: Desk, install = desk.install) {
    const made = createPlatformHost({
      store: desk.store,
      wake: { outgoing: () => void desk.wakes.push(['outgoing', 0]) },
      desk: desk.gestures,
      actions: createActions(Buffer.alloc(32, 3), desk.store),
      scopeOf: async (reader) => ({
        workspaceId: reader.install.workspaceId,
        audiences: [audienceOf('discord', reader)],
      }),
      install,
      accept: desk.inbox.accept,
      refuse: () => null,
      log: { warn: () => {} },
    })
    return made
  }
  const reader = { ...at('C1', 'U1'), target: {} }

  it('is answered from what its reader may see, without anything said before', async () => {
    const heard: unknown[] = []
    const ask = async (one: unknown) => {
      heard.push(one)
      throw new Error('not now')
    }
    const desk = open({ rag: { ask }, platform: { readableBy: async () => ['channel:discord:C1'] } })
    const asked = host(desk)
    await expect(asked.answer(reader, 'Who?', 'a text')).rejects.toThrow('not now')
    const scope = { workspaceId: desk.home, audiences: ['channel:discord:C1'] }
    expect(heard).toEqual([{ question: 'Who?', history: [], scope, manner: { length: 'usual' }, about: 'a text' }])
    await desk.add('secret.md', '# Secret title\n\nIt is.\n', 'channel:discord:C2')
    await desk.add('open.md', '# Secret garden\n\nIt is.\n', 'channel:discord:C1')
    expect(await asked.suggestTitles(reader, 'secret')).toEqual(['Secret garden'])
  })

  it('takes turns that belong to one install', async () => {
    const desk = open()
    const [one, two] = [host(desk), host(desk, desk.installOf('discord', desk.other))]
    const turn = { bucket: desk.thread.threadKey, allowance: [{ count: 1, perMs: 60_000 }] }
    expect([await one.limits.take(turn), await two.limits.take(turn)]).toEqual([0, 0])
    expect(await one.limits.take(turn)).toBeGreaterThan(1_000)
    await two.limits.block('blocked', 60_000)
    expect(await one.limits.take({ bucket: 'blocked' })).toBe(0)
    expect(await two.limits.take({ bucket: 'blocked' })).toBeGreaterThan(1_000)
  })

  it('is an answer that was given, for whoever may see what it cites', async () => {
    const desk = open()
    await desk.add('vault.md', '# Vault\n\nThe vault opens at nine.\n', 'channel:discord:C9')
    await desk.say({ kind: 'ask', question: 'When does the vault open?', cut: false }, at('C9', 'U1'))
    await desk.deliver()
    const { answer } = desk.sent[0]!
    expect(await host(desk).answerAt({ ...at('C9', 'U2'), target: {} }, answer!)).toMatchObject({
      markdown: expect.stringContaining('opens at nine'),
    })
    expect(await host(desk).answerAt(reader, answer!)).toBeNull()
  })

  describe('the page of a person', () => {
    const alone = { ...at(null, 'U1'), target: {} }
    const cafeteria: Request = { kind: 'ask', question: 'When does the cafeteria open?', cut: false }

    it('says what the bot is and how it does, as far as they may know', async () => {
      const desk = open({ platform: { readableBy: async () => ['person:discord:nobody'] } })
      const { cards, asked } = await host(desk).home({ ...at(null, 'nobody'), target: {} })
      expect(cards.map(({ title }) => title)).toEqual(['What I can do', undefined])
      expect(JSON.stringify(cards[1])).toContain('I am running.')
      expect(JSON.stringify(cards[1])).not.toContain('passages')
      expect(asked).toEqual([])
    })

    it('shows what they asked last, where they may see the answer, and where it stands', async () => {
      const desk = open()
      const person = `asker of ${desk.thread.threadKey}`
      const own = { ...at(null, person), target: {} }
      await desk.add('menu.md', '# Cafeteria\n\nThe cafeteria opens at eight.\n', `person:discord:${person}`)
      await desk.add('safe.md', '# Safe\n\nThe safe opens at nine.\n', 'channel:discord:C9')
      const target = { channel: 'D1' }
      await desk.say(cafeteria, { ...own, target })
      await desk.say({ ...cafeteria, question: 'When does the safe open?' }, at('C9', person))
      await desk.add('garage.md', '# Garage\n\nThe garage opens at ten.\n', 'channel:discord:C1')
      await desk.say({ ...cafeteria, question: 'When does the garage open?' }, at('C1', 'U2'))
      expect((await host(desk).home(own)).asked).toEqual([])
      await desk.deliver()
      // What was said in a channel is theirs too, while they may see what it rests on.
      expect((await host(desk).home(own)).asked).toEqual([
        { question: cafeteria.question, at: expect.stringMatching(/^20/), target, messageId: 'm1' },
      ])
      // What others asked is not, though they may see the answer.
      expect((await host(desk).home({ ...at('C1', 'U2'), target: {} })).asked).toHaveLength(1)
      expect((await host(desk).home({ ...at('C1', person), target: {} })).asked).toEqual([])
      expect((await host(desk, desk.installOf('discord', desk.other)).home(own)).asked).toEqual([])
      expect((await host(desk).home({ ...alone, ...at(null, 'U9') })).asked).toEqual([])
    })
  })

  describe('by a click', () => {
    const report = { label: 'Report', action: { gesture: 'feedback', value: 'report', isAboutAnswer: true } } as const
    async function answered() {
      const desk = open()
      await desk.say({ kind: 'ask', question: 'When does the cafeteria open?', cut: false })
      await desk.deliver()
      return { desk, asked: host(desk), answer: desk.sent[0]!.answer! }
    }

    it('is done for whoever clicked, with what they filled in first', async () => {
      const { desk, asked, answer } = await answered()
      expect((await asked.sign({ buttons: [report], selects: [] })).buttons).toEqual([])
      const { token } = (await asked.sign({ buttons: [report], selects: [] }, answer)).buttons[0]!
      expect(await asked.act(reader, token)).toMatchObject({ kind: 'form', token })
      expect(await asked.act(reader, token, { text: 'It is late.' })).toMatchObject({ kind: 'said' })
      expect(await desk.store.listFeedback(desk.home)).toContainEqual(
        expect.objectContaining({ kind: 'report', person: 'U1', text: 'It is late.' }),
      )
    })

    it('is refused in words where it is forged, of another install, or too old', async () => {
      const { desk, asked, answer } = await answered()
      const { token } = (await asked.sign({ buttons: [report], selects: [] }, answer)).buttons[0]!
      const unknown = { kind: 'said', message: expect.stringContaining('do not know that button') }
      expect(await asked.act(reader, `${token}x`)).toEqual(unknown)
      expect(await host(desk, desk.installOf('discord', desk.other)).act(reader, token)).toEqual(unknown)
      const long = { label: 'x', action: { gesture: 'feedback', value: 'x'.repeat(200) } }
      const old = (await asked.sign({ buttons: [long], selects: [] })).buttons[0]!.token
      await desk.db.inWorkspace(desk.home, (sql) =>
        sql(`update action_values set created_at = now() - interval '31 days'`),
      )
      expect(await asked.act(reader, old)).toEqual({
        kind: 'said',
        message: expect.stringContaining('more than 30 days old'),
      })
    })

    it('waits two seconds for a database that hangs', async () => {
      const waited: number[] = []
      const within = async <T>(ms: number, work: () => Promise<T>) => {
        waited.push(ms)
        return work()
      }
      await host(open({ store: { within } })).act(reader, 'x')
      expect(waited).toEqual([2_000])
    })
  })

  it('takes a message anew whose file was taken back', async () => {
    const desk = open()
    const naturalKey = `${desk.thread.threadKey} with a file`
    const come = () => desk.inbox.accept(desk.install, desk.incoming(help, { naturalKey }))
    expect([await come(), await come()]).toMatchObject([{ duplicate: false }, { duplicate: true }])
    await host(desk).files.withdraw('discord:F1', null)
    expect(await come()).toMatchObject({ duplicate: true })
    await host(desk).files.withdraw('discord:F1', null, naturalKey)
    expect(await come()).toMatchObject({ duplicate: false })
  })

  it('finds replies by their numbers only', async () => {
    const desk = open()
    await desk.say(help)
    await desk.deliver()
    const { sentReply } = host(desk)
    const { id } = desk.sent[0]!
    expect(await sentReply(id)).toMatchObject({ private: true })
    for (const other of [desk.installOf('slack'), desk.installOf('discord', desk.other)])
      expect(await host(desk, other).sentReply(id)).toBeNull()
    for (const bad of [`${id} `, `${id}.0`, `0x${id}`, '', '1e1', '9'.repeat(16), `${id}\n`])
      expect([bad, await sentReply(bad)]).toEqual([bad, null])
  })
})
