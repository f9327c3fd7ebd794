// Mistakes in what is cited, in what could be asked next, and in who writes.
import type { Mutant } from '../mutant.ts'

const mistakesIn = (
  file: string,
  test: string,
  mistakes: readonly (readonly [from: string, to: string, suffered: string])[],
) =>
  mistakes.map(
    ([from, to, suffered]): Mutant => ({
      file: `src/rag/${file}`,
      from,
      to,
      suffered,
      tests: [`tests/rag/${test}.test.ts`],
    }),
  )

export const answersMutants: readonly Mutant[] = [
  ...mistakesIn('answer/citations.ts', 'answer/citations', [
    [
      'const nearChars = 120',
      'const nearChars = 12_000',
      'a quote runs over pages, from one sentence to another far below',
    ],
    [
      'one.start <= evidence.start && evidence.end <= one.end',
      'one.start <= evidence.start || evidence.end <= one.end',
      'a claim cites another sentence of its passage',
    ],
    ['one.passage === evidence.passage && ', '', 'a claim cites another document than it comes from'],
    [
      'draft.isConflict === true && sentences.length > 1',
      'draft.isConflict === true',
      'documents are said to disagree, and one claim follows',
    ],
    ["    if (text === '') return []\n", '', 'a mark stands alone, behind nothing'],
    [
      "item !== '' || isLeadIn ? said : asSentence(said)",
      'asSentence(said)',
      'each item of a list ends like a sentence',
    ],
    [
      "said.endsWith(':') && itemMark.test(claims[i + 1]?.text ?? '')",
      'false',
      'what leads to a list ends in a full stop',
    ],
    [
      "    if (isItem(claim) && isItem(text.slice(text.lastIndexOf('\\n') + 1))) return `${text}\\n${claim}`\n",
      '',
      'a list is torn apart by blank lines',
    ],
    [
      "isList(claim) || isList(text.slice(text.lastIndexOf('\\n\\n') + 1))",
      'isList(claim)',
      'the sentence after a list goes on in its last item',
    ],
    [
      'if (claims.some(holdsBlock)) return',
      'if (false) return',
      'where documents disagree code is written in one line',
    ],
    ["claim.replace(/\\n+/g, ' ')", 'claim', 'where documents disagree a list in a claim looks like more claims'],
  ]),
  ...mistakesIn('answer/cite-again.ts', 'answer/cite-again', [
    [
      '  if (text.slice(wasAt, wasAt + quote.length) === quote) return wasAt\n',
      '',
      'what a document says twice is cited where it stands first',
    ],
    ['return from + at', 'return at', 'in a long document an earlier answer cites a place pages above'],
    [
      'modifiedAt: found.modifiedAt ?? found.createdAt',
      'modifiedAt: found.createdAt',
      'an address is made of a date that the document does not have',
    ],
    [
      'original !== null && { url: original }',
      'false',
      'an earlier answer does not lead to the pages it quotes any more',
    ],
    [
      'store.readForReader(scope, id)',
      'store.readForReader(scope, ids[0]!)',
      'only the first document that an answer cited is looked at again',
    ],
  ]),
  ...mistakesIn('answer/next-questions.ts', 'answer/next-questions', [
    ['const most = 3', 'const most = 4', 'a fourth question is offered, which no row of buttons holds'],
    ['text.length <= longest', 'text.length < longest', 'a question that just fits on a button is not offered'],
    [
      'id === document.id && locator',
      'locator',
      'a question of one document is not offered as another one answers something at the same place',
    ],
    [
      'Math.abs(a.start - locator.start) - Math.abs(b.start - locator.start)',
      'a.start - b.start',
      'questions from the beginning of a document are offered first, whatever is cited',
    ],
    ['at += line.length + 1', 'at += line.length', 'what is answered already is offered, farther down in a document'],
  ]),
  ...mistakesIn('answer/chosen-writer.ts', 'answer/chosen-writer', [
    [
      '    if (name === usual.backend.model) return usual\n',
      '',
      'the log says of the usual model that nobody named it',
    ],
    [
      'made.get(name) ?? others.get(name)?.()',
      'others.get(name)?.()',
      'a model that is down is waited for with each answer: nobody remembers',
    ],
  ]),
  ...mistakesIn('answer/original-link.ts', 'answer/original-link', [
    [
      "/^https?:$/.test(URL.parse(url)?.protocol ?? '')",
      'URL.canParse(url)',
      'the address of a document runs a script',
    ],
  ]),
]
