// The rest of the house knows no gesture by name: a new one touches its folder and its line in the registry.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gestures } from '../../src/desk/registry.ts'

const src = join(import.meta.dirname, '..', '..', 'src')
const names = new Set(
  gestures.flatMap(({ name, command, replies }) => [name, ...(command?.words ?? []), ...Object.keys(replies ?? {})]),
)
// Words of a platform's own protocol that are the same by chance.
const foreign = new Set([
  // https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/what-are-task-modules
  "bots/teams/receive/message-extension.ts: type: 'continue'",
])

/** Strings that are a gesture's name, or a command with one, with what stands before them. */
function namesIn(file: string, text: string): string[] {
  const literals = [...text.matchAll(/(?:\b\w+: )?(['"`])(?:\/rag )?([a-z-]+)\1/g)]
  const commands = [...text.matchAll(/\/rag ([a-z-]+)/g)]
  return [
    ...literals.filter(([, , word]) => names.has(word!)).map(([whole]) => `${file}: ${whole}`),
    ...commands.filter(([, word]) => names.has(word!)).map(([whole]) => `${file}: ${whole}`),
  ].filter((one) => !foreign.has(one))
}

test('there are names to look for', () => {
  expect([...names]).toEqual(
    expect.arrayContaining(['ask', 'index', 'summarise', 'summarize-thread', 'favourites', 'help']),
  )
  expect(namesIn('x', `if (kind === 'search') type('/rag index x')`)).toHaveLength(2)
})

test('platforms and queue name no gesture', () => {
  const found = ['bots', 'queue'].flatMap((room) =>
    readdirSync(join(src, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => namesIn(`${room}/${name}`, readFileSync(join(src, room, name), 'utf8'))),
  )
  expect(found).toEqual([])
})
