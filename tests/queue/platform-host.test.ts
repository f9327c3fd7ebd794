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
    expect(heard).toEqual([{ question: 'Who?', history: [], scope, about: 'a text' }])
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
