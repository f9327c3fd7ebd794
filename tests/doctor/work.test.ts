// What the doctor says of work that nobody does.
import { expect, test } from 'vitest'
import { checkWork } from '../../src/doctor/work.ts'
import type { InstallId, WorkspaceId } from '../../src/model.ts'

type Looked = Parameters<typeof checkWork>[0]
type Rows = Awaited<ReturnType<Looked['countRows']>>
type Stuck = Awaited<ReturnType<Looked['findUnfinished']>>

const asked: unknown[] = []
const installs = (['slack', 'teams', 'local'] as const).map((platform) => ({
  id: `install of ${platform}` as InstallId,
  platform,
  workspaceId: 'w' as WorkspaceId,
}))
function look(rows: Partial<Rows> = {}, stuck: Partial<Record<keyof Stuck, readonly unknown[]>> = {}) {
  return checkWork(
    {
      listInstalls: async () => installs,
      countRows: async () => ({ inbox: {}, outbox: {}, uploads: {}, ...rows }) as Rows,
      findUnfinished: async (...how) => {
        asked.push(how)
        return { incoming: [], outgoing: [], uploads: [], ...stuck } as unknown as Stuck
      },
    },
    ['slack', 'local'],
  )
}

test('all is well while what waits has not waited for long', async () => {
  const waiting = { inbox: { pending: 1 }, outbox: { pending: 2 }, uploads: { pending: 4 } }
  expect(await look(waiting)).toMatchObject([{ level: 'ok', message: expect.stringMatching(/^7 waiting/) }])
  expect(asked).toEqual([[60_000, ['install of slack', 'install of local']]])
})

test('what was given up is a warning, questions and replies alike', async () => {
  for (const rows of [{ inbox: { dead: 2 } }, { outbox: { dead: 2 } }, { inbox: { dead: 1 }, outbox: { dead: 1 } }])
    expect(await look(rows)).toMatchObject([{ level: 'warning', message: expect.stringMatching(/^2 were given up/) }])
})

test.each(['incoming', 'outgoing', 'uploads'] as const)(
  'a single one of %s that nobody works on is an error',
  async (kind) => {
    expect(await look({}, { [kind]: [{}] })).toMatchObject([{ level: 'error', message: expect.stringMatching(/^1 /) }])
  },
)
