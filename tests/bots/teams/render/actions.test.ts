// Buttons below a card: how many, in which order, and what each asks for.
import { describe, expect, it } from 'vitest'
import { clickableBytes, ours } from '../../../../src/bots/teams/limits.ts'
import { actionsOf, fileAction, fitClickable, inMenu, shareAction } from '../../../../src/bots/teams/render/actions.ts'
import type { Button, Form, Select } from '../../../../src/card.ts'
import { signed } from './shown.ts'

const action = { gesture: 'g', value: 'v' }
const buttons = (count: number, more: Partial<Button> = {}) =>
  Array.from({ length: count }, (_, index) => ({ label: `b${index}`, action, ...more }))
const selectOf = (label: string, count: number, name = 'o'): Select => ({
  kind: 'select',
  label,
  options: Array.from({ length: count }, (_, index) => ({ label: `${name}${index}`, action })),
})
const fitted = (all: readonly Button[], selects: readonly Select[] = []) => fitClickable({ buttons: all, selects })
const saidOf = ({ rest }: ReturnType<typeof fitted>) =>
  rest.map((part) => (part.kind === 'note' ? part.text : part.kind))

describe('what a card has room for', () => {
  it('is counted in words where one alone is left out', () => {
    expect(saidOf(fitted(buttons(ours.buttons + 1)))).toEqual(['and 1 more button'])
    expect(saidOf(fitted(buttons(ours.buttons)))).toEqual([])
  })

  it('is four menus, none of them empty, and each with something of its own', () => {
    const five = Array.from({ length: 5 }, (_, index) => selectOf(`S${index}`, 2))
    const few = fitted([], [...five.slice(0, 2), selectOf('none', 0), ...five.slice(2)])
    expect(few.clickable.selects.map(({ label }) => label)).toEqual(['S0', 'S1', 'S2'])
    expect(saidOf(few)).toEqual(['and 2 more in “S3”', 'and 2 more in “S4”'])
    const both = fitted([], [selectOf('A', 50, 'x'.repeat(90)), selectOf('B', 50, 'x'.repeat(90))])
    const [a = 0, b = 0] = both.clickable.selects.map(({ options }) => options.length)
    expect(Math.abs(a - b)).toBeLessThanOrEqual(3)
  })

  it('is no more than its bytes, however large each button is', () => {
    const value = 'x'.repeat(2_000)
    const form: Form = { title: 'T', submit: 'Send', fields: [{ id: 'f', label: 'L', value, maxLength: 4_000 }] }
    const { clickable, bytes } = fitted(buttons(20, { form }))
    expect(clickable.buttons.length).toBeGreaterThan(1)
    expect(bytes).toBeLessThanOrEqual(clickableBytes)
  })
})

describe('a button', () => {
  it('stands in the menu from the seventh on, and those that six have no need of one', () => {
    const modes = (count: number) =>
      inMenu(actionsOf(signed({ buttons: buttons(count), selects: [] }))).map((one) => one.mode)
    expect(modes(6)).toEqual(Array.from({ length: 6 }, () => undefined))
    expect(modes(7)).toEqual([...Array.from({ length: 5 }, () => undefined), 'secondary', 'secondary'])
    const [rare] = actionsOf(signed({ buttons: buttons(1, { isSecondary: true }), selects: [] }))
    expect(rare?.mode).toBe('secondary')
  })

  it('that saves a file is not shown where it would do nothing', () => {
    expect(fileAction({ conversationId: 'c', seq: 2 })).toMatchObject({ verb: 'file', fallback: 'drop' })
  })

  it('that shares is short enough for Teams, if need be without the words', () => {
    const words = (text: string) =>
      [...new URL(String(shareAction('https://docs.example/d', text)?.url)).searchParams.keys()].join()
    expect(words('who?')).toBe('href,msgText,preview')
    expect(words('ü'.repeat(400))).toBe('href')
  })
})

describe('inputs', () => {
  it('of one card have ids of their own', () => {
    const shown = actionsOf(signed({ buttons: [], selects: [selectOf('A', 1), selectOf('B', 1)] }))
    const ids = shown.map(({ card }) => (card as { body: { id: string }[] }).body.map(({ id }) => id))
    expect(ids).toEqual([['choice'], ['choice.2']])
  })

  it('begin with no half of a character', () => {
    const fields = [{ id: 'f', label: 'L', value: '123456789😀', maxLength: 10 }]
    const form = { title: 'T', submit: 'Send', fields }
    const [ask] = actionsOf(signed({ buttons: buttons(1, { form }), selects: [] }))
    expect((ask as unknown as { card: { body: unknown[] } }).card.body.at(-1)).toMatchObject({ value: '123456789' })
  })
})
