// Files that nobody asked about: indexed without a word, told of when they fail, and not told of without end.
import { describe, expect, it } from 'vitest'
import type { Platform } from '../../../src/bots/types.ts'
import { AppError } from '../../../src/errors.ts'
import type { Audience, Incoming, SharedSource } from '../../../src/model.ts'
import { at } from '../../askers.ts'
import { type Desk, useDesk } from '../desk.ts'

const open = useDesk()
const here: Audience = 'channel:discord:C1'
const file = (id: string): SharedSource => ({
  kind: 'file',
  sourceKey: `discord:${id}`,
  name: 'shared file',
  reference: id,
})

/** Shares a file, or several, and does all that comes of it. */
async function share(desk: Desk, ids: string, unasked: Incoming['unasked'] = 'tell-failure', person = 'U1') {
  const [first = '', ...more] = ids.split(' ')
  const sources = [file(first), ...more.map(file)] as const
  await desk.accept({ kind: 'index', sources, isPrivate: true }, { unasked: unasked!, ...at('C1', person) })
  await desk.pass()
  await desk.answer()
  const uploads = await desk.db.asSystem((sql) =>
    sql<{ id: string; name: string }>(
      `select u.id, u.name from uploads u join inbox i on i.id = u.inbox_id where i.thread_key = $1 and u.state = 'pending'`,
      [desk.thread.threadKey],
    ),
  )
  for (const { id: uploadId } of uploads)
    await desk.index({ workspaceId: desk.home, uploadId, installId: desk.install.id })
  await desk.answer()
}

const giving = (word: string): Partial<Platform> => ({
  fetchFile: async () => ({
    bytes: Buffer.from(`# Note\n\nThe ${word} is in the cellar.\n`),
    name: `${word}.md`,
    title: `About the ${word}`,
    url: `https://files.example/${word}`,
    message: 'the message that carries it',
  }),
})
const refusing: Partial<Platform> = {
  fetchFile(_, { onNamed }) {
    onNamed?.('plan.pdf')
    return Promise.reject(new AppError('file-gone', 'This is no longer there'))
  },
}

describe('a file that nobody asked about', () => {
  it('is found as its platform calls it, and nothing is said or shown', async () => {
    const desk = open({ platform: giving('barometer') })
    await share(desk, 'F1')
    expect(await desk.search('barometer', { audiences: [here] })).toEqual(['About the barometer'])
    expect(await desk.replies()).toEqual([])
    expect(await desk.messages()).toMatchObject([{ state: 'done', error: null }])
    const rows = await desk.db.inWorkspace(desk.home, (sql) =>
      sql(
        `select d.url, a.message, u.name from documents d join document_audiences a on a.document_id = d.id
           join uploads u on u.document_id = d.id where d.source_key = 'discord:F1'`,
      ),
    )
    expect(rows).toEqual([
      { url: 'https://files.example/barometer', message: 'the message that carries it', name: 'barometer.md' },
    ])
  })

  it('is told of to whoever shared it when it fails, three times at most in a while', async () => {
    const desk = open({ platform: refusing })
    for (let count = 0; count < 6; count += 1) await share(desk, `G${count}`, 'tell-failure', 'U7')
    const replies = await desk.replies()
    expect(replies).toHaveLength(3)
    expect(replies.every(({ private: isPrivate, kind }) => isPrivate && kind === 'final')).toBe(true)
    expect(JSON.stringify(replies[0]!.payload)).toContain('plan.pdf: This is no longer there')
    expect((await desk.messages()).map(({ state }) => state)).toEqual(Array(6).fill('done'))
    await share(desk, 'G9', 'tell-failure', 'U8')
    expect(await desk.replies()).toHaveLength(4)
  })

  it('is not told of beside another that fails', async () => {
    const fetchFile: Platform['fetchFile'] = (source, from) =>
      (source.reference === 'L1' ? giving('sextant') : refusing).fetchFile!(source, from)
    const desk = open({ platform: { fetchFile } })
    await share(desk, 'L1 L2', 'tell-failure', 'U9')
    const said = JSON.stringify((await desk.last()).payload)
    expect(said).toContain('plan.pdf: This is no longer there')
    expect(said).not.toContain('sextant')
  })

  it('is told of to nobody where there is nobody to tell, however it fails', async () => {
    const desk = open({ platform: refusing })
    await share(desk, 'H1', 'tell-nothing')
    const broken = open({ store: { addSharedSources: () => Promise.reject(new Error('broken')) } })
    await broken.accept({ kind: 'index', sources: [file('H2')], isPrivate: true }, { unasked: 'tell-failure' })
    for (let count = 0; count < 4; count += 1) {
      await broken.pass()
      await broken.answer()
    }
    expect([await desk.replies(), await broken.replies()]).toEqual([[], []])
    expect(await broken.messages()).toMatchObject([{ state: 'dead', error: 'broken' }])
  })
})

