// The whole app in Slack: whatever the gesture, what is the workspace's own is said to its members and to nobody else.
import { expect, test } from 'vitest'
import { openOffice } from './office.ts'
import { commandBody, deliver } from './stand-ins/slack.ts'

const waiting = { timeout: 60_000, interval: 50 }
const secretWord = 'Heliotrope'

test('mentions, direct messages and commands say a member what they keep from everybody else', async () => {
  await using office = await openOffice({ placeholderAfterMs: 600_000 })
  const { slack, app } = office
  await office.index('workspace', 'project.md', `# Project\n\nThe code name of the new project is ${secretWord}.\n`)
  slack.people.set('U2', { is_restricted: true }).set('U3', { team_id: 'T9' })
  slack.conversations.set('C2', { is_ext_shared: true, is_shared: true })
  slack.conversations.set('C3', { is_pending_ext_shared: true })
  const question = 'What is the code name of the new project?'
  let count = 0
  const gestures: Record<string, (user: string, channel: string) => Promise<unknown>> = {
    mention: (user, channel) => office.mention(question, { user, channel }),
    direct: (user) => {
      const channel = user.replace('U', 'D')
      return office.mention(question, { type: 'message', channel_type: 'im', text: question, user, channel })
    },
    ...Object.fromEntries(
      [`ask ${question}`, 'search code name of the new project'].map((words) => [
        words,
        (user: string, channel: string) => {
          count += 1
          const fields = {
            user_id: user,
            channel_id: channel,
            trigger_id: `t-${count}`,
            response_url: slack.responseUrl,
          }
          return deliver(
            `${app.url}/webhooks/slack`,
            commandBody(words, fields),
            'signing-secret',
            'application/x-www-form-urlencoded',
          )
        },
      ]),
    ),
  }
  // That there is more for the asker alone is said beside an answer, some time after it, and holds none of it.
  const isBeside = ({ content }: (typeof slack.posts)[number]) => /visible only to you/.test(String(content.text))
  const posts = () => slack.posts.filter((post) => !isBeside(post))
  const said = () => posts().length + slack.responses.length
  for (const [user, channel, isInside] of [
    ['U1', 'C1', true],
    ['U2', 'C1', false],
    ['U3', 'C1', false],
    ['U1', 'C2', false],
    ['U2', 'C2', false],
    ['U1', 'C3', false],
  ] as const)
    for (const [name, gesture] of Object.entries(gestures)) {
      if (name === 'direct' && channel !== 'C1') continue
      const before = { posts: posts().length, responses: slack.responses.length, all: said() }
      await gesture(user, channel)
      await expect.poll(said, waiting).toBe(before.all + 1)
      const answer = JSON.stringify([posts().slice(before.posts), slack.responses.slice(before.responses)])
      const label = `${name} by ${user} in ${channel}`
      // What only they see, members see wherever they ask.
      const isForThem = isInside || (name.startsWith('search') && user === 'U1')
      expect([label, answer.includes(secretWord)]).toEqual([label, isForThem])
      if (isForThem && !isInside) expect(answer).toMatch(/"response_type":"ephemeral"|"user":"U1"/)
    }
  expect(JSON.stringify(slack.posts.filter(isBeside))).not.toContain(secretWord)
}, 240_000)
