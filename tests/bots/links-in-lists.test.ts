// Where an item of a list stands: on every platform it leads there, and nowhere where the address is none to open.
import { expect, it } from 'vitest'
import { render as inConsole } from '../../src/bots/console/render.ts'
import { render as inDiscord } from '../../src/bots/discord/render/render.ts'
import { render as onPage } from '../../src/bots/local/render.ts'
import { render as inSlack } from '../../src/bots/slack/render/render.ts'
import { render as inTeams } from '../../src/bots/teams/render/render.ts'
import type { Rendered } from '../../src/bots/types.ts'
import type { Card } from '../../src/card.ts'
import { at } from '../askers.ts'

const url = 'https://acme.slack.com/archives/C1/p1790000000000200?thread_ts=1790000000.000100&cid=C1'
const listOf = (url: string): Card => ({
  tone: 'info',
  title: 'Key sentences',
  parts: [{ kind: 'list', items: [{ text: 'The lift is stuck.', url }] }],
})
const asker = { ...at('C1', 'U1'), target: { interaction: { id: '1', token: 't' } } }
const platforms: Readonly<Record<string, (card: Card) => Rendered>> = {
  slack: inSlack,
  discord: (card) => inDiscord(card, asker),
  teams: (card) => inTeams(card, asker),
  local: onPage,
  console: (card) => inConsole(card, 400),
}

it.each(Object.entries(platforms))('%s', (_, render) => {
  const { payload } = render(listOf(url))
  const shown = JSON.stringify(payload)
    .replaceAll('&amp;', '&')
    .replaceAll(/\\\\(?=[&_=?.])/g, '')
  expect(shown).toContain('The lift is stuck.')
  expect(shown).toContain('/archives/C1/p1790000000000200')
})

it.each(Object.entries(platforms).filter(([name]) => name !== 'local' && name !== 'console'))(
  '%s opens no script',
  (_, render) => {
    expect(JSON.stringify(render(listOf('javascript:alert(1)')).payload)).not.toContain('javascript:')
  },
)
