import { expect, test } from 'vitest'
import { requirePublicUrl, roles } from '../src/roles.ts'

test('a process that is only a part needs the address that citations lead to; a whole one needs none', () => {
  expect(() => requirePublicUrl({}, roles)).not.toThrow()
  for (const here of [['bots'], ['workers'], ['portal'], ['bots', 'workers']] as const) {
    expect(() => requirePublicUrl({}, here)).toThrow(/^PUBLIC_URL is not set/)
    expect(() => requirePublicUrl({ publicUrl: 'https://bot.example.com' }, here)).not.toThrow()
  }
})
