import { expect, it } from 'vitest'
import { setUp } from './set-up.ts'

it('says whether Microsoft gives a token, and what to do when it does not', async () => {
  await using setup = await setUp()
  setup.teams.next(/token/, { kind: 'status', status: 401, body: { error_description: 'AADSTS7000215: x' } })
  expect(await setup.platform.check?.()).toMatchObject([
    { about: 'teams', level: 'error', message: expect.stringContaining('MICROSOFT_APP_PASSWORD') },
  ])
  expect(await setup.platform.check?.()).toMatchObject([
    { about: 'teams', level: 'ok', message: expect.stringContaining(setup.teams.config.appId) },
  ])
})
