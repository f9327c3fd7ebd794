// Mistakes in what Discord shows.
import type { Mutant } from '../mutant.ts'

const of =
  (test: string) =>
  (file: string, from: string, to: string, suffered: string): Mutant => ({
    file: `src/bots/discord/render/${file}`,
    from,
    to,
    suffered,
    tests: [`tests/bots/discord/render/${test}.test.ts`],
  })
const code = of('code')
const customids = of('custom-ids')
const embeds = of('embeds')
const markdown = of('markdown')
const rows = of('rows')

export const discordLooks: readonly Mutant[] = [
  code(
    'code.ts',
    'const end = start + ours.code - (isHalved ? 1 : 0)',
    'const end = start + ours.code',
    'a long line of code is cut within a character',
  ),
  code(
    'code.ts',
    'if (block.length > 0 && size + line.length + 1 > ours.code)',
    'if (block.length > 0 && size + line.length > 2 * ours.code)',
    'a page is half empty, as the next block of code does not fit on it',
  ),
  code(
    'code.ts',
    'const lengthOf = (cell: string) => [...cell].length',
    'const lengthOf = (cell: string) => cell.length',
    'the columns of a table with emoji are not aligned',
  ),
  code(
    'code.ts',
    '(sum, width) => sum + width + 2, -2) > ours.tableWidth',
    '(sum, width) => sum + width, 0) > ours.tableWidth',
    'a table is drawn wider than a phone, which breaks its lines',
  ),
  code(
    'code.ts',
    "return first === '' ? more : [first,",
    'return [first,',
    'a table without a header has a line above it',
  ),
  code(
    'code.ts',
    "part.rows.length === 0 ? [part.header.join(' · ')] : tableLines(part)",
    'tableLines(part)',
    'a wide table without rows says nothing',
  ),
  code('code.ts', '.filter((line) => line.length > 0)\n', '', 'a table has bullets with nothing behind them'),
  code('code.ts', "['• ', ...line, '\\n']", "['• ', ...line]", 'the rows of a wide table stand on one line'),
  customids(
    'custom-ids.ts',
    'if (more.length > 0 || !idPattern.test(id)) return null',
    'if (!idPattern.test(id)) return null',
    'an id with more behind it counts as one of ours',
  ),
  customids(
    'custom-ids.ts',
    '/^[\\w-]{1,64}$/',
    '/^[\\w-]+$/',
    'a stranger’s id of any length is looked up in the database',
  ),
  customids(
    'custom-ids.ts',
    "kind === 'choose' && count === undefined",
    "kind === 'choose'",
    'an id of another version shows the choices of this one',
  ),
  embeds(
    'embeds.ts',
    "oneLine(title) || oneLine(uri) || 'Untitled'",
    "oneLine(title) || 'Untitled'",
    'a document without a title is called “Untitled”',
  ),
  embeds(
    'embeds.ts',
    '(title.length < limits.fieldName ? [] : pack',
    '(title.length < 2000 ? [] : pack',
    'the end of a long title is not to be read anywhere',
  ),
  embeds(
    'embeds.ts',
    "const label = oneLine(source.label) || '•'",
    'const label = oneLine(source.label)',
    'a source without a mark has an empty space before it',
  ),
  embeds('embeds.ts', 'name: index === 0 ? name : again', 'name', 'a long quote looks like several sources'),
  embeds(
    'embeds.ts',
    'page.fields.length === ours.fields || page',
    'page',
    'a page is longer than a few screens of a phone',
  ),
  embeds(
    'embeds.ts',
    "...(index === 0 && heading !== '' && { title: heading })",
    "...(heading !== '' && { title: heading })",
    'each page says the question again',
  ),
  embeds(
    'embeds.ts',
    '...(index === 0 && preview !== undefined &&',
    '...(preview !== undefined &&',
    'each page shows the picture again',
  ),
  embeds(
    'embeds.ts',
    '`page ${index + 1} of ${pages.length}`',
    '`page ${index} of ${pages.length}`',
    'pages count from 0',
  ),
  embeds(
    'parts.ts',
    'const full = Math.round(bounded * ours.bar)',
    'const full = Math.ceil(bounded * ours.bar)',
    'a bar is full before all is done',
  ),
  embeds(
    'parts.ts',
    'Math.min(1, Math.max(0, share))',
    'share',
    'progress beyond all ends in an error instead of an answer',
  ),
  embeds(
    'render.ts',
    "replace(/(?:^| · )page 1 of \\d+$/, '')",
    "replace(/page 1 of \\d+$/, '')",
    'a transcript has a loose dot below an answer of several pages',
  ),
  markdown('markdown.ts', ".replace(/\\n{3,}/g, '\\n\\n')", '', 'an answer has holes of many empty lines'),
  markdown('markdown.ts', ".replaceAll('\\t', '    ')", '', 'code with tabs loses its columns'),
  markdown(
    'markdown.ts',
    "code.length <= boldLength && !code.includes('`')",
    'code.length <= boldLength',
    'a backtick in code lets a mention behind it act',
  ),
  markdown(
    'markdown.ts',
    'url.length <= ours.markUrl',
    'url.length <= ours.url',
    'an answer with many long addresses is cut into many pages',
  ),
  markdown(
    'markdown.ts',
    'escapeMarkdown(code ?? part)',
    'escapeMarkdown(part)',
    'code with a backtick shows the marks around it',
  ),
  markdown(
    'markdown.ts',
    "parsed.username !== '' || parsed.password !== ''",
    "parsed.username !== ''",
    'a link gives a password away',
  ),
  rows(
    'rows.ts',
    'const count = left > 0 ?',
    'const count = left > 1 ?',
    'a menu does not say that one choice is missing',
  ),
  rows('rows.ts', "...(more !== '' && { description: more })", '', 'a choice does not say what it is about'),
]
