// A form in a terminal: what is asked, and what is sent in.
import { expect, test } from 'vitest'
import { fillIn } from '../../../src/bots/console/form.ts'
import { paint } from '../../../src/bots/console/text.ts'
import type { FormField } from '../../../src/card.ts'

/** What was asked, and what came of it; null is the end of what is typed. */
async function filled(fields: readonly FormField[], ...lines: (string | null)[]) {
  const shown: string[] = []
  const screen = { show: (text: string) => void shown.push(paint(text, false)), columns: () => 80 } as never
  const input = await fillIn({ title: 'T', submit: 'Send', fields }, screen, async () => lines.shift() ?? null)
  return { input, asked: shown.slice(1).join('\n') }
}
const text = (fields: Partial<FormField> = {}): FormField => ({ id: 'f', label: 'Text', maxLength: 10, ...fields })

test('nothing is sent in where what is required is left empty, or nothing is typed any more', async () => {
  expect(await filled([text({ isRequired: true })], ' ')).toEqual({
    input: null,
    asked: 'Text\nEmpty: nothing is sent',
  })
  expect(await filled([text()], ' ')).toEqual({ input: { f: '' }, asked: 'Text\nMay be empty' })
  expect((await filled([text(), text({ id: 'g' })], 'a', null)).input).toBeNull()
})

test('what is typed is cut to its length, never within a character', async () => {
  expect((await filled([text()], '  123456789😀0\0 ')).input).toEqual({ f: '123456789' })
})

test('an empty line keeps what is there, which is said by its name', async () => {
  const choices = [
    { value: 'yes', label: 'As it is' },
    { value: 'no', label: 'Not at all' },
  ]
  const { input, asked } = await filled([text({ choices, value: 'no' }), text({ id: 'g', value: 'so' })], '', '')
  expect(input).toEqual({ f: 'no', g: 'so' })
  expect(asked).toContain('Empty: Not at all')
  expect(asked).toContain('Empty: so')
})
