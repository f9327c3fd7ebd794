// Questions below an answer that its sources answer too: offered below answers alone, and asked as anyone asks.
import { beforeAll, expect, it } from 'vitest'
import type { Card } from '../../src/card.ts'
import type { Audience, Request } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type Desk, useDesk } from '../queue/desk.ts'

const open = useDesk()
const vault: Audience = 'channel:discord:C9'
const faq = `# Badges

## How do I get a new badge?

A new badge is printed at the reception on the second floor.

## Who approves a badge for guests?

A badge for guests is approved by the host of the visit.

## What does a lost badge cost?

A lost badge costs twelve euros, which are taken from the next salary.
`
const ask = (question: string): Request => ({ kind: 'ask', question, cut: false })
const alone = { isForAskerAlone: true } as const

beforeAll(async () => {
  const { add } = open()
  await add('badges.md', faq, 'workspace')
  await add('strongroom.md', faq.replaceAll('badge', 'strongroom key'), vault)
})

const buttonsOf = ({ payload: { parts } }: { readonly payload: Card }) =>
  parts.flatMap((part) => (part.kind === 'actions' ? part.buttons : []))
const asks = (reply: { readonly payload: Card }) => buttonsOf(reply).filter(({ isQuestion }) => isQuestion)
async function press(desk: Desk, reply: { readonly payload: Card }, label: string) {
  const button = asks(reply).find((one) => one.label === label)
  if (button === undefined) throw new Error(`there is no ${label}`)
  const acted = await desk.gestures.act({ ...at('C1', 'U2'), install: desk.install, target: {} }, button.action)
  if (acted.kind !== 'asked') throw new Error(acted.kind)
  return acted.request
}

it('are those of its documents; each is asked by whoever clicks, for all, and has an answer', async () => {
  const desk = open()
  const reply = await desk.say(ask('Where is a new badge printed?'))
  expect(asks(reply).map(({ label }) => label)).toEqual([
    'Who approves a badge for guests?',
    'What does a lost badge cost?',
  ])
  // Below all else.
  expect(
    buttonsOf(reply)
      .slice(0, 2)
      .map(({ label }) => label),
  ).toEqual(['Helpful', 'Not helpful'])
  const request = await press(desk, reply, 'What does a lost badge cost?')
  expect(request).toEqual(ask('What does a lost badge cost?'))
  expect(desk.gestures.isForAll(request)).toBe(true)
  const next = await desk.say(request, at('C1', 'U2'))
  expect(next.private).toBe(false)
  expect(JSON.stringify(next.payload)).toContain('twelve euros')
})

it('are for the asker alone where the answer was', async () => {
  const desk = open({
    platform: { readableBy: async ({ isForAskerAlone }) => (isForAskerAlone ? [vault, 'workspace'] : ['workspace']) },
  })
  const reply = await desk.say(ask('Where is a new strongroom key printed?'), alone)
  const request = await press(desk, reply, 'What does a lost strongroom key cost?')
  expect(desk.gestures.isForAll(request)).toBe(false)
})

it('are offered below no refusal', async () => {
  expect(asks(await open().say(ask('Who repainted the badge of the harbour master?')))).toEqual([])
})

it('what stands below a refusal is what can be done instead, and the rest behind it', async () => {
  const reply = await open({ platform: { personToAsk: async () => 'U7' } }).say(ask('Who repainted the harbour?'))
  const shown = buttonsOf(reply).filter(({ isSecondary }) => !isSecondary)
  expect(shown.map(({ label }) => label)).toEqual(['Ask a person'])
})
