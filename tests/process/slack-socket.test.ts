// Slack over Socket Mode, with the process that people run: no public address, no signing secret.
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { eventBody } from '../stand-ins/slack.ts'
import { cleanUp, type Running, startRagbot, until } from './ragbot.ts'
import { createTeam, indexNotes, mention, type Team, textOf } from './team.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const appToken = 'xapp-token-of-the-process-tests'
let team: Team
let running: Running

beforeAll(async () => {
  team = await createTeam({ SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: appToken }, { appToken })
  running = await startRagbot(team.environment)
  await indexNotes(team)
})

afterAll(async () => {
  await team.slack.close()
  await cleanUp()
})

it('a mention is answered once in its thread, and SIGTERM ends the connection with the process', async () => {
  const { slack } = team
  expect(running.output().stdout).toMatch(/slack +on, by Socket Mode\n/)
  await until(() => slack.socket.open === 1, 'the connection')

  const event = mention('Who approves travel expenses?')
  const deliver = (retry: number) =>
    slack.socket.deliver('events_api', JSON.parse(eventBody(event)), { retry, withinMs: 10_000 })
  for (const retry of [0, 1, 2]) expect(await deliver(retry)).toEqual({ envelope_id: expect.any(String) })
  const posts = () => slack.posts.filter((one) => one.threadTs === event.ts)
  // On a busy machine something stands there before it.
  await until(() => /head of finance\. .*\[1\]/.test(textOf(posts()[0]?.content ?? {})), 'the answer')

  const { code, stdout, stderr } = await running.end('SIGTERM')
  expect([code, posts().length, slack.socket.opened]).toEqual([0, 1, 1])
  expect(stdout + stderr).not.toContain(appToken)
  await until(() => slack.socket.open === 0, 'the connection to end')
})
