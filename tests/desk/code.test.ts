// Code in answers, on every platform: as it is written, and nothing in it acts.
import { describe, expect, it, test } from 'vitest'
import { render as onTerminal } from '../../src/bots/console/render.ts'
import { prose as onDiscord } from '../../src/bots/discord/render/markdown.ts'
import { render as onPage } from '../../src/bots/local/render.ts'
import { render as onSlack } from '../../src/bots/slack/render/render.ts'
import { toParagraphs, toRuns } from '../../src/bots/teams/render/prose.ts'
import { inLine, partsOf } from '../../src/card.ts'

const line = 'The type is `Map<K, *V*>`, or `` a`b `` [1].'
const lines = 'Restart it:\n```\nexport P=http://h.test:1\n\n- x <@U1>\n```\n[1] Then wait.'

test('what stands between fences is a part of its own', () => {
  expect(partsOf(lines)).toEqual([
    { kind: 'prose', markdown: 'Restart it:' },
    { kind: 'code', text: 'export P=http://h.test:1\n\n- x <@U1>' },
    { kind: 'prose', markdown: '[1] Then wait.' },
  ])
  expect(partsOf('````\n```\na\n```\n````')).toEqual([{ kind: 'code', text: '```\na\n```' }])
  expect(partsOf('so far\n```\na')).toHaveLength(2)
  expect(inLine(lines)).toBe('Restart it:\n`export P=http://h.test:1`\n\n`- x <@U1>`\n[1] Then wait.')
})

describe('code in a line', () => {
  const card = { tone: 'good', parts: partsOf(line) } as const
  it('Slack', () => {
    expect(JSON.stringify(onSlack(card).payload)).toContain('The type is `Map&lt;K, *V*&gt;`, or a`b [1].')
    expect(onSlack(card).displayMarkdown).toContain('`Map<K, *V*>`')
  })
  it('Discord', () => expect(onDiscord(line).join('')).toBe('The type is `Map<K, *V*>`, or a\\`b \\[1\\].'))
  it('Teams', () => {
    const runs = toParagraphs(line).flatMap(toRuns)
    expect(runs.filter(({ fontType }) => fontType === 'Monospace').map(({ text }) => text)).toEqual([
      'Map<K, *V*>',
      'a`b',
    ])
  })
  it('the page and the terminal', () => {
    expect(onPage({ ...card, question: 'q' }).displayMarkdown).toBe(line)
    expect(onTerminal(card, 80).displayMarkdown).toBe(line)
  })
})

test('lines of code on the page stand between fences, which nothing in them ends', () => {
  const shownOf = (markdown: string) =>
    onPage({ tone: 'good', question: 'q', parts: partsOf(markdown) }).displayMarkdown
  expect(shownOf(lines)).toBe('Restart it:\n\n```\nexport P=http://h.test:1\n\n- x <@U1>\n```\n\n[1] Then wait.')
  expect(shownOf('````\n```\na\n```\n````')).toBe('````\n```\na\n```\n````')
  expect(shownOf('```\nnpm ci\n```')).toBe('`npm ci`')
})

test('lines of code on Slack are preformatted, and mention nobody', () => {
  const shown = JSON.stringify(onSlack({ tone: 'good', parts: partsOf(lines) }).payload)
  expect(shown).toContain(
    '"rich_text_preformatted","elements":[{"type":"text","text":"export P=http://h.test:1\\n\\n- x <@U1>"}]',
  )
})
