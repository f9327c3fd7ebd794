// `send` alone, on the stand-in.
import { render } from '../../../../src/bots/teams/render/render.ts'
import { createConnector } from '../../../../src/bots/teams/send/connector.ts'
import { createSend } from '../../../../src/bots/teams/send/send.ts'
import type { Outbound, RateLimits } from '../../../../src/bots/types.ts'
import type { Card } from '../../../../src/card.ts'
import { at } from '../../../askers.ts'
import { createTeamsStandIn } from '../../../stand-ins/teams.ts'
import { cardFor } from '../../cards.ts'
import { createRecordingHost } from '../../recording-host.ts'

export const thread = '19:general@thread.tacv2;messageid=1'

export async function setUp() {
  const teams = await createTeamsStandIn()
  const { limits, blocked, sign } = createRecordingHost()
  const taken: string[] = []
  const rates: RateLimits = {
    ...limits,
    take: (...turns) => {
      taken.push(...turns.map(({ bucket }) => bucket))
      return limits.take(...turns)
    },
  }
  const connector = createConnector(teams.config, { timeoutMs: 10_000 })
  const send = createSend(connector, { limits: rates, sign }, { appId: teams.config.appId })
  const place = { serviceUrl: teams.serviceUrl, tenant: 'tenant-1', user: '29:ada', activity: 'asked-1' }
  const inChannel = { ...place, type: 'channel', conversation: thread }
  const inChat = { ...place, type: 'personal', conversation: 'a:1' }
  const outbound = (changes: Partial<Outbound> = {}): Outbound => ({
    id: '7',
    kind: 'final',
    attempt: 1,
    target: inChannel,
    payload: { type: 'message', summary: 'An answer', text: 'An answer' },
    private: false,
    createdAt: new Date(),
    ...changes,
  })
  const direct = (card: Card, changes: Partial<Outbound> = {}) => {
    const { payload, preview } = render(card, { ...at(null, 'p'), target: inChat })
    return { final: outbound({ target: inChat, payload, ...changes }), preview: preview?.payload ?? {} }
  }
  const posted = () => teams.posts.map(({ conversation, activity }) => ({ conversation, text: activity.text }))
  return {
    teams,
    send,
    connector,
    outbound,
    direct,
    inChannel,
    inChat,
    blocked,
    taken,
    posted,
    [Symbol.asyncDispose]: () => teams.close(),
  }
}

export const answer = cardFor({
  kind: 'answer',
  question: 'who?',
  notes: [],
  answer: {
    kind: 'answered',
    markdown: 'The team lead [1].',
    confidence: 1,
    citations: [
      {
        marker: 1,
        document: { id: 'd', title: 'Handbook', uri: 'h.md' },
        quote: 'The team lead.',
        locator: { start: 0, end: 1 },
        url: 'https://docs.example/d',
      },
    ],
    searched: { documents: 1, nearest: [] },
    backend: { name: 'extractive', model: null },
    tookMs: 1,
  },
})
export const looking = cardFor({ kind: 'placeholder', question: 'who?' })
