// Reads the source and fails when an arrow between the rooms, or between the folders of one, is broken; and finds what
// has grown too long, in tests and benches too.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const src = join(root, 'src')
const files = read(src)

interface Import {
  readonly from: string
  /** Relative to src, or a package's name. */
  readonly to: string
  readonly isTypeOnly: boolean
  readonly isOnDemand: boolean
}

const statement =
  /^\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm
const imports: readonly Import[] = files.flatMap(({ name, text }) =>
  [...text.matchAll(statement)].map(([, type, from, dynamic]) => {
    const target = from ?? dynamic ?? ''
    const to = target.startsWith('.') ? relative(src, join(src, dirname(name), target)) : target
    return { from: name, to, isTypeOnly: type !== undefined, isOnDemand: dynamic !== undefined }
  }),
)

const rooms = ['bots', 'desk', 'queue', 'rag', 'store', 'portal'] as const
const roomOf = (path: string) => rooms.find((room) => path.startsWith(`${room}/`))
/** What each folder of rag/ knows of the others, and the parts of answer/ of each other. */
const rag: Readonly<Record<string, readonly string[]>> = {
  evaluation: ['answer', 'indexing', 'text'],
  answer: ['search', 'question', 'models', 'text'],
  search: ['question', 'embed', 'rerank', 'text'],
  question: ['text'],
  refresh: ['fetch', 'indexing'],
  fetch: ['indexing', 'text'],
  indexing: ['extract', 'embed', 'text'],
  extract: ['text'],
  embed: ['models'],
  rerank: ['models'],
  models: [],
  text: [],
}
const everyoneMayImport = [
  'askers.ts',
  'card.ts',
  'model.ts',
  'route.ts',
  'layout.ts',
  'place.js',
  'errors.ts',
  'error-codes.ts',
  'log.ts',
  'give-way.ts',
  'disk.ts',
  'unseen.ts',
]
const arrows: Readonly<Record<(typeof rooms)[number], readonly string[]>> = {
  desk: ['rag', 'store'],
  queue: ['bots', 'desk', 'rag', 'store'],
  rag: ['store'],
  portal: ['store', 'rag', 'queue'],
  bots: ['desk'],
  store: [],
}

/** The scripts below a folder, by their paths from there. */
function read(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|js)$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
}

/** `rag/text/fold.ts` → the folders it lies in: `''`, `rag/`, `rag/text/`. */
function above(name: string): readonly string[] {
  const parts = name.split('/').slice(0, -1)
  return ['', ...parts.map((_, i) => `${parts.slice(0, i + 1).join('/')}/`)]
}

/** The strongly connected components of more than one node, each as its nodes: Tarjan 1972, https://doi.org/10.1137/0201010 */
function circles(edges: readonly (readonly [string, string])[]): readonly string[] {
  const next = Map.groupBy(edges, ([from]) => from)
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const path: string[] = []
  const found: string[] = []
  const visit = (node: string) => {
    order.set(node, order.size)
    low.set(node, order.get(node)!)
    path.push(node)
    for (const [, to] of next.get(node) ?? []) {
      if (!order.has(to)) visit(to)
      if (path.includes(to)) low.set(node, Math.min(low.get(node)!, low.get(to)!))
    }
    if (low.get(node) !== order.get(node)) return
    const circle = path.splice(path.indexOf(node))
    if (circle.length > 1) found.push(circle.toSorted().join(' '))
  }
  for (const node of next.keys()) if (!order.has(node)) visit(node)
  return found
}

