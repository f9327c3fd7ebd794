// Files on their way into the index, with a real store and a real engine: whose they are, what is tried again, what is
// said of those that fail, and what is kept of them.
import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Platform } from '../../../src/bots/types.ts'
import { AppError, databaseAway } from '../../../src/errors.ts'
import type { Audience, SharedSource } from '../../../src/model.ts'
import { at } from '../../askers.ts'
import { type Desk, type DeskOptions, soon, useDesk } from '../desk.ts'

const open = useDesk()
afterEach(() => void vi.useRealTimers())

const text = (word: string) => `# Note\n\nThe ${word} is in the cellar.\n`
const file = (name: string): SharedSource => ({ kind: 'file', sourceKey: name, name, reference: `at ${name}` })

const rows = (desk: Desk, id: string) =>
  desk.db.asSystem((sql) =>
    sql<Record<string, unknown>>(
      `select state, stage, attempts, bytes is null as "isGone", error_message as message,
              round(extract(epoch from not_before - waits_from))::int as "waitSeconds", not_before <= now() as "isDue" from uploads where id = $1`,
      [id],
    ),
  )

async function upload(desk: Desk, word: string, audience: Audience = 'workspace') {
  const bytes = Buffer.from(text(word))
  const uploadId = await desk.store.addUpload(desk.home, { name: `${word}.md`, bytes, audience })
  return { workspaceId: desk.home, uploadId, installId: null }
}

/** A message with files, as far as it waits for them. */
async function share(
  sources: readonly [SharedSource, ...SharedSource[]],
  options: DeskOptions = {},
  isPrivate = false,
) {
  const desk = open(options)
  await desk.accept({ kind: 'index', sources, isPrivate }, { secret: 'token' })
  await desk.answer()
  const uploads = await desk.db.asSystem((sql) =>
    sql<{ id: string }>(
      'select u.id from uploads u join inbox i on i.id = u.inbox_id where i.thread_key = $1 order by u.ordinal',
      [desk.thread.threadKey],
    ),
  )
  desk.wakes.splice(0)
  const jobs = uploads.map(({ id }) => ({ workspaceId: desk.home, uploadId: id, installId: desk.install.id }))
  return { desk, jobs, state: async (at = 0) => (await rows(desk, jobs[at]!.uploadId))[0]! }
}

const failing = (error: unknown): DeskOptions => ({ platform: { fetchFile: () => Promise.reject(error) } })
const due = (desk: Desk) => desk.db.asSystem((sql) => sql('update uploads set not_before = now()'))

