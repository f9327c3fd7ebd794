// `ragbot feedback`: reports first, then votes and saved answers; nothing of people's text reaches the terminal raw.
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/library.ts'
import type { AnswerPlace, FeedbackKind, ThreadKey } from '../../src/model.ts'
import { at } from '../askers.ts'
import { cleanUp, type Environment, ragbot, startEngine } from './in-process.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

let environment: Environment
beforeAll(async () => {
  environment = await startEngine()
})
afterAll(cleanUp)

const answer = `You get 30 days. [1] ${'It is a long story. '.repeat(20)}`

/** A question that was answered, and what people said about the answer, in this order. */
async function say(...said: readonly { person: string; kind: FeedbackKind; text?: string }[]): Promise<void> {
  const { store, workspaceId, close } = await openLibrary(parseConfig(environment), 'feedback', 'default')
  try {
    const thread = { platform: 'discord', threadKey: 'discord:1:2' as ThreadKey } as const
    const incoming = {
      ...thread,
      naturalKey: '3',
      ...at('1/2', 'U1'),
      request: { kind: 'ask', question: 'How many days?', cut: false },
      target: {},
    } as const
    const install = await store.openInstall(workspaceId, 'discord')
    await store.acceptIncoming(install, { incoming, secret: null, traceId: 't' })
    const claim = await store.claimIncoming({ ...thread, installId: install.id }, 'me')
    if (claim.kind !== 'row') throw new Error('no row')
    const text = (markdown: string) => ({ contentMarkdown: markdown, displayMarkdown: markdown })
    const user = { role: 'user', kind: 'user', ...text('How many days?') } as const
    const assistant = { role: 'assistant', kind: 'assistant', ...text(answer) } as const
    await store.finishIncoming(claim.row, { private: false, payload: {}, transcript: { user, assistant } })
    const [conversation] = await store.listConversations(workspaceId, { limit: 1 })
    const place: AnswerPlace = { conversationId: conversation!.id, seq: 2 }
    for (const one of said)
      expect(await store.recordFeedback(workspaceId, { platform: 'discord', heardBy: null, place, ...one })).toBe(
        'recorded',
      )
  } finally {
    await close()
  }
}

it('says so when there is none', async () => {
  expect(await ragbot(['feedback'], environment)).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('Nobody'),
  })
})

it('lists reports first, then votes and saved answers, newest first', async () => {
  await say(
    { person: 'U1', kind: 'favourite' },
    { person: 'U2', kind: 'report', text: 'It is\nwrong \u001b[2J since May' },
    { person: 'U3', kind: 'helpful' },
    { person: 'U4', kind: 'not-helpful' },
    { person: 'U5', kind: 'report' },
  )
  const { code, stdout } = await ragbot(['feedback', '--json'], environment)
  expect(code).toBe(0)
  const found = stdout.trim().split('\n')
  expect(found.map((line) => JSON.parse(line)).map(({ kind, person }) => [kind, person])).toEqual([
    ['report', 'U5'],
    ['report', 'U2'],
    ['not-helpful', 'U4'],
    ['helpful', 'U3'],
    ['favourite', 'U1'],
  ])
  expect(JSON.parse(found[1] ?? '')).toEqual({
    kind: 'report',
    platform: 'discord',
    person: 'U2',
    question: 'How many days?',
    markdown: answer,
    text: 'It is\nwrong \u001b[2J since May',
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  })

  const shown = await ragbot(['feedback'], environment)
  expect(shown.stdout).toMatch(/^report +\d{4}-\d\d-\d\d \d\d:\d\d {2}discord U5\n {2}question {2}How many days\?\n/)
  expect(shown.stdout).toContain('  says      It is wrong [2J since May\n')
  expect(shown.stdout).not.toContain('\u001b')
  for (const line of shown.stdout.split('\n')) expect(line.length).toBeLessThan(180)
})
