// What someone may be told unasked: all of it until they say otherwise, each person for themselves.
import { expect, it } from 'vitest'
import type { Card } from '../../src/card.ts'
import { at } from '../askers.ts'
import { type Desk, useDesk } from '../queue/desk.ts'

const open = useDesk()
const readerOf = (desk: Desk, id: string, install = desk.install) => ({ ...at('C1', id), install, target: {} })
const choices = ({ parts }: Card) =>
  parts.flatMap((part) => (part.kind === 'fields' ? part.fields.map(({ value }) => value) : []))
const buttons = ({ parts }: Card) => parts.flatMap((part) => (part.kind === 'actions' ? part.buttons : []))
async function press(desk: Desk, label: string, id = 'U1') {
  const card = await desk.gestures.notifications(readerOf(desk, id))
  const button = buttons(card).find((one) => one.label === label)
  if (button === undefined) throw new Error(`there is no ${label}`)
  return desk.gestures.act(readerOf(desk, id), button.action)
}

it('is shown to whoever asks alone, and switched by them for themselves in that install', async () => {
  const desk = open()
  expect(desk.gestures.read('notifications', 'command')).toEqual({ kind: 'notifications' })
  const reply = await desk.say({ kind: 'notifications' })
  expect(reply.private).toBe(true)
  expect(choices(reply.payload)).toEqual(['yes', 'yes'])
  expect(await press(desk, 'Do not tell me of answers')).toMatchObject({ kind: 'said' })
  await press(desk, 'Do not tell me of answers', 'U3')
  await press(desk, 'Do not hand me questions', 'U3')
  const of = async (id: string) => choices(await desk.gestures.notifications(readerOf(desk, id)))
  expect([await of('U1'), await of('U2'), await of('U3')]).toEqual([
    ['no', 'yes'],
    ['yes', 'yes'],
    ['no', 'no'],
  ])
  const elsewhere = readerOf(desk, 'U1', desk.installOf('discord', desk.other))
  expect(choices(await desk.gestures.notifications(elsewhere))).toEqual(['yes', 'yes'])
  await press(desk, 'Tell me of answers')
  expect(await of('U1')).toEqual(['yes', 'yes'])
})

it('switched twice it is as it was, and what is no choice is said to be none', async () => {
  const desk = open()
  const off = { gesture: 'notifications', value: 'asked.off' }
  await desk.gestures.act(readerOf(desk, 'U4'), off)
  await desk.gestures.act(readerOf(desk, 'U4'), off)
  expect(choices(await desk.gestures.notifications(readerOf(desk, 'U4')))).toEqual(['yes', 'no'])
  const acted = await desk.gestures.act(readerOf(desk, 'U4'), { ...off, value: 'everything.off' })
  expect(acted).toMatchObject({ kind: 'said', message: expect.stringContaining('/rag notifications') })
  expect(choices(await desk.gestures.notifications(readerOf(desk, 'U4')))).toEqual(['yes', 'no'])
})
