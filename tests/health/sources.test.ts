// Sources that fail, as members and operators are told of them.
import { expect, test } from 'vitest'
import { checkSources, failingSourcesOf } from '../../src/health/sources.ts'
import type { Audience, WorkspaceId } from '../../src/model.ts'

const [home, other] = ['home', 'other'] as WorkspaceId[]
const failing = (workspaceId: WorkspaceId, uri: string, audience: Audience = 'workspace', failures = 3) => ({
  ...{ workspaceId, uri, audience, failures, failingSince: '2026-02-01T10:00:00+00:00', message: 'It is down.' },
})
const storeOf = (...sources: ReturnType<typeof failing>[]) => ({ listFailingSources: async () => sources })

test('each is named with since when, why, and what to do', async () => {
  const [finding] = await checkSources(storeOf(failing(home!, 'https://a.example/')))
  expect(finding).toEqual({
    about: 'sources',
    level: 'warning',
    message:
      'https://a.example/ cannot be read since 2026-02-01 (3 tries), its documents stay as they were: It is down. "ragbot sources refresh https://a.example/" tries again, "ragbot sources remove https://a.example/" gives it up',
  })
  expect(await checkSources(storeOf())).toEqual([{ about: 'sources', level: 'ok', message: 'none fails' }])
})

test('members hear of their workspace, and of what is not for all of them only how many', async () => {
  const store = storeOf(
    failing(home!, 'https://open.example/'),
    failing(home!, 'https://secret.example/', 'channel:slack:T1/C1'),
    failing(other!, 'https://theirs.example/'),
  )
  const told = (await failingSourcesOf(store, home!)).map(({ message }) => message).join('\n')
  expect(told).toContain('https://open.example/')
  expect(told).toContain('1 more cannot be read')
  expect(told).not.toMatch(/secret|theirs/)
  expect(await failingSourcesOf(store, 'third' as WorkspaceId)).toEqual([])
})

test('of many the first are named', async () => {
  const many = Array.from({ length: 40 }, (_, n) => failing(home!, `https://${n}.example/`))
  const messages = (await checkSources(storeOf(...many))).map(({ message }) => message)
  expect(messages).toHaveLength(6)
  expect(messages.at(-1)).toContain('35 more cannot be read')
})
