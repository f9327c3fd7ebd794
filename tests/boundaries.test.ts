// Reads the source and fails when an arrow between the rooms is broken.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const src = join(import.meta.dirname, '..', 'src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|js)$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(src, name), 'utf8') }))

interface Import {
  readonly from: string
  /** Relative to src, or a package's name. */
  readonly to: string
  readonly isTypeOnly: boolean
}

const statement =
  /^\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm
const imports: readonly Import[] = files.flatMap(({ name, text }) =>
  [...text.matchAll(statement)].map(([, type, from, dynamic]) => {
    const target = from ?? dynamic ?? ''
    const to = target.startsWith('.') ? relative(src, join(src, dirname(name), target)) : target
    return { from: name, to, isTypeOnly: type !== undefined }
  }),
)

const rooms = ['bots', 'queue', 'rag', 'store', 'portal'] as const
const roomOf = (path: string) => rooms.find((room) => path.startsWith(`${room}/`))
const everyoneMayImport = ['model.ts', 'errors.ts', 'log.ts', 'give-way.ts', 'disk.ts']
const arrows: Readonly<Record<(typeof rooms)[number], readonly string[]>> = {
  queue: ['bots', 'rag', 'store'],
  rag: ['store'],
  portal: ['store', 'rag', 'queue'],
  bots: [],
  // Only the shapes of what it stores: chunks and layouts are the engine's.
  store: ['rag'],
}

describe('boundaries', () => {
  test('the source was read', () => {
    expect(files.length).toBeGreaterThan(60)
    expect(imports.length).toBeGreaterThan(200)
  })

  test('between rooms only types cross, from <room>/types.ts, along the arrows', () => {
    const broken = imports.filter(({ from, to, isTypeOnly }) => {
      const [own, other] = [roomOf(from), roomOf(to)]
      if (!own || !other || own === other) return false
      return !isTypeOnly || to !== `${other}/types.ts` || !arrows[own].includes(other)
    })
    expect(broken).toEqual([])
  })

  test('rooms import nothing of the top level but the shared words', () => {
    const broken = imports.filter(({ from, to, isTypeOnly }) => {
      if (!roomOf(from) || to.includes('/') || !/\.ts$/.test(to) || everyoneMayImport.includes(to)) return false
      // The registry hands each platform its part of the configuration.
      return !(from === 'bots/registry.ts' && to === 'config.ts' && isTypeOnly)
    })
    expect(broken).toEqual([])
  })

  test('platforms do not know each other', () => {
    const platformOf = (path: string) => /^bots\/(\w+)\//.exec(path)?.[1]
    const broken = imports.filter(({ from, to }) => {
      const [own, other] = [platformOf(from), platformOf(to)]
      return own !== undefined && other !== undefined && own !== other
    })
    expect(broken).toEqual([])
  })

  test('model.ts imports nothing', () => {
    expect(imports.filter(({ from }) => from === 'model.ts')).toEqual([])
  })

  test.each([
    ['@slack/', 'bots/slack/'],
    ['botbuilder', 'bots/teams/'],
    ['adaptivecards', 'bots/teams/'],
    ['discord.js', 'bots/discord/'],
    ['bullmq', 'queue/'],
    ['ioredis', 'queue/'],
    ['@electric-sql/', 'store/'],
    ['express', 'http.ts'],
  ])('%s is used in %s only', (library, room) => {
    expect(imports.filter(({ from, to }) => to.startsWith(library) && !from.startsWith(room))).toEqual([])
  })

  test('pg is used in the store only; the queue knows its types', () => {
    const broken = imports.filter(
      ({ from, to, isTypeOnly }) =>
        to === 'pg' && !from.startsWith('store/') && !(from === 'queue/backend.ts' && isTypeOnly),
    )
    expect(broken).toEqual([])
  })

  test('process.env is read in config.ts only', () => {
    expect(
      files.filter(({ name, text }) => name !== 'config.ts' && /process\.env\b/.test(text)).map(({ name }) => name),
    ).toEqual([])
  })

  test('SQL is written in the store only', () => {
    const sql =
      /['"`]\s*(?:select\s+[\w*("]|insert into\s|update\s+\w+\s+set\s|delete from\s|create (?:table|role|index)\s)/i
    expect(
      files.filter(({ name, text }) => !name.startsWith('store/') && sql.test(text)).map(({ name }) => name),
    ).toEqual([])
  })

  test('no file is longer than 400 lines', () => {
    expect(files.filter(({ text }) => text.split('\n').length > 401).map(({ name }) => name)).toEqual([])
  })
})
