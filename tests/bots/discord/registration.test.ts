// Commands are registered where they differ, and nowhere else.
import { describe, expect, it } from 'vitest'
import { commandsFor } from '../../../src/bots/discord/commands.ts'
import { createRegistration } from '../../../src/bots/discord/registration.ts'
import { createRest } from '../../../src/bots/discord/send/rest.ts'
import { createDiscordStandIn } from '../../stand-ins/discord.ts'
import { createRecordingHost } from '../recording-host.ts'
import { type Json, token } from './fixtures.ts'

const { desk } = createRecordingHost()
const commands = commandsFor(desk)

async function setUp(guildIds = ['200']) {
  const discord = await createDiscordStandIn({ token })
  const host = createRecordingHost()
  const rest = createRest({ token, apiUrl: discord.apiUrl }, host.limits, { timeoutMs: 10_000 })
  const options = { rest, applicationId: '100', guildIds, commands, log: host.log, firstRetryMs: 1 }
  const registrations: { stop(): void }[] = []
  return {
    discord,
    host,
    start() {
      const registration = createRegistration(options)
      registration.start()
      registrations.push(registration)
    },
    /** What was called, once it is done. */
    async calls(count: number) {
      await expect.poll(() => discord.calls.length).toBeGreaterThanOrEqual(count)
      await new Promise((done) => setTimeout(done, 20))
      return discord.calls.map(({ method, path }) => `${method} ${path.replace(/\d{9,}/, ':id')}`)
    },
    [Symbol.asyncDispose]: async () => {
      for (const registration of registrations) registration.stop()
      await discord.close()
    },
  }
}

const path = '/applications/100/guilds/200/commands'
/** As Discord gives them back, with what it fills in. */
const registered = (): Json[] =>
  commands.map((command, index) => ({
    id: `90000000${index}`,
    application_id: '100',
    guild_id: '200',
    version: '1',
    default_member_permissions: null,
    nsfw: false,
    description: '',
    name_localizations: null,
    ...structuredClone({ ...command }),
  }))

describe('registration', () => {
  it('puts all commands at once where there are none', async () => {
    await using setup = await setUp()
    setup.start()
    expect(await setup.calls(2)).toEqual([`GET ${path}`, `PUT ${path}`])
    const names = setup.discord.commands.get('200')?.map(({ name }) => name)
    expect(names).toEqual(['rag', 'Ask about this', 'Index this message', 'Summarize this'])
    setup.start()
    expect(await setup.calls(3)).toEqual([`GET ${path}`, `PUT ${path}`, `GET ${path}`])
  })

  it('writes nothing where nothing differs', async () => {
    await using setup = await setUp()
    setup.discord.commands.set('200', registered())
    setup.start()
    expect(await setup.calls(1)).toEqual([`GET ${path}`])
  })

  it('writes what is new or differs, and takes away what is left of an earlier version', async () => {
    await using setup = await setUp()
    const [rag, ask, index] = registered()
    ;(rag!.options as Json[])[0]!.description = 'an older text'
    // The same name as another kind of command is another command.
    const old = { ...rag!, id: '900000009', name: 'ask' }
    setup.discord.commands.set('200', [rag!, { ...index, type: 2 }, ask!, old])
    setup.start()
    const calls = await setup.calls(6)
    expect(calls[0]).toBe(`GET ${path}`)
    expect(calls.slice(1, 4)).toEqual(Array(3).fill(`POST ${path}`))
    expect(calls.slice(4)).toEqual(Array(2).fill(`DELETE ${path}/:id`))
    const now = setup.discord.commands.get('200')?.map(({ name, type }) => `${String(type)} ${String(name)}`)
    expect(now?.sort()).toEqual(['1 rag', '3 Ask about this', '3 Index this message', '3 Summarize this'])
  })

  it('takes 404 for none', async () => {
    await using setup = await setUp()
    setup.discord.next(/GET/, { kind: 'error', status: 404 })
    setup.start()
    expect(await setup.calls(2)).toEqual([`GET ${path}`, `PUT ${path}`])
  })

  it('tries again after failures, which are logged once, and does each server by itself', async () => {
    await using setup = await setUp(['200', '201'])
    for (let count = 0; count < 3; count += 1) setup.discord.next(/GET .*201/, { kind: 'error', status: 500 })
    setup.start()
    await expect.poll(() => setup.discord.commands.get('201')?.length, { timeout: 30_000 }).toBe(4)
    expect(setup.discord.commands.get('200')).toHaveLength(4)
    expect(setup.host.warnings).toHaveLength(1)
    expect(setup.host.warnings[0]).toContain('201')
  })

  it('says how to put right that the app was not invited, and stops when told to', async () => {
    await using setup = await setUp()
    for (let count = 0; count < 20; count += 1) setup.discord.next(/GET/, { kind: 'error', status: 403, code: 50001 })
    setup.start()
    await expect.poll(() => setup.host.warnings.join()).toContain('50001')
  })
})

describe('the commands', () => {
  const walk = (one: Json): Json[] => [one, ...((one.options as Json[] | undefined) ?? []).flatMap(walk)]
  const all = commands.flatMap((command) => walk({ ...command }))

  it('keep to Discord’s limits', () => {
    // https://docs.discord.com/developers/interactions/application-commands#application-command-object
    for (const { name, type, description, options } of all) {
      expect(String(name)).toMatch(
        type === 3 && options === undefined && / /.test(String(name)) ? /^.{1,32}$/ : /^[a-z]{1,32}$/,
      )
      if (description !== undefined) expect(String(description).length).toBeLessThanOrEqual(100)
    }
  })

  const option = (name: string, more: object = {}) => ({ name, says: `The ${name}`, kind: 'text', ...more }) as const

  it('are what the desk offers, what is required first', () => {
    const options = [
      option('limit'),
      { ...option('file'), kind: 'file' } as const,
      option('words', { isRequired: true, suggestsTitles: true, maxLength: 300 }),
    ]
    const menu = [
      { name: 'look', says: 'Looks', options },
      { name: 'rest', says: 'Rests', options: [] },
    ]
    const [rag, ...more] = commandsFor({ menu, messageGestures: desk.messageGestures.slice(0, 1) })
    expect(rag).toMatchObject({ type: 1, name: 'rag' })
    expect((rag as unknown as Json).options).toEqual([
      {
        type: 1,
        name: 'look',
        description: 'Looks',
        options: [
          { type: 3, name: 'words', description: 'The words', required: true, autocomplete: true, max_length: 300 },
          { type: 3, name: 'limit', description: 'The limit' },
          { type: 11, name: 'file', description: 'The file' },
        ],
      },
      { type: 1, name: 'rest', description: 'Rests' },
    ])
    expect(more).toEqual([{ type: 3, name: desk.messageGestures[0]?.label }])
  })
})