describe('a message that someone asks with', () => {
  const asking = { kind: 'index', sources: [file('K1')], isPrivate: false } as const
  const quietly = async (desk: Desk) => {
    await desk.accept(
      { ...asking, isPrivate: true },
      { unasked: 'tell-failure', naturalKey: `${desk.thread.threadKey} K1` },
    )
  }
  const states = async (desk: Desk) => (await desk.messages()).map(({ state }) => state)

  it('covers its files, whether they came unasked just before or come after', async () => {
    for (const isFirst of [true, false]) {
      const desk = open({ platform: giving('sextant') })
      if (isFirst) await quietly(desk)
      await desk.accept(asking, { covers: [`${desk.thread.threadKey} K1`] })
      if (!isFirst) await quietly(desk)
      expect((await states(desk)).toSorted()).toEqual(['done', 'pending'])
    }
  })

  it('is worked on at once, and what comes unasked a second later', async () => {
    const desk = open({ platform: giving('sextant') })
    await quietly(desk)
    await desk.answer()
    expect(desk.wakes.filter(([, ms]) => ms !== undefined && ms > 0 && ms <= 1_000)).toHaveLength(1)
    expect(await states(desk)).toEqual(['pending'])
  })
})

describe('an answer from a file', () => {
  const question = { kind: 'ask', question: 'Where is the theodolite?', cut: false }
  const setUp = async (sourceKey: string, lookAgainAtFiles: (desk: Desk, keys: readonly string[]) => Promise<void>) => {
    const looked: string[][] = []
    const desk: Desk = open({
      platform: {
        lookAgain: () => Promise.resolve(),
        lookAgainAtFiles: async (keys) => {
          looked.push([...keys])
          await lookAgainAtFiles(desk, keys)
        },
      },
    })
    const text = '# Tools\n\nThe theodolite is in the cellar.\n'
    const source = { sourceKey, uri: sourceKey, name: 'tools.md', bytes: Buffer.from(text) }
    await Array.fromAsync(desk.engine.index([source], { workspaceId: desk.home, audience: here }))
    return { desk, looked }
  }

  it('is shown where the file is still there', async () => {
    const { desk, looked } = await setUp('discord:there', () => Promise.resolve())
    expect(JSON.stringify((await desk.say(question)).payload)).toContain('cellar')
    expect(looked).toEqual([['discord:there']])
    await desk.store.withdrawFile(desk.home, 'discord:there', null)
  })

  it('is made again without a file that turns out to be gone', async () => {
    const { desk } = await setUp('discord:gone', (one, keys) => one.store.withdrawFile(one.home, keys[0]!, null))
    expect(JSON.stringify((await desk.say(question)).payload)).not.toContain('cellar')
    expect(await desk.replies()).toHaveLength(1)
  })

  it('waits while it cannot be found out, and is given up with a reason', async () => {
    const { desk } = await setUp('discord:unknown', () =>
      Promise.reject(new AppError('file-unavailable', 'Slack is away', { retry: 'later' })),
    )
    await desk.accept(question)
    for (let count = 0; count < 3; count += 1) {
      expect(await desk.replies()).toEqual([])
      await desk.answer()
      await desk.pass()
    }
    const replies = await desk.replies()
    expect(replies).toMatchObject([{ private: true }])
    expect(JSON.stringify(replies)).not.toContain('cellar')
    await desk.store.withdrawFile(desk.home, 'discord:unknown', null)
  })

  it('asks about no file where it is one of another kind', async () => {
    const { desk, looked } = await setUp('tools.md', () => Promise.resolve())
    await desk.say(question)
    expect(looked).toEqual([])
    await desk.store.withdrawFile(desk.home, 'tools.md', null)
  })
})
