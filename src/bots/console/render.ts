// Cards as a terminal's text. Pure. What can be clicked is numbered when it is sent, below all else.
import { type Card, codeOf, type Item, type Part, type Source, type Step } from '../../card.ts'
import { placeParts } from '../../place.js'
import { clickableOf } from '../clickable.ts'
import type { Rendered } from '../types.ts'
import { quoteColumns, titleColumns } from './limits.ts'
import { table } from './table.ts'
import { bold, clean, cut, dim, oneLine, paint, widthOf, wrap } from './text.ts'

const code = /(`[^`\n]+`(?!`)|``(?!`) (?:[^`\n]|`(?!`))+ ``(?!`))/

/** @param columns of the terminal */
export function render(card: Card, columns: number): Rendered {
  return {
    payload: { text: layOut(card, columns), ...(!card.isDraft && clickableOf(card)) },
    // Others break its lines as they like.
    displayMarkdown: paint(layOut(card, Number.POSITIVE_INFINITY), false),
  }
}

function layOut({ title, parts, footer, isDraft }: Card, columns: number): string {
  const shown = [
    ...(title === undefined ? [] : [bold(wrap(oneLine(title), columns))]),
    ...parts.map((part) => renderPart(part, columns)),
    // Where something is written already, that it goes on can be seen.
    ...(footer === undefined || (isDraft && parts.length > 0) ? [] : [note(footer, columns)]),
  ]
  return shown.filter((part) => paint(part, false).trim() !== '').join('\n\n')
}

function renderPart(part: Part, columns: number): string {
  switch (part.kind) {
    case 'prose':
      return prose(part.markdown, columns)
    case 'notice':
      return plain(part.text, columns)
    case 'note':
      return note(part.text, columns)
    case 'list':
      return part.items.map((item) => renderItem(item, columns)).join('\n')
    case 'fields':
      return fields(part, columns)
    case 'table':
      return table(part, columns)
    case 'code':
      return clean(part.text).trim().replace(/^/gm, '    ')
    case 'commands':
      return commands(part, columns)
    case 'progress':
      return [bar(part.share, columns), ...part.steps.map((step) => renderStep(step, columns))].join('\n')
    case 'sources':
      return [bold(cut(oneLine(part.title), columns)), ...part.sources.map((one) => source(one, columns))].join('\n')
    case 'link':
      return [wrap(oneLine(part.text), columns), address(part.url)].filter((line) => line !== '').join('\n')
    case 'empty':
      return [bold(plain(part.text, columns)), ...(part.hint === undefined ? [] : [plain(part.hint, columns)])].join(
        '\n',
      )
    case 'actions':
    case 'select':
      return ''
  }
}

const plain = (text: string, columns: number) => wrap(clean(text).trim(), columns)
const note = (text: string, columns: number) => dim(plain(text, columns))

/** Bold runs and bullets; code and marks stay as they are, and lead to the sources below. */
function prose(markdown: string, columns: number): string {
  return clean(markdown)
    .trim()
    .split('\n')
    .map((line) => {
      const [, indent = '', said = line] = /^( *)[-*] (.*)$/.exec(line) ?? []
      const hang = said === line ? '' : `${indent.slice(0, 8)}  `
      return wrap(boldRuns(said), columns, hang, said === line ? '' : `${indent.slice(0, 8)}- `)
    })
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
}

function boldRuns(line: string): string {
  return line
    .split(code)
    .map((part) => (codeOf(part) === null ? boldRunsOf(part) : part))
    .join('')
}

function boldRunsOf(line: string): string {
  const runs = line.split('**')
  // The last one begins no run where it is not closed.
  const isClosed = (i: number) => i < runs.length - 1
  return runs.map((run, i) => (i % 2 === 0 ? run : isClosed(i) ? bold(run) : `**${run}`)).join('')
}

function renderItem(item: Item, columns: number): string {
  const title = item.title === undefined ? '' : bold(oneLine(item.title))
  const said = boldRuns(oneLine('text' in item ? item.text : item.markdown))
  const small = item.note === undefined ? '' : dim(oneLine(item.note))
  const url = item.url === undefined ? '' : dim(oneLine(item.url))
  return wrap([title, said, small, url].filter((part) => part !== '').join(' '), columns, '  ', '- ')
}

const widest = (texts: readonly string[]) => texts.reduce((most, text) => Math.max(most, widthOf(text)), 0)

function fields(part: Extract<Part, { kind: 'fields' }>, columns: number): string {
  const names = part.fields.map(({ name }) => cut(oneLine(name), Math.floor(columns / 3)))
  const width = widest(names)
  return part.fields
    .map(({ value, isAlarming }, i) => {
      const name = names[i]! + ' '.repeat(width - widthOf(names[i]!))
      return wrap(oneLine(value), columns, ' '.repeat(width + 2), `${isAlarming ? bold(name) : name}  `)
    })
    .join('\n')
}

function commands(part: Extract<Part, { kind: 'commands' }>, columns: number): string {
  const usages = part.commands.map(({ usage }) => `/${oneLine(usage)}`)
  const width = Math.min(widest(usages), Math.floor(columns / 2))
  const hang = ' '.repeat(width + 2)
  const lines = part.commands.map(({ says }, i) => {
    const usage = usages[i]!
    // One that is wider stands alone.
    if (usage.length > width) return `${usage}\n${wrap(oneLine(says), columns, hang)}`
    return wrap(oneLine(says), columns, hang, usage.padEnd(width + 2))
  })
  const intro = 'Type a question and I answer from the indexed documents, or say that I don’t know. Also:'
  return [wrap(intro, columns), ...lines].join('\n')
}

function bar(share: number, columns: number): string {
  const width = Math.min(20, columns - ' 100 %'.length)
  const done = Math.min(1, Math.max(0, share))
  const full = Math.floor(done * width)
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(done * 100)} %`
}

const signs: Readonly<Record<Step['state'], string>> = { waiting: '· ', working: '› ', done: '✓ ', failed: '✗ ' }

const renderStep = ({ state, text }: Step, columns: number) => wrap(oneLine(text), columns, '  ', signs[state])

/** Whoever sits here may open files: what has no address is named by where it came from. */
function source({ label, document, locator, url, quote }: Source, columns: number): string {
  const first = `${oneLine(label)} `
  const hang = ' '.repeat(widthOf(first))
  const place = placeParts(document, locator).map(oneLine)
  const where = url === undefined ? cut(oneLine(document.uri), titleColumns) : address(url)
  return [
    wrap(cut([oneLine(document.title), ...place].join(' · '), titleColumns), columns, hang, first),
    ...(where === '' ? [] : [wrap(where, columns, hang)]),
    ...(quote === undefined ? [] : [wrap(`“${cut(oneLine(quote), quoteColumns)}”`, columns, hang)]),
  ].join('\n')
}

/** Empty where it is none of the web. */
function address(url: string): string {
  const isWeb = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
  return isWeb ? new URL(url).href : ''
}