describe('boundaries', () => {
  test('the source was read', () => {
    expect(files.length).toBeGreaterThan(60)
    expect(imports.length).toBeGreaterThan(200)
  })

  test('between rooms only types cross, along the arrows: from <room>/types.ts, in the store from beside their SQL', () => {
    const shows = (room: string, path: string) =>
      room === 'store' ? !/^store\/(?:database|embedded)\//.test(path) : path === `${room}/types.ts`
    const broken = imports.filter(({ from, to, isTypeOnly }) => {
      const [own, other] = [roomOf(from), roomOf(to)]
      if (!own || !other || own === other) return false
      return !isTypeOnly || !shows(other, to) || !arrows[own].includes(other)
    })
    expect(broken).toEqual([])
  })

  test('rooms import nothing of the top level but the shared words', () => {
    const broken = imports.filter(({ from, to, isTypeOnly }) => {
      const isTop = files.some(({ name }) => name === to) && !to.includes('/')
      if (!roomOf(from) || !isTop || everyoneMayImport.includes(to)) return false
      // The registry hands each platform its part of the configuration.
      return !(from === 'bots/registry.ts' && to === 'config.ts' && isTypeOnly)
    })
    expect(broken).toEqual([])
  })

  test('a folder of rag/ knows those below it', () => {
    const folderOf = (path: string) => /^rag\/([\w-]+)\//.exec(path)?.[1]
    const broken = imports.filter(({ from, to }) => {
      const [own, other] = [folderOf(from), folderOf(to)]
      return own !== undefined && other !== undefined && own !== other && !rag[own]?.includes(other)
    })
    expect(broken).toEqual([])
  })

  test('no file imports itself by way of others', () => {
    expect(circles(imports.map(({ from, to }) => [from, to]))).toEqual([])
  })

  test('nor does what lies side by side, files and folders, in any folder', () => {
    const folders = new Set(files.flatMap(({ name }) => above(name)))
    // model.ts, errors.ts and the like lie beside the rooms, and app.ts, which imports them all.
    const found = [...folders].flatMap((folder) => {
      const inside = (path: string) => (path.startsWith(folder) ? path.slice(folder.length).split('/')[0]! : undefined)
      const between = imports.flatMap(({ from, to }): [string, string][] => {
        const [own, other] = [inside(from), inside(to)]
        return own !== undefined && other !== undefined && own !== other ? [[own, other]] : []
      })
      return circles(between).map((circle) => `${folder}: ${circle}`)
    })
    expect(found).toEqual([])
  })

  test('no folder has more than twenty files of its own', () => {
    const counts = new Map<string, number>()
    for (const { name } of files) counts.set(dirname(name), (counts.get(dirname(name)) ?? 0) + 1)
    expect([...counts].filter(([, count]) => count > 20)).toEqual([])
  })

  test('the process that reads one file loads no library but its reader’s', () => {
    const loaded = new Set(['rag/extract/sandbox/child.ts'])
    for (const file of loaded)
      for (const { from, to, isTypeOnly, isOnDemand } of imports)
        if (from === file && !isTypeOnly && !isOnDemand) loaded.add(to)
    expect(loaded).toContain('rag/extract/html/formats.ts')
    expect([...loaded].filter((to) => !/^node:|\.ts$/.test(to))).toEqual([])
  })

  test('platforms do not know each other', () => {
    const platformOf = (path: string) => /^bots\/(\w+)\//.exec(path)?.[1]
    const broken = imports.filter(({ from, to }) => {
      const [own, other] = [platformOf(from), platformOf(to)]
      return own !== undefined && other !== undefined && own !== other
    })
    expect(broken).toEqual([])
  })

  test('model.ts, route.ts and layout.ts import nothing', () => {
    expect(imports.filter(({ from }) => ['model.ts', 'route.ts', 'layout.ts'].includes(from))).toEqual([])
  })

  test.each([
    ['@slack/', 'bots/slack/'],
    ['botbuilder', 'bots/teams/'],
    ['adaptivecards', 'bots/teams/'],
    ['discord.js', 'bots/discord/'],
    ['bullmq', 'queue/'],
    ['ioredis', 'queue/'],
    ['@electric-sql/', 'store/'],
    ['express', 'http/'],
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
    const long = ['src', 'tests', 'bench'].flatMap((folder) =>
      read(join(root, folder))
        .filter(({ text }) => text.split('\n').length > 401)
        .map(({ name }) => join(folder, name)),
    )
    expect(long).toEqual([])
  })
})
