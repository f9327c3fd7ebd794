import type { Mutant } from '../mutant.ts'

export const extract: readonly Mutant[] = [
  {
    file: 'src/rag/extract/index.ts',
    from: 'layout: moved(extracted.layout, shown.from) }',
    to: 'layout: extracted.layout }',
    suffered: 'below a hidden character every heading is quoted at the wrong place',
    tests: ['tests/rag/extract/index'],
  },
  {
    file: 'src/rag/extract/table-grid.ts',
    from: 'last: number + rows - 1',
    to: 'last: number',
    suffered: 'a table cell over several rows counts for its first row only: the others name nobody, or somebody else',
    tests: ['tests/rag/extract/table-grid', 'tests/rag/extract/html'],
  },
  {
    file: 'src/rag/extract/table-grid.ts',
    from: 'this.#repeatedChars > maxRepeatedTotal + this.#ownChars',
    to: 'false',
    suffered: 'a table cell over a million rows makes a text that nothing bounds',
    tests: ['tests/rag/extract/table-grid'],
  },
  {
    file: 'src/rag/extract/table-grid.ts',
    from: 'if (isHeader && row.filled > 1 && isBelow) this.#endTable()',
    to: '',
    suffered: 'a table row is told by the names of a header far above, where another stands in between',
    tests: ['tests/rag/extract/table-grid'],
  },
  {
    file: 'src/rag/extract/pdf/columns.ts',
    from: 'const cells = isWoven(columns) ? orderOf(columns) : null',
    to: 'const cells = null',
    suffered: 'two columns drawn line by line are woven into one sentence, which is cited',
    tests: ['tests/rag/extract/pdf/columns'],
  },
  {
    file: 'src/rag/extract/pdf/columns.ts',
    from: '!long.every(isProse)',
    to: '!long',
    suffered: 'the two columns of a table are read one after the other, and no price stands at its item',
    tests: ['tests/rag/extract/pdf/columns'],
  },
  {
    file: 'src/rag/extract/pdf/form.ts',
    from: 'y >= top && y - top < fontSize * farthest.above',
    to: 'false',
    suffered: 'what was filled in below a label stands elsewhere',
    tests: ['tests/rag/extract/pdf/form'],
  },
  {
    file: 'src/rag/extract/pdf/running-heads.ts',
    from: "label === '' || (isSame && index > 0)",
    to: 'true',
    suffered: 'what the head of each page says, and no other says, is lost',
    tests: ['tests/rag/extract/pdf/page-breaks'],
  },
  {
    file: 'src/rag/extract/pdf/paragraphs.ts',
    from: 'if (/^\\p{Ll}/u.test(first.text)) return share > 0.6',
    to: 'if (/^\\p{Ll}/u.test(first.text)) return true',
    suffered: 'a caption at the end of a page is glued to the sentence that begins the next',
    tests: ['tests/rag/extract/pdf/page-breaks'],
  },
]
