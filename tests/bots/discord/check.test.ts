import { expect, it } from 'vitest'
import { setUp } from './fixtures.ts'

it('says whose the token is, or that it was refused', async () => {
  await using setup = await setUp()
  expect(await setup.platform.check?.()).toMatchObject([{ about: 'discord', level: 'ok' }])
  await using other = await setUp({ token: 'MTAw.another.token' })
  expect(await other.platform.check?.()).toMatchObject([
    { about: 'discord', level: 'error', message: expect.stringContaining('DISCORD_TOKEN') },
  ])
})
