// Addresses of many pages, and files beside each other: what is shown meanwhile, and that nobody waits for another in vain.
import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SharedSource } from '../../../src/model.ts'
import { type Desk, type DeskOptions, soon, useDesk } from '../desk.ts'

const open = useDesk()
afterEach(() => void vi.useRealTimers())

const page = (name: string): SharedSource => ({ kind: 'page', url: `https://${name}.example/` })
const note = (name: string): SharedSource => ({ kind: 'text', sourceKey: name, name, title: name, text: 'The gym.' })
const indexed = () => ({ status: 'indexed', uri: 'a', documentId: randomUUID(), chunks: 1 }) as const

/** A message with these, as far as it waits for them. */
async function share(sources: readonly [SharedSource, ...SharedSource[]], options: DeskOptions) {
  const desk = open(options)
  await desk.accept({ kind: 'index', sources, isPrivate: false })
  await desk.answer()
  const uploads = await desk.db.asSystem((sql) =>
    sql<{ id: string; message: number }>(
      `select u.id, i.id as message from uploads u join inbox i on i.id = u.inbox_id
        where i.thread_key = $1 order by u.ordinal`,
      [desk.thread.threadKey],
    ),
  )
  const jobs = uploads.map(({ id }) => ({ workspaceId: desk.home, uploadId: id, installId: desk.install.id }))
  return { desk, jobs, progress: () => desk.store.readSharedProgress(desk.home, uploads[0]!.message) }
}

describe('an address of many pages', () => {
  it('shows how many came, once a second, beside what else was shared, and a single page shows nothing of it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const single = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const turns = Array.from({ length: 3 }, () => Promise.withResolvers<void>())
    const { desk, jobs } = await share([page('one'), page('two')], {
      rag: {
        async *indexSource(at, _target, { onFound, onItem } = {}) {
          const isFirst = at.includes('one')
          if (!isFirst) await single.promise
          onFound?.(isFirst ? 3 : 1)
          if (!isFirst) vi.setSystemTime(Date.now() + 1_000)
          onItem?.()
          begun.resolve()
          for (const turn of isFirst ? turns : []) {
            await turn.promise
            onItem?.()
          }
          yield indexed()
        },
      },
    })
    const shown: string[] = []
    const { putPlaceholder, readSharedProgress } = desk.store
    desk.store.putPlaceholder = async (row, payload, changes) => {
      const [part] = payload.parts as { steps: { text: string }[] }[]
      shown.push(part!.steps.map(({ text }) => text.replace(/^https:\/\/|\.example\/|, .*/g, '')).join(', '))
      return putPlaceholder(row, payload, changes)
    }
    const indexing = desk.index(jobs[0]!)
    await expect.poll(() => shown, soon).toEqual(['one: fetching, two: waiting', 'one: reading, two: waiting'])
    await begun.promise
    const other = desk.index(jobs[1]!)
    await expect.poll(() => shown.at(-1), soon).toBe('one: reading, two: reading')
    const before = shown.length
    vi.setSystemTime(Date.now() + 1_000)
    turns[0]!.resolve()
    await expect.poll(() => shown.slice(before), soon).toEqual(['one: 2 of 3 pages, two: reading'])
    desk.store.readSharedProgress = () => Promise.reject(new Error('away'))
    vi.setSystemTime(Date.now() + 1_000)
    turns[1]!.resolve()
    await expect.poll(() => desk.logged.join(), soon).toContain('no progress of pages')
    desk.store.readSharedProgress = readSharedProgress
    turns[2]!.resolve()
    await indexing
    single.resolve()
    await other
    expect(shown.slice(before + 1).join()).not.toContain('pages')
  })

  it('counts as indexed when one of its pages was, and a single page is told of without a count', async () => {
    const { desk, jobs, progress } = await share([page('one'), page('two')], {
      rag: {
        async *indexSource(at) {
          if (at.includes('one')) yield { ...indexed(), status: 'unchanged' }
          yield indexed()
        },
      },
    })
    for (const job of jobs) await desk.index(job)
    const [one, two] = await progress()
    expect(one).toMatchObject({ state: 'indexed', message: '2 of 2 pages' })
    expect(two).toMatchObject({ state: 'indexed' })
    expect(two).not.toHaveProperty('message', expect.anything())
  })
})

describe.each(['handed over', 'shared'])('a file that was %s', (how) => {
  /** Files by these names, each of which is indexed as the test says. */
  async function files(
    names: readonly [string, ...string[]],
    index: (name: string, aside: () => void) => Promise<void>,
  ) {
    const embedded: string[] = []
    const rag: DeskOptions['rag'] = {
      async *index(sources, _target, onAside) {
        const [source] = await Array.fromAsync(sources)
        await index(String(source?.sourceKey).replace('upload:', ''), onAside ?? (() => {}))
        yield indexed()
      },
      embedMissing: async (workspaceId) => void embedded.push(workspaceId),
    }
    const [first, ...more] = names
    if (how === 'shared') return { ...(await share([note(first), ...more.map(note)], { rag })), embedded }
    const desk: Desk = open({ rag })
    const add = (name: string) =>
      desk.store.addUpload(desk.home, { name, bytes: Buffer.from(name), audience: 'workspace' })
    const ids = await Promise.all(names.map(add))
    return { desk, jobs: ids.map((uploadId) => ({ workspaceId: desk.home, uploadId, installId: null })), embedded }
  }

  it('is read as soon as the one before only waits, and its vectors are made at once', async () => {
    const begun: string[] = []
    const held = Promise.withResolvers<void>()
    const { desk, jobs, embedded } = await files(['a', 'b'], async (name, aside) => {
      begun.push(name)
      if (name !== 'a') return
      aside()
      await held.promise
    })
    const indexing = jobs.map((job) => desk.index(job))
    await expect.poll(() => begun.length, soon).toBe(2)
    held.resolve()
    await Promise.all(indexing)
    expect(embedded).toEqual([desk.home, desk.home])
  })

  it('is read although the one before could not be', async () => {
    const done: string[] = []
    const { desk, jobs } = await files(['a', 'b'], async (name) => {
      if (name === 'a') throw new Error('broken')
      done.push(name)
    })
    for (const job of jobs) await desk.index(job)
    expect(done).toEqual(['b'])
  })
})
