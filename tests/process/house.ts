// A running process whose database is behind a connection that tests break, and questions that it has to answer once.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject } from 'vitest'
import { createMigratedDatabase, superuserUrl } from '../databases.ts'
import { startProxy, type TcpProxy } from '../stand-ins/proxy.ts'
import { cleanUp, type Running, startRagbot, until } from './ragbot.ts'
import { createTeam, deliverEvent, indexNotes, mention, type Team } from './team.ts'

export const isSkipped = inject('postgresUrl') === null || inject('redisUrl') === null

export const through = (url: string, { port }: TcpProxy) => Object.assign(new URL(url), { port: String(port) }).href
export const question = () => mention('Who approves travel expenses?')

export interface House {
  readonly running: Running
  readonly team: Team
  readonly postgres: TcpProxy
  /** Its superuser's URL, past the proxy. */
  readonly adminUrl: string
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function startHouse(settings: Readonly<Record<string, string>> = {}): Promise<House> {
  const database = await createMigratedDatabase()
  const postgres = await startProxy({ port: Number(new URL(database.url).port) })
  const team = await createTeam({ DATABASE_URL: through(database.url, postgres), ...settings })
  await indexNotes({ ...team, environment: { ...team.environment, DATABASE_URL: database.url } })
  const running = await startRagbot(team.environment)
  return {
    running,
    team,
    postgres,
    adminUrl: superuserUrl(database.url),
    environment: team.environment,
    async close() {
      await cleanUp()
      await team.slack.close()
      await postgres.close()
      await database.drop()
    },
  }
}

/** Delivers until it is taken, as Slack does; each refusal is a 503 that comes in time. */
export async function ask(house: House, event = question()): Promise<Record<string, unknown>> {
  await until(async () => {
    const from = performance.now()
    const status = await deliverEvent(house.running, event)
    if (status !== 200) expect(status).toBe(503)
    expect(performance.now() - from).toBeLessThan(3_000)
    if (status !== 200) await pause(500)
    return status === 200
  }, 'the question to be taken')
  return event
}

const answersTo = ({ team }: House, { ts }: Record<string, unknown>) =>
  team.slack.posts.filter(({ threadTs }) => threadTs === ts)

export async function expectOneAnswer(house: House, event: Record<string, unknown>, withinMs = 30_000): Promise<void> {
  const from = performance.now()
  await until(() => JSON.stringify(answersTo(house, event)).includes('head of finance'), 'the answer')
  expect(performance.now() - from).toBeLessThan(withinMs)
  await pause(300)
  expect(answersTo(house, event)).toHaveLength(1)
}
