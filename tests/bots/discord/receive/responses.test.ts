// What an interaction is answered with at once, within Discord's limits.
import { expect, it } from 'vitest'
import { modal, suggest } from '../../../../src/bots/discord/receive/responses.ts'

it('titles are suggested once each, none of them blank, 25 at most', () => {
  const names = (titles: string[]) =>
    JSON.parse(JSON.stringify(suggest(titles))).data.choices.map((one: { name: string }) => one.name)
  expect(names(['Leave', ' ', 'Leave', 'Travel'])).toEqual(['Leave', 'Travel'])
  expect(names(Array.from({ length: 40 }, (_, index) => `T${index}`))).toHaveLength(25)
})

it('a form asks for a choice among 25 at most', () => {
  const choices = Array.from({ length: 30 }, (_, index) => ({ value: String(index), label: `C${index}` }))
  const form = { title: 'T', submit: 'Send', fields: [{ id: 'f', label: 'L', choices, maxLength: 10 }] }
  expect(JSON.parse(JSON.stringify(modal(form, 't'))).data.components[0].component.options).toHaveLength(25)
})

it('a form shows what holds: the choice that was made, and the words that were written', () => {
  const choices = ['a', 'b'].map((value) => ({ value, label: value }))
  const fields = [
    { id: 'f', label: 'L', choices, value: 'b', maxLength: 10 },
    { id: 'g', label: 'M', value: 'so', maxLength: 10 },
  ]
  const { components } = JSON.parse(JSON.stringify(modal({ title: 'T', submit: 'Send', fields }, 't'))).data
  expect(components[0].component.options.map((one: { default?: true }) => one.default)).toEqual([undefined, true])
  expect(components[1].component.value).toBe('so')
})