describe('a file that was handed over', () => {
  it('is found by its own readers alone, and its bytes go when it is indexed', async () => {
    const desk = open()
    const job = await upload(desk, 'gramophone', 'channel:discord:C7')
    await desk.index(job)
    expect(await rows(desk, job.uploadId)).toMatchObject([{ state: 'indexed', attempts: 1, isGone: true }])
    expect(await desk.search('gramophone', { audiences: ['channel:discord:C7'] })).toEqual(['Note'])
    expect(await desk.search('gramophone', { audiences: ['workspace', 'channel:discord:C1'] })).toEqual([])
    expect(desk.wakes).toEqual([])
  })

  it('is one worker’s for a minute, and longer while that one works', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const seen: unknown[] = []
    const desk = open({
      rag: {
        async *index() {
          seen.push((await rows(desk, job.uploadId))[0]!.waitSeconds)
          seen.push(await desk.store.claimUpload(desk.home, job.uploadId, []))
          await desk.db.asSystem((sql) => sql(`update uploads set not_before = now() + interval '1 second'`))
          vi.advanceTimersByTime(20_000)
          // A failure in here would count as one of the file's.
          const renewed = expect.poll(async () => (await rows(desk, job.uploadId))[0]!.waitSeconds, soon).toBe(60)
          seen.push(
            await renewed.then(
              () => 'renewed',
              () => 'left to run out',
            ),
          )
          yield { status: 'failed', uri: 'x', chunks: 0, error: { code: 'x', message: 'no' } }
        },
      },
    })
    const job = await upload(desk, 'accordion')
    await desk.index(job)
    expect(seen).toEqual([60, null, 'renewed'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is read while no other is', async () => {
    let now = 0
    let most = 0
    const desk = open({
      rag: {
        async *index() {
          now += 1
          most = Math.max(most, now)
          // Long enough for others to begin as well.
          await new Promise((resolve) => setTimeout(resolve, 50))
          yield { status: 'failed', uri: 'x', chunks: 0, error: { code: 'x', message: 'no' } }
          now -= 1
        },
      },
    })
    const jobs = [await upload(desk, 'a'), await upload(desk, 'b'), await upload(desk, 'c')]
    await Promise.all(jobs.map((job) => desk.index(job)))
    expect(most).toBe(1)
  })
})

describe('a file that was shared', () => {
  it('in two places is one document while it is the same, and each has its own once it is not', async () => {
    const bytes = { now: text('theremin') }
    const desk = open({ platform: { fetchFile: async () => Buffer.from(bytes.now) } })
    const shareIn = async (channel: string, sources = [file('same.md')] as const) => {
      await desk.accept({ kind: 'index', sources, isPrivate: false }, at(channel, 'U1'))
      await desk.answer()
      const { uploads } = await desk.store.findUnfinished(-1_000_000, [desk.install.id])
      for (const { uploadId } of uploads)
        await desk.index({ workspaceId: desk.home, uploadId, installId: desk.install.id })
      await desk.answer()
    }
    const found = (word: string, channel: string) => desk.search(word, { audiences: [`channel:discord:${channel}`] })
    const documents = async () =>
      (await desk.store.listDocuments(desk.home)).filter(({ uri }) => uri === 'same.md').length
    await shareIn('S1')
    expect(await found('theremin', 'S2')).toEqual([])
    await shareIn('S2')
    expect([await found('theremin', 'S1'), await found('theremin', 'S2'), await documents()]).toEqual([
      ['Note'],
      ['Note'],
      1,
    ])
    expect((await desk.last()).payload).toMatchObject({
      parts: [{ steps: [{ state: 'done', text: expect.stringContaining('already indexed') }] }],
    })
    const shown = await desk.db.inWorkspace(desk.home, (sql) =>
      sql(
        `select audience, shared_by as person, message is not null as "hasMessage" from document_audiences
          where document_id = (select id from documents where source_key = $1) order by 1`,
        ['same.md'],
      ),
    )
    expect(shown).toEqual(
      ['S1', 'S2'].map((channel) => ({
        audience: `channel:discord:${channel}`,
        person: 'discord:U1',
        hasMessage: true,
      })),
    )
    bytes.now = text('vibraphone')
    await shareIn('S2')
    expect([await found('theremin', 'S1'), await found('theremin', 'S2'), await documents()]).toEqual([['Note'], [], 2])
    expect([await found('vibraphone', 'S1'), await found('vibraphone', 'S2')]).toEqual([[], ['Note']])
  })

  it('is not known again by its name alone: a text that two places share is two documents', async () => {
    const desk = open()
    const note = { kind: 'text', sourceKey: 'note-1', name: 'note.md', title: 'Note', text: text('dulcimer') } as const
    for (const channel of ['S3', 'S4']) {
      await desk.accept({ kind: 'index', sources: [note], isPrivate: false }, at(channel, 'U1'))
      await desk.answer()
      const { uploads } = await desk.store.findUnfinished(-1_000_000, [desk.install.id])
      for (const { uploadId } of uploads)
        await desk.index({ workspaceId: desk.home, uploadId, installId: desk.install.id })
      await desk.answer()
    }
    const documents = await desk.store.listDocuments(desk.home)
    expect(
      documents
        .filter(({ uri }) => uri === 'note-1')
        .map(({ audience }) => audience)
        .toSorted(),
    ).toEqual(['channel:discord:S3', 'channel:discord:S4'])
  })

  it('is fetched with the sender’s own credential, and its message goes on when the last one is done', async () => {
    const fetched: Parameters<NonNullable<Platform['fetchFile']>>[] = []
    const { desk, jobs, state } = await share([file('a.md'), file('b.md')], {
      platform: {
        async fetchFile(...from) {
          fetched.push(from)
          return Buffer.from(text(from[0].name === 'a.md' ? 'harpsichord' : 'ocarina'))
        },
      },
    })
    await desk.index(jobs[0]!)
    expect(fetched[0]).toMatchObject([
      { reference: 'at a.md' },
      { asker: { person: { id: 'U1' } }, secret: 'token', maxBytes: 1_000 },
    ])
    expect([await state(0), await state(1)]).toMatchObject([{ state: 'indexed' }, { state: 'pending' }])
    expect(desk.wakes.map(([what]) => what)).not.toContain('incoming')
    expect(await desk.replies()).toMatchObject([
      {
        kind: 'placeholder',
        payload: { parts: [{ isDone: false, steps: [{ state: 'done' }, { state: 'waiting' }] }] },
      },
    ])
    expect(await desk.messages()).toMatchObject([{ waitMs: 900_000 }])
    await desk.index(jobs[1]!)
    expect(desk.wakes.at(-1)).toEqual(['incoming', undefined])
    await desk.answer()
    expect(await desk.last()).toMatchObject({ kind: 'final', private: false, payload: { parts: [{ isDone: true }] } })
    expect(await desk.search('ocarina', { audiences: ['workspace'] })).toEqual([])
    expect(await desk.search('ocarina', { audiences: ['channel:discord:C1'] })).toEqual(['Note'])
  })

  it('in private is never spoken of where others read', async () => {
    const { desk, jobs } = await share(
      [file('a.md')],
      failing(new AppError('teams-x', 'No.', { retry: 'later' })),
      true,
    )
    await desk.index(jobs[0]!)
    expect(await desk.replies()).toEqual([])
  })

  it('that fails in passing is tried again, later and later, and the fifth time is the last', async () => {
    const { desk, jobs, state } = await share([file('a.md')], failing(new Error('secret of the cause')))
    for (const seconds of [1, 2, 4, 8]) {
      await desk.index(jobs[0]!)
      expect(desk.wakes.pop()).toEqual(['upload', seconds * 1_000])
      expect(await state()).toMatchObject({ state: 'pending', stage: 'waiting', waitSeconds: seconds })
      await due(desk)
    }
    await desk.index(jobs[0]!)
    const told = 'Something went wrong on my side; share it again later.'
    expect(await state()).toMatchObject({ state: 'failed', message: told, attempts: 5 })
  })

  it.each([
    [3 * 60 * 60_000, 300],
    [120_000, 120],
    [0, 1],
  ])('waits as its platform asks (%i ms), within reason (%i s)', async (retryAfterMs, seconds) => {
    const error = new AppError('teams-slow', 'Wait.', { retry: 'later', retryAfterMs })
    const { desk, jobs, state } = await share([file('a.md')], failing(error))
    await desk.index(jobs[0]!)
    expect(await state()).toMatchObject({ state: 'pending', waitSeconds: seconds })
  })

  it('that cannot be read ever is said to be so at once, and the others are indexed', async () => {
    const { desk, jobs, state } = await share(
      [file('a.md')],
      failing(new AppError('no-text-layer', 'It is a scan: export it as text.')),
    )
    await desk.index(jobs[0]!)
    expect(await state()).toMatchObject({ state: 'failed', attempts: 1, message: 'It is a scan: export it as text.' })
    await desk.answer()
    expect(JSON.stringify(await desk.last())).toContain('export it as text')
  })

  it('that ends the process each time is left out without a sixth', async () => {
    let fetched = 0
    const { desk, jobs, state } = await share([file('a.md')], {
      platform: {
        async fetchFile() {
          fetched += 1
          return Buffer.from(text('x'))
        },
      },
    })
    for (let n = 0; n < 5; n += 1) {
      await desk.store.claimUpload(desk.home, jobs[0]!.uploadId, [desk.install.id])
      await due(desk)
    }
    await desk.index(jobs[0]!)
    expect([fetched, await state()]).toMatchObject([0, { state: 'failed' }])
  })

  it('loses no attempt to a database that went away, and is taken up at once when it is back', async () => {
    const { desk, jobs, state } = await share([file('a.md')], failing(databaseAway('gone')))
    await expect(desk.index(jobs[0]!)).rejects.toMatchObject({ code: 'database-away' })
    await expect.poll(() => desk.wakes.at(-1), soon).toEqual(['upload', 500])
    expect(await state()).toMatchObject({ state: 'pending', stage: 'waiting', attempts: 0, isDue: true })
  })

  it('whose outcome only has to be written down is not read again for that', async () => {
    let [left, fetched] = [2, 0]
    const { desk, jobs, state } = await share([file('a.md')], {
      platform: {
        async fetchFile() {
          fetched += 1
          return Buffer.from(text('viola'))
        },
      },
    })
    const { finishUpload } = desk.store
    desk.store.finishUpload = async (...outcome) => {
      if (left-- > 0) throw databaseAway('gone')
      return finishUpload(...outcome)
    }
    await desk.index(jobs[0]!)
    expect([fetched, await state()]).toMatchObject([1, { state: 'indexed' }])
  })
})

it('an address of many pages says how many were indexed, what was left out and why', async () => {
  const { desk, jobs } = await share([{ kind: 'page', url: 'https://example.com/sitemap.xml' }], {
    rag: {
      async *indexSource() {
        for (const name of ['one', 'two'])
          yield { status: 'indexed', uri: `https://example.com/${name}`, documentId: randomUUID(), chunks: 1 } as const
        for (const name of ['three', 'four', 'five', 'six']) {
          const error = { code: 'gone', message: 'Not there.' }
          yield { status: 'failed', uri: `https://example.com/${name}`, chunks: 0, error } as const
        }
      },
    },
  })
  await desk.index(jobs[0]!)
  const [progress] = await desk.store.readSharedProgress(desk.home, (await idOf(desk))!)
  expect(progress).toMatchObject({ state: 'indexed', chunks: 2 })
  const gone = ['three', 'four', 'five'].map((name) => `https://example.com/${name}: Not there`).join('; ')
  expect(progress!.message).toBe(`2 of 6 pages. Left out: ${gone}; and 1 more`)
})

async function idOf({ db, thread }: Desk): Promise<number | undefined> {
  const [row] = await db.asSystem((sql) =>
    sql<{ id: number }>('select id from inbox where thread_key = $1', [thread.threadKey]),
  )
  return row?.id
}
