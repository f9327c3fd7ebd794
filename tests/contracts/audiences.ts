// Whom a document is for, on every database: where it was first shared, and where it was shared since.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Audience, IndexTarget } from '../../src/model.ts'
import type { TestDatabase } from '../databases.ts'
import { type OpenStore, openStore } from './open-store.ts'

const [one, two, person] = ['channel:slack:T1/C1', 'channel:slack:T1/C2', 'person:slack:T1/U1'] as const

export function testAudiences(database: TestDatabase): void {
  const { name, isAvailable } = database
  describe.skipIf(!isAvailable)(`audiences on the ${name} engine`, () => {
    const opened = openStore(database)
    let open: OpenStore
    beforeAll(() => {
      open = opened()
    })

    async function publish(
      sourceKey: string,
      audience: Audience,
      language = 'en',
      file: { readonly text?: string; readonly isPlatformFile?: true } = {},
    ): Promise<string> {
      const target: IndexTarget = { workspaceId: open.home, audience }
      const version = await open.store.currentVersion(open.home, { analyzer: 'a', chunker: 'c', averageLength: 1 })
      const revisionId = randomUUID()
      const { text = `${sourceKey} for ${audience}`, isPlatformFile } = file
      const artifact = { hash: revisionId, text, layout: { pages: [], headings: [] }, mediaType: 'text/plain' }
      await open.store.beginRevisions(open.home, version, [{ revisionId, artifact }])
      const document = { revisionId, sourceKey, sourceHash: text, uri: sourceKey, title: text, mediaType: 'text/plain' }
      const [id] = await open.store.publish(
        target,
        version,
        [{ ...document, language, chunkCount: 0, ...(isPlatformFile && { isPlatformFile }) }],
        new Map(),
      )
      return id!
    }
    const share = (id: string, audience: Audience, shared?: IndexTarget['shared']) =>
      open.store.shareDocument({ workspaceId: open.home, audience, ...(shared && { shared }) }, id)
    const corpus = (...audiences: [Audience, ...Audience[]]) =>
      open.store.readCorpus({ workspaceId: open.home, audiences })
    const count = async (...audiences: [Audience, ...Audience[]]) => (await corpus(...audiences)).documents
    const read = async (id: string, ...audiences: [Audience, ...Audience[]]) =>
      (await open.store.readForReader({ workspaceId: open.home, audiences }, id))?.text ?? null

    test('one name shared in two places is two documents, and neither stands in for the other', async () => {
      const [first, second] = [await publish('report.pdf', one), await publish('report.pdf', two)]
      expect(first).not.toBe(second)
      expect(await publish('report.pdf', one)).toBe(first)
      expect([await read(first, one), await read(first, two), await read(second, two)]).toEqual([
        `report.pdf for ${one}`,
        null,
        `report.pdf for ${two}`,
      ])
      const known = await open.store.findBySource({ workspaceId: open.home, audience: two }, ['report.pdf'])
      expect(known.get('report.pdf')?.documentId).toBe(second)
    })

    test('one that is shared further is read there too, is counted once, and stays so when it is indexed again', async () => {
      const id = await publish('plan.md', person, 'de')
      const others = await count(one)
      const by = { person: 'slack:T1/U1', message: 'T1:C1:7' }
      await share(id, one, by)
      await share(id, one, { person: 'slack:T1/U2', message: 'later' })
      expect(await count(one)).toBe(others + 1)
      expect(await publish('plan.md', person, 'fr')).toBe(id)
      expect([await read(id, person), await read(id, one), await read(id, two)]).toEqual([
        `plan.md for ${person}`,
        `plan.md for ${person}`,
        null,
      ])
      expect([await count(person), await count(one), await count(person, one)]).toEqual([1, others + 1, others + 1])
      expect((await corpus(person)).languages).toEqual(['fr'])
      expect(await open.store.listChannelAudiences(open.home, 'slack')).toContain(one)
      const rows = await open.db.inWorkspace(open.home, (sql) =>
        sql(`select audience, shared_by as person, message from document_audiences where document_id = $1 order by 1`, [
          id,
        ]),
      )
      expect(rows).toEqual([
        { audience: one, ...by },
        { audience: person, person: null, message: null },
      ])
      await open.store.compactCounts(open.home)
      expect([await count(person), await count(one)]).toEqual([1, others + 1])
    })

    test('the same source, byte for byte, is shown to a further audience; another version of it is not', async () => {
      const id = await publish('same.pdf', one)
      const before = await count(two)
      const same = (sourceHash: string, audience: Audience = two, workspaceId = open.home) =>
        open.store.shareSameSource({ workspaceId, audience }, { sourceKey: 'same.pdf', sourceHash })
      const hash = `same.pdf for ${one}`
      expect([await same('other bytes'), await same(hash, one), await same(hash, two, open.other)]).toEqual([
        null,
        null,
        null,
      ])
      expect(await read(id, two)).toBeNull()
      expect(await same(hash)).toEqual({ documentId: id, chunkCount: 0 })
      expect(await same(hash)).toEqual({ documentId: id, chunkCount: 0 })
      expect([await read(id, two), await count(two)]).toEqual([hash, before + 1])

      // A place that gets another version has a document of its own, and no longer sees the older one.
      const next = { text: 'next version', isPlatformFile: true } as const
      const own = await publish('same.pdf', two, 'en', next)
      expect([await read(id, two), await read(own, two), await read(id, one), await count(two)]).toEqual([
        null,
        'next version',
        hash,
        before + 1,
      ])
    })

    test('a new version of a platform’s file is for the place that it was shared in alone; by hand it stays for all', async () => {
      const first = { text: 'draft', isPlatformFile: true } as const
      const id = await publish('draft.pdf', one, 'en', first)
      await share(id, two)
      const before = await count(two)
      await publish('draft.pdf', one, 'en', first)
      expect([await read(id, two), await count(two)]).toEqual(['draft', before])
      await publish('draft.pdf', one, 'en', { ...first, text: 'with the salaries' })
      expect([await read(id, one), await read(id, two), await count(two)]).toEqual([
        'with the salaries',
        null,
        before - 1,
      ])
      const rows = await open.db.inWorkspace(open.home, (sql) =>
        sql(`select audience from document_audiences where document_id = $1`, [id]),
      )
      expect(rows).toEqual([{ audience: one }])

      const note = await publish('note.md', one)
      await share(note, two)
      await publish('note.md', one, 'en', { text: 'another' })
      expect(await read(note, two)).toBe('another')
    })

    test('a file that is taken back from one place stays for the others, and is new where it is shared again', async () => {
      const file = { text: 'minutes of May', isPlatformFile: true } as const
      const key = 'slack:F1'
      const shared = { person: 'slack:T1/U1', message: 'T1:C2:7' }
      const id = await publish(key, one, 'en', file)
      await share(id, two, shared)
      const before = [await count(one), await count(two)] as const
      const { store, home } = open
      const withdraw = (audience: Audience | null) => store.withdrawFile(home, key, audience)
      expect(await store.listSharedWith(home, key)).toEqual([one, two])
      expect(await store.listSharedBy(home, shared.message)).toEqual([{ sourceKey: key, audience: two }])
      expect(await store.holdsFiles({ workspaceId: home, audiences: [two] }, 'slack')).toBe(true)
      expect(await store.holdsFiles({ workspaceId: home, audiences: [two] }, 'teams')).toBe(false)
      await publish('slack:F9', person, 'en', { text: 'in confidence', isPlatformFile: true })
      expect(await store.holdsFiles({ workspaceId: home, audiences: [person] }, 'slack')).toBe(true)
      await store.withdrawFile(home, 'slack:F9', null)
      expect(await store.holdsFiles({ workspaceId: home, audiences: [person] }, 'slack')).toBe(false)

      await withdraw(person)
      await withdraw(one)
      expect([await read(id, one), await read(id, two)]).toEqual([null, file.text])
      expect([await count(one), await count(two)]).toEqual([before[0] - 1, before[1]])
      const target = { workspaceId: home, audience: one } as const
      expect((await store.findBySource(target, [key])).size).toBe(0)
      expect(await store.shareSameSource(target, { sourceKey: key, sourceHash: file.text })).toMatchObject({
        documentId: id,
      })
      expect([await read(id, one), await store.listSharedWith(home, key)]).toEqual([file.text, [two, one]])

      await withdraw(two)
      await withdraw(one)
      expect([await read(id, one), await count(one), await count(two)]).toEqual([null, before[0] - 1, before[1] - 1])
      await store.removeRetired(home)
      const texts = await open.db.inWorkspace(home, (sql) =>
        sql(`select 1 from artifacts where text = $1`, [file.text]),
      )
      expect(texts).toEqual([])
    })

    test('a file that is deleted is deleted everywhere, whatever versions there are', async () => {
      const key = 'slack:F2'
      const ids = [
        await publish(key, one, 'en', { text: 'old', isPlatformFile: true }),
        await publish(key, two, 'en', { text: 'new', isPlatformFile: true }),
      ]
      await open.store.withdrawFile(open.home, key, null)
      expect(await Promise.all(ids.map((id) => read(id, one, two)))).toEqual([null, null])
      expect(await open.store.listSharedWith(open.home, key)).toEqual([])
    })

    test('one that is deleted is gone for all, and cannot be shared', async () => {
      const id = await publish('gone.md', one)
      await share(id, two)
      const before = [await count(one), await count(two)]
      await open.store.retireDocument(open.home, id)
      expect([await count(one), await count(two)]).toEqual(before.map((documents) => documents - 1))
      expect([await read(id, one), await read(id, two)]).toEqual([null, null])
      for (const unknown of [id, 'no id'])
        await expect(share(unknown, one)).rejects.toMatchObject({
          code: 'no-such-document',
        })
    })
  })
}
