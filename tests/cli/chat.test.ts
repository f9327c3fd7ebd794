// `chat` in this process: what it answers from, and what it does with what another chat left. With a process of its own,
// alone and beside a `start`, it is in tests/process/chat.test.ts.
import { afterAll, expect, it } from 'vitest'
import { owner } from '../../src/askers.ts'
import type { ThreadKey } from '../../src/model.ts'
import { openDatabase } from '../../src/store/database/db.ts'
import { createStore } from '../../src/store/index.ts'
import { cleanUp, ragbot, startEngine } from './in-process.ts'

afterAll(cleanUp)

it('answers from ragbot’s own guides until there is something else, and does what its commands say', async () => {
  const environment = await startEngine()
  const { code, stdout, stderr } = await ragbot(
    ['chat'],
    environment,
    'How do I connect ragbot to Slack?\n/status\n/9\n',
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/\[1\].*\n[\s\S]*\nStatus\n\nDocuments +0 [\s\S]*There is no \/9 to choose\.\n\n$/)
})

it('settles what a chat that was killed left behind, shows it to nobody, and leaves others what they have begun just now', async () => {
  const environment = await startEngine()
  await ragbot(['chat'], environment)
  const db = await openDatabase({ dataDir: environment.DATA_DIR, command: 'test' })
  const store = createStore(db)
  const install = await store.openInstall(await store.openWorkspace('default'), 'console')
  const incoming = {
    platform: 'console',
    naturalKey: 'gone:1',
    threadKey: 'console:gone' as ThreadKey,
    person: owner,
    place: { kind: 'page' },
    target: { session: 'gone', line: '1' },
    request: { kind: 'ask', question: 'How do I connect ragbot to Slack?' },
  } as const
  await store.acceptIncoming(install, { incoming, secret: null, traceId: 't' })
  await db.asOwner((sql) => sql(`update inbox set not_before = now() - interval '2 minutes'`))
  const begun = { ...incoming, naturalKey: 'here:1', threadKey: 'console:here' as ThreadKey }
  await store.acceptIncoming(install, { incoming: begun, secret: null, traceId: 'u' })
  expect(await ragbot(['chat'], environment)).toEqual({ code: 0, stdout: '', stderr: '' })
  const { inbox, outbox } = await store.countRows()
  expect({ inbox, outbox }).toEqual({ inbox: { done: 1, pending: 1 }, outbox: { sent: 1 } })
  await db.close()
})
