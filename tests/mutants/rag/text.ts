import type { Mutant } from '../mutant.ts'

export const text: readonly Mutant[] = [
  {
    file: 'src/rag/text/fold.ts',
    from: '.replace(power, ',
    to: '.replace(/(?!)/g, ',
    suffered: 'a power is found as the number that its digits make: 10⁶ as 106',
    tests: ['tests/rag/text/fold', 'tests/rag/text/analyze'],
  },
  {
    file: 'src/rag/text/prose.ts',
    from: '(part.isCode ? block(part.text) : paragraph(part.text))',
    to: 'paragraph(part.text)',
    suffered: 'types and commands in code lose their angle brackets and addresses in answers',
    tests: ['tests/rag/text/prose'],
  },
  {
    file: 'src/rag/text/lengths.ts',
    from: ".replace(/[\\uD800-\\uDBFF]$/, '')",
    to: '',
    suffered: 'a cut in the middle of an emoji makes a text that the database refuses',
    tests: ['tests/rag/text/lengths'],
  },
  {
    file: 'src/rag/text/numbers.ts',
    from: "  if (/^\\d+,(?:\\d\\d?|\\d{4,})$|^0,\\d+$/.test(number)) return [number.replace(',', '.')]",
    to: "  if (/^\\d+,\\d+$/.test(number)) return [number.replace(',', '')]",
    suffered: '1,5 litres are found and cited as 15 litres',
    tests: ['tests/rag/text/numbers'],
  },
  {
    file: 'src/rag/text/analyze.ts',
    from: 'withoutAsking(text).replace(standsFor',
    to: 'text.replace(standsFor',
    suffered: 'a polite question in Japanese, Chinese or Korean is refused where its bare words are answered',
    tests: ['tests/rag/question/needs'],
  },
  {
    file: 'src/rag/text/table.ts',
    from: '2 * below >= count',
    to: 'true',
    suffered: 'a table cell that is empty gets the value of another row',
    tests: ['tests/rag/text/table', 'tests/rag/extract/plain/csv'],
  },
]
