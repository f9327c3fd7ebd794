// A source that was not seen for long says so beside it, on every platform.
import { expect, test } from 'vitest'
import { render as console_ } from '../../src/bots/console/render.ts'
import { render as discord } from '../../src/bots/discord/render/render.ts'
import { render as slack } from '../../src/bots/slack/render/render.ts'
import { render as teams } from '../../src/bots/teams/render/render.ts'
import { answerCard } from '../../src/desk/ask/card.ts'
import type { Answer } from '../../src/model.ts'
import { at } from '../askers.ts'

const asker = { ...at('T1/C1', 'U1'), target: {} }
const platforms = {
  console: (card: ReturnType<typeof answerCard>) => console_(card, 80),
  discord: (card: ReturnType<typeof answerCard>) => discord(card, asker),
  slack,
  teams: (card: ReturnType<typeof answerCard>) => teams(card, asker),
}

function answer(readAt?: string): Answer {
  const document = {
    id: 'd',
    title: 'Garage',
    uri: 'https://x.example/garage',
    ...(readAt !== undefined && { readAt }),
  }
  const citation = { marker: 1, document, quote: 'It closes at midnight.', locator: { start: 0, end: 22 } }
  return {
    kind: 'answered',
    markdown: 'It closes at midnight. [1]',
    confidence: 1,
    citations: [citation],
    searched: { documents: 1, nearest: [] },
    backend: { name: 'extractive', model: null },
    tookMs: 1,
  }
}

test.each(Object.entries(platforms))('%s', (_, render) => {
  const old = new Date(Date.now() - 65 * 86_400_000).toISOString()
  expect(JSON.stringify(render(answerCard('When?', answer(old), [])).payload)).toContain('read 2 months ago')
  expect(JSON.stringify(render(answerCard('When?', answer(), [])).payload)).not.toContain('ago')
})
