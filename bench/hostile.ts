// Inputs that were made to hold a process: each of the size that people can hand in, the same bytes at every run.

export interface Hostile {
  readonly name: string
  readonly file: string
  readonly text: string
  /** What is asked about it: words that stand in it. */
  readonly question: string
}

const megabyte = 1_000_000

/** @param scale shortens all of them, for a quick look */
export function hostileInputs(scale = 1): readonly Hostile[] {
  const size = (bytes: number) => Math.round(bytes * scale)
  const fill = (part: string, bytes: number) => part.repeat(Math.ceil(size(bytes) / part.length))
  const lines = (count: number, line: (i: number) => string) =>
    Array.from({ length: size(count) }, (_, i) => line(i)).join('\n')
  const word = (i: number) => `w${((i * 2_654_435_761) >>> 0).toString(36)}`
  const question = 'What is the limit of the zebra account?'
  const said = 'The limit of the zebra account is 500 euros per month.'
  const input = (name: string, file: string, text: string): Hostile => ({ name, file, text, question })
  const deep = size(20_000)
  return [
    input('lines of dashes', 'dashes.md', `${said}\n\n${fill(`${'-'.repeat(900)}!\n`, 3 * megabyte)}`),
    input('one line of dashes', 'dash-line.txt', `${said}\n${fill('-', 3 * megabyte)}!`),
    input('combining marks', 'marks.txt', `${said}\n${fill('a\u0301\u0302\u0303', 3 * megabyte)}`),
    input('marks alone', 'marks-alone.md', `${said}\n\n${fill(`${'\u0301'.repeat(1_900)}\n\n`, megabyte)}`),
    input('3 MB without a space', 'solid.txt', `${said}\n${fill('abcdefghij', 3 * megabyte)}`),
    input('3 MB of 中。', 'cjk.txt', `${said}\n${fill('中。', megabyte)}`),
    input('one line of 10 MB', 'line.txt', `${said} ${fill('the quick brown fox. ', 10 * megabyte)}`),
    input(
      'table, Markdown, 10 MB',
      'table.md',
      `# Zebra\n\n${said}\n\n| id | name | sum |\n|---|---|---|\n${lines(280_000, (i) => `| ${i} | ${word(i)} zebra | ${i * 7} limit |`)}`,
    ),
    input(
      'table, CSV, 10 MB',
      'table.csv',
      `id,name,account,sum\n${lines(300_000, (i) => `${i},${word(i)},zebra account,limit ${i}`)}`,
    ),
    input(
      'table, HTML, 10 MB',
      'table.html',
      `<html><body><p>${said}</p><table>${lines(180_000, (i) => `<tr><td>${i}</td><td>${word(i)} zebra</td><td>limit ${i}</td></tr>`)}</table></body></html>`,
    ),
    input('a cell of 3 MB', 'cell.csv', `id,name\n1,${said}\n2,"${fill('cell ', 3 * megabyte)}"`),
    input(
      '100,000 headings',
      'headings.md',
      `${said}\n\n${lines(100_000, (i) => `${'#'.repeat(1 + (i % 6))} Heading ${word(i)}\n`)}`,
    ),
    input(
      'headings with text',
      'sections.md',
      lines(60_000, (i) => `## Heading ${word(i)}\n\nThe zebra ${word(i + 7)} has a limit.\n`),
    ),
    input(
      'a heading of 3 MB',
      'heading.md',
      `# ${fill('zebra limit account ', 3 * megabyte)}\n\n${said}\n${fill(`${said}\n`, 300_000)}`,
    ),
    input('200,000 empty list items', 'items.md', `${said}\n\n${lines(200_000, () => '- ')}`),
    input('200,000 list items', 'list.md', `${said}\n\n${lines(200_000, (i) => `- zebra ${word(i)} limit`)}`),
    input('one word repeated', 'word.txt', `${said}\n${fill('zebra ', 3 * megabyte)}`),
    input('every word another', 'words.txt', `${said}\n${lines(900_000, word)}`),
    input(
      'deep nesting, Markdown',
      'deep.md',
      `${said}\n\n${Array.from({ length: size(1_500) }, (_, i) => `${'  '.repeat(i)}- level ${i}`).join('\n')}\n\n${fill('> ', megabyte)} zebra`,
    ),
    input(
      'deep nesting, HTML',
      'deep.html',
      `<p>${said}</p>${'<div>'.repeat(deep)}zebra limit${'</div>'.repeat(deep)}`,
    ),
    input('deep nesting, JSON', 'deep.json', `${'{"a":'.repeat(deep)}"${said}"${'}'.repeat(deep)}`),
    input(
      'JSON, 10 MB',
      'giant.json',
      JSON.stringify(
        Array.from({ length: size(120_000) }, (_, i) => ({ id: i, name: word(i), limit: `zebra account ${i}` })),
      ),
    ),
    input(
      'JSONL as a file, 10 MB',
      'lines.jsonl',
      lines(120_000, (i) => JSON.stringify({ _id: i, title: word(i), text: `zebra limit account ${word(i + 3)}` })),
    ),
    input(
      'a log of 10 MB',
      'app.log',
      lines(110_000, (i) => `2026-11-0${1 + (i % 9)}T00:00:00Z ERROR zebra ${word(i)} limit=${i} at /srv/x.ts:${i}`),
    ),
    input(
      'questions',
      'faq.md',
      lines(60_000, (i) => `What is the limit of zebra ${word(i)}?\nIt is ${i}.\n`),
    ),
    input('fences without number', 'fences.md', `${fill('```\nx\n', 10 * megabyte)}\n\n${said}`),
    input(
      'brackets',
      'brackets.md',
      `${said}\n\n${fill(`${'['.repeat(500)}${'('.repeat(500)}${'`'.repeat(200)}${'*a '.repeat(200)}\n\n`, 2 * megabyte)}`,
    ),
  ]
}
