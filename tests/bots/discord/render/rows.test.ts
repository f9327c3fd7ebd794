// Buttons and menus as Discord's components.
import { expect, it } from 'vitest'
import { button, option, select } from '../../../../src/bots/discord/render/rows.ts'

it('nothing is without a label, as Discord refuses that', () => {
  expect(button('id', ' ').label).toBe('…')
  expect(option('value', '').label).toBe('…')
})

it('an option says what it is about', () => {
  expect(option('1', 'Handbook', 'page 3\nTravel')).toEqual({
    value: '1',
    label: 'Handbook',
    description: 'page 3 Travel',
  })
  expect(option('1', 'Handbook')).toEqual({ value: '1', label: 'Handbook' })
})

it('a menu says that it is not all, also where one alone is missing', () => {
  const of = (count: number) => {
    const options = Array.from({ length: count }, (_, index) => option(String(index), 'O'))
    const { placeholder, options: shown } = select('id', 'Which?', options)
    return [placeholder, (shown as readonly object[]).length]
  }
  expect(of(25)).toEqual(['Which?', 25])
  expect(of(26)).toEqual(['Which? (25 of 26)', 25])
})
