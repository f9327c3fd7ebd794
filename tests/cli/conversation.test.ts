// `ask --conversation` goes on with a conversation, and the lines of `ask --batch` bring theirs.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database/db.ts'
import { createStore } from '../../src/store/index.ts'
import { cleanUp, makeFolder, ragbot, startEngine } from './in-process.ts'

let environment: Awaited<ReturnType<typeof startEngine>>
beforeAll(async () => {
  environment = await startEngine()
  const folder = makeFolder()
  for (const [place, weeks] of Object.entries({ Norway: 22, Spain: 17 }))
    writeFileSync(
      join(folder, `${place}.md`),
      `# Parental leave in ${place}\n\nParental leave in ${place} lasts ${weeks} weeks.\n`,
    )
  expect((await ragbot(['index', folder], environment)).code).toBe(0)
})
afterAll(cleanUp)

const asked = ['How long is parental leave in Norway?', 'And in Spain?']

it('what is asked on is understood, and stored where the page shows it', async () => {
  await ragbot(['chat'], environment, `${asked[0]}\n`)
  const db = await openDatabase({ dataDir: environment.DATA_DIR, command: 'test' })
  const store = createStore(db)
  const home = await store.openWorkspace('default')
  const [conversation] = await store.listConversations(home, { limit: 1 })
  const ask = (id: string) => ragbot(['ask', asked[1]!, '--conversation', id], environment)
  expect(await ask(conversation!.id)).toMatchObject({ code: 0, stdout: expect.stringContaining('17 weeks') })
  const messages = await store.listMessages(home, conversation!.id, { sinceSeq: 0, limit: 10 })
  expect(messages?.map(({ role, kind }) => `${role} ${kind}`)).toEqual([
    'user user',
    'assistant assistant_grounded',
    'user user',
    'assistant assistant_grounded',
  ])
  expect(messages?.[3]).toMatchObject({ citations: [{ document: { title: 'Parental leave in Spain' } }] })
  for (const unknown of ['nothing', '7f9c24e8-0000-4000-8000-000000000000'])
    expect(await ask(unknown)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('no conversation'),
    })
  await db.close()
})

it('a line of a batch has its own history', async () => {
  const history = [
    { role: 'user', text: asked[0] },
    { role: 'assistant', text: 'Parental leave in Norway lasts 22 weeks.' },
  ]
  const lines = [
    { _id: 1, text: asked[1], history },
    { _id: 2, text: asked[1], history: [{ role: 'system', text: 'x' }] },
  ]
  const input = lines.map((line) => JSON.stringify(line)).join('\n')
  const { code, stdout, stderr } = await ragbot(['ask', '--batch'], environment, input)
  const [first, second] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('line 2: its history') })
  expect(first).toMatchObject({ _id: 1, kind: 'answered', markdown: expect.stringContaining('17 weeks') })
  expect(second).toMatchObject({ _id: 2, error: { code: 'bad-line' } })
  expect(await ragbot(['ask', '--batch', '--conversation', 'x'], environment)).toMatchObject({ code: 2 })
})
