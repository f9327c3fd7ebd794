import { expect, test } from 'vitest'
import { textOf } from '../../src/portal/page/copy.js'

test('an answer is copied as it reads, with the sources of its marks', () => {
  const document = { id: '1', title: 'Handbook', uri: 'upload:handbook.md' }
  const citation = { marker: 1, document, quote: 'Leave is\n26  weeks.', locator: { start: 0, end: 9, page: 3 } }
  const display_markdown =
    'Leave is **26 weeks** \\[sic\\] [1]\n\n- [Handbook](https://bot.example/source/a.b) · `x`\n  1. one\n\n_A note._'
  const message = { role: 'assistant', kind: 'assistant_grounded', display_markdown, citations: [citation] } as const
  expect(textOf({ ...message, citations: [citation] })).toBe(
    'Leave is 26 weeks [sic] [1]\n\n- Handbook · x\n  1. one\n\nA note.\n\nSources:\n[1] Handbook, Page 3: “Leave is 26 weeks.”',
  )
  expect(textOf({ ...message, display_markdown: "I don't know.", citations: [] })).toBe("I don't know.")
})
