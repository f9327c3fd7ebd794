import { expect, test } from 'vitest'
import { examplesFrom } from '../../src/portal/examples.ts'

test('what documents ask themselves comes first, then what their headings are about, then their titles', () => {
  const outlines = [
    { title: 'Employee handbook', headings: ['Employee handbook', 'Overview', '3.1 **Parental** leave'] },
    { title: 'Travel', headings: ['Travel', 'Who approves a [trip](x.md) abroad?', 'Hotels'] },
    { title: 'Notes', headings: [] },
    { title: 'Empty', headings: ['Contents', 'Introduction'] },
  ]
  expect(examplesFrom(outlines, 5)).toEqual([
    'Who approves a trip abroad?',
    'What does “Employee handbook” say about Parental leave?',
    'What is “Notes” about?',
    'What is “Empty” about?',
  ])
  expect(examplesFrom(outlines, 2)).toHaveLength(2)
  expect(examplesFrom([], 3)).toEqual([])
})

test('headings that nobody would ask about are left out, and markup is no part of a question', () => {
  const question = (title: string, ...headings: string[]) => examplesFrom([{ title, headings }], 1)[0]
  expect(question('A', 'x'.repeat(60), '2024', 'Why?', '<script>alert(1)</script>', 'Refund rules')).toBe(
    'What does “A” say about Refund rules?',
  )
  expect(question('`A`\u0000\n b', 'Zwei')).toBe('What does “A b” say about Zwei?')
  expect(question('y'.repeat(90), 'Refunds')).toBeUndefined()
  expect(question('FAQ', 'Frequently asked questions')).toBe('What is “FAQ” about?')
  expect(question('FAQ', '¿Cuántos días de vacaciones tengo?')).toBe('¿Cuántos días de vacaciones tengo?')
})

test('are each asked once, and none that is too long for a button', () => {
  const asked = 'How do I get a parking permit?'
  const long = `How do I get ${'a very, '.repeat(12)}very good parking permit?`
  const outlines = [asked, asked, long].map((heading, n) => ({ title: `Parking ${n}`, headings: [heading] }))
  expect(examplesFrom(outlines, 3)).toEqual([asked, 'What is “Parking 2” about?'])
})
