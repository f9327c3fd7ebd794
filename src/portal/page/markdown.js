// @ts-check
// Markdown as a tree: of answers, and of documents that are shown. Pure; the page and the source page render it. Refuses
// raw HTML, which stays text, and every link but to our own /source pages: of the others the text is shown alone.

/**
 * `at` of what is shown is where it stands in the text, word for word: a passage is marked by it.
 * @typedef {{ type: 'text' | 'code', text: string, at: number }} Leaf
 * @typedef {Leaf | { type: 'strong' | 'em' | 'del', inlines: Inline[] } | { type: 'mark', marker: number, text: string, at: number }
 *   | { type: 'break' } | { type: 'link', inlines: Inline[], href: string } | { type: 'foreign', inlines: Inline[], address: string }} Inline
 * @typedef {{ type: 'list', ordered: boolean, start: number, items: { inlines: Inline[], lists: List[] }[] }} List
 * @typedef {{ type: 'table', header: Inline[][], rows: Inline[][][] }} Table
 * @typedef {{ type: 'paragraph' | 'quote', inlines: Inline[] } | { type: 'heading', level: number, inlines: Inline[] }
 *   | List | Table | { type: 'code', text: string, at: number } | { type: 'rule' }} Block
 * @typedef {{ text: string, at: number }} Line
 * `answer`: what ragbot writes, with [n] marks. `document`: what people write. `plain`: text of other formats, in which lists
 * and tables alone are written as in Markdown.
 * @typedef {'answer' | 'document' | 'plain'} Kind
 */

const answerPattern =
  /\\([\\`*_[\]()])|(`[^`\n]+`(?!`)|``(?!`) (?:[^`\n]|`(?!`))+ ``(?!`))|\*\*((?:\\.|[^\\*]|\*(?!\*))+)\*\*|(?<!\w)_((?:\\.|[^\\_])+)_(?!\w)|\[(\d{1,3})\](?!\()|\[((?:\\.|[^[\]\\])+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/g
// Also __bold__, *emphasis*, ~~deleted~~, pictures, titles of links, addresses with spaces in them, <https://…>, [[wiki links]].
const documentPattern =
  /\\([!-/:-@[-`{-~])|(`[^`\n]+`(?!`)|``(?!`) (?:[^`\n]|`(?!`))+ ``(?!`))|\*\*((?:\\.|[^\\*]|\*(?!\*))+)\*\*|(?<!\w)__((?:\\.|[^\\_]|_(?!_))+)__(?!\w)|(?<!\w)_((?:\\.|[^\\_])+)_(?!\w)|(?<![\w*])\*((?! )(?:\\.|[^\\*\n])+)\*(?![\w*])|~~([^~\n]+)~~|!?\[((?:\\.|[^[\]\\])+)\]\(((?:[^()\n]|\([^()\n]*\))+)\)|<(https?:\/\/[^<>\s]+)>|\[\[([^[\]\n]+)\]\]/g

/** @param {string} code in one backtick, or in two and a space @param {number} at @returns {Leaf} */
function codeOf(code, at) {
  const sign = code.startsWith('`` ') ? 3 : 1
  return { type: 'code', text: code.slice(sign, -sign), at: at + sign }
}

/** @param {string} text @param {Kind} [kind] @param {number} [from] where the text begins @returns {Inline[]} */
export function parseInlines(text, kind = 'answer', from = 0) {
  if (kind === 'plain') return text === '' ? [] : [{ type: 'text', text, at: from }]
  /** @type {Inline[]} */
  const inlines = []
  let last = 0
  /** @param {string} plain @param {number} start */
  const push = (plain, start) => {
    const before = inlines.at(-1)
    if (before?.type === 'text' && before.at + before.text.length === from + start) before.text += plain
    else if (plain !== '') inlines.push({ type: 'text', text: plain, at: from + start })
  }
  for (const match of text.matchAll(kind === 'answer' ? answerPattern : documentPattern)) {
    push(text.slice(last, match.index), last)
    last = match.index + match[0].length
    const [whole, escaped, code] = match
    if (escaped !== undefined) push(escaped, match.index + 1)
    else if (code !== undefined) inlines.push(codeOf(code, from + match.index))
    else if (kind === 'answer') inlines.push(...readAnswer(match, from + match.index))
    else if (/^\[(?:x| |\d{1,3})\]$/i.test(whole)) push(whole, match.index)
    else inlines.push(...readDocument(match, from + match.index))
  }
  push(text.slice(last), last)
  return inlines
}

/** @param {RegExpMatchArray} match @param {number} at @returns {Inline[]} */
function readAnswer([whole, , , strong, em, marker, label = '', href = ''], at) {
  if (strong !== undefined) return [{ type: 'strong', inlines: parseInlines(strong, 'answer', at + 2) }]
  if (em !== undefined) return [{ type: 'em', inlines: parseInlines(em, 'answer', at + 1) }]
  if (marker !== undefined) return [{ type: 'mark', marker: Number(marker), text: whole, at }]
  const own = toOwnHref(href)
  const inlines = parseInlines(label, 'answer', at + 1)
  return own === null ? inlines : [{ type: 'link', inlines, href: own }]
}

/** @param {RegExpMatchArray} match @param {number} at @returns {Inline[]} */
function readDocument([whole, , , strong, bold, em, starred, del, label, address = '', url, wiki], at) {
  const inner = (/** @type {string} */ text, /** @type {number} */ skip) => parseInlines(text, 'document', at + skip)
  if (strong !== undefined || bold !== undefined) return [{ type: 'strong', inlines: inner(strong ?? bold ?? '', 2) }]
  if (em !== undefined || starred !== undefined) return [{ type: 'em', inlines: inner(em ?? starred ?? '', 1) }]
  if (del !== undefined) return [{ type: 'del', inlines: inner(del, 2) }]
  if (url !== undefined) return [{ type: 'text', text: url, at: at + 1 }]
  if (wiki !== undefined) return [{ type: 'text', text: wiki, at: at + 2 }]
  return [{ type: 'foreign', inlines: inner(label ?? '', whole.startsWith('!') ? 2 : 1), address: address.trim() }]
}

/**
 * Our signed links keep their path whatever name this process has outside.
 * @param {string} href
 */
function toOwnHref(href) {
  return /^https?:\/\/[^/?#]+(?:\/[^?#]*)?(\/source\/[\w-]+\.[\w-]+(?:#passage)?)$/.exec(href)?.[1] ?? null
}

const fence = /^ {0,3}(`{3,}|~{3,})/
const bullet = /^(\s*)([-*•+])\s+/
const number = /^(\s*)(\d{1,4})[.)]\s+/
const heading = /^ {0,3}(#{1,6})(?:[ \t]+|$)/

/**
 * @param {string} markdown
 * @param {Kind} [kind]
 * @param {ReadonlyMap<number, number>} [headings] of a `plain` text: where its headings begin, and their levels
 * @returns {Block[]}
 */
export function parseMarkdown(markdown, kind = 'answer', headings = new Map()) {
  const lines = linesOf(markdown)
  /** @type {Block[]} */
  const blocks = []
  /** @type {Line[]} */
  let paragraph = []
  /** The lists that are open, outermost first. @type {{ list: List, indent: number }[]} */
  let open = []
  const flush = () => {
    if (paragraph.length > 0) blocks.push({ type: 'paragraph', inlines: joined(paragraph, kind) })
    paragraph = []
  }
  const end = () => {
    flush()
    open = []
  }
  for (let index = 0; index < lines.length; index += 1) {
    const line = /** @type {Line} */ (lines[index])
    const { text, at } = line
    const next = lines[index + 1]
    const opened = kind === 'plain' ? null : fence.exec(text)
    const title = kind === 'plain' ? null : heading.exec(text)
    const item = bullet.exec(text) ?? number.exec(text)
    const level = headings.get(at)
    if (opened) {
      end()
      const last = endOfFence(lines, index, opened[1] ?? '')
      const from = at + text.length + 1
      const to = lines[last]?.at ?? markdown.length
      blocks.push({ type: 'code', text: markdown.slice(from, to).replace(/\n$/, ''), at: from })
      index = last
    } else if (text.trim() === '') {
      flush()
      // A list goes on where what follows is its own.
      if (
        next &&
        next.text.trim() !== '' &&
        !bullet.test(next.text) &&
        !number.test(next.text) &&
        !/^\s/.test(next.text)
      )
        open = []
    } else if (level !== undefined) {
      end()
      blocks.push({ type: 'heading', level, inlines: parseInlines(text, 'plain', at) })
    } else if (title) {
      end()
      const rest = text.slice(title[0].length)
      const shown = kind === 'answer' ? rest : rest.replace(/[ \t]#+[ \t]*$/, '')
      blocks.push({
        type: 'heading',
        level: title[1]?.length ?? 1,
        inlines: parseInlines(shown, kind, at + title[0].length),
      })
    } else if (kind === 'document' && isUnderline(text) && paragraph.length === 1) {
      const above = paragraph
      paragraph = []
      end()
      blocks.push({ type: 'heading', level: text.includes('=') ? 1 : 2, inlines: joined(above, kind) })
    } else if (kind === 'document' && isRule(text)) {
      end()
      blocks.push({ type: 'rule' })
    } else if (kind !== 'answer' && next && text.includes('|') && isTableRule(next.text)) {
      end()
      const rows = []
      let last = index + 2
      for (let row = lines[last]; row?.text.includes('|') && row.text.trim() !== ''; row = lines[last]) {
        rows.push(cellsOf(row, kind))
        last += 1
      }
      blocks.push({ type: 'table', header: cellsOf(line, kind), rows })
      index = last - 1
    } else if (item) {
      flush()
      const indent = (item[1] ?? '').length
      const ordered = /\d/.test(item[2] ?? '')
      while (open.length > 0 && indent < (open.at(-1)?.indent ?? 0)) open.pop()
      let into = open.at(-1)
      if (into && indent > into.indent + 1 && open.length < 8) into = undefined
      else if (into && into.list.ordered !== ordered) {
        open.pop()
        into = undefined
      }
      if (!into) {
        /** @type {List} */
        const list = { type: 'list', ordered, start: ordered ? Number(item[2]) : 1, items: [] }
        const outer = open.at(-1)?.list.items.at(-1)
        if (outer) outer.lists.push(list)
        else blocks.push(list)
        into = { list, indent }
        open.push(into)
      }
      const said = text.slice(item[0].length)
      into.list.items.push({ inlines: parseInlines(said, kind, at + item[0].length), lists: [] })
    } else if (kind !== 'plain' && /^ {0,3}>/.test(text)) {
      end()
      const quoted = []
      let last = index
      for (let row = lines[last]; row && /^ {0,3}>/.test(row.text); row = lines[last]) {
        quoted.push(below(row, />\s?/))
        last += 1
      }
      index = last - 1
      blocks.push({ type: 'quote', inlines: joined(quoted, kind) })
    } else if (open.length > 0 && paragraph.length === 0) {
      const rest = below(line, /^\s*/)
      const inlines = open.at(-1)?.list.items.at(-1)?.inlines
      inlines?.push(newline(at - 1), ...parseInlines(rest.text.trimEnd(), kind, rest.at))
    } else if (kind === 'document' && /^(?: {4}|\t)/.test(text) && paragraph.length === 0) {
      end()
      blocks.push({ type: 'code', text, at })
    } else paragraph.push(line)
  }
  end()
  return blocks
}

/** @param {string} text @returns {Line[]} */
function linesOf(text) {
  let at = 0
  return text.split('\n').map((whole) => {
    const line = { text: whole.replace(/\r$/, ''), at }
    at += whole.length + 1
    return line
  })
}

/** What of a line stands behind its sign. @param {Line} line @param {RegExp} sign @returns {Line} */
function below({ text, at }, sign) {
  const found = sign.exec(text)
  const skip = found ? found.index + found[0].length : 0
  return { text: text.slice(skip), at: at + skip }
}

/**
 * Markup may go on over the end of a line, where no sign stands between the lines and none is asked to end there.
 * @param {Line[]} lines @param {Kind} kind @returns {Inline[]}
 */
function joined(lines, kind) {
  /** @type {Inline[]} */
  const inlines = []
  let from = 0
  for (const [index, { text, at }] of lines.entries()) {
    const next = lines[index + 1]
    const isHard = kind === 'document' && next !== undefined && /(?: {2}|\\)$/.test(text)
    if (!isHard && next && at + text.length + 1 === next.at) continue
    const own = lines.slice(from, index + 1)
    const words = own.map((line) => line.text).join('\n')
    inlines.push(...parseInlines(isHard ? words.replace(/\\$/, '') : words, kind, own[0]?.at))
    if (isHard) inlines.push({ type: 'break' })
    else if (next) inlines.push(newline(at + text.length))
    from = index + 1
  }
  return inlines
}

/** @param {number} at @returns {Inline} */
const newline = (at) => ({ type: 'text', text: '\n', at })

/** The line that closes it, or what would follow the last one. @param {Line[]} lines @param {number} from @param {string} sign */
function endOfFence(lines, from, sign) {
  for (let index = from + 1; index < lines.length; index += 1) {
    const text = lines[index]?.text.trim() ?? ''
    if (text.startsWith(sign) && text.replaceAll(sign.charAt(0), '') === '') return index
  }
  return lines.length
}

/** @param {string} text */
const isUnderline = (text) => /^ {0,3}(?:=+|-+)[ \t]*$/.test(text)
/** @param {string} text */
function isRule(text) {
  const signs = text.replace(/\s+/g, '')
  return signs.length >= 3 && ['-', '*', '_'].some((sign) => signs.replaceAll(sign, '') === '')
}

/** @param {string} text */
function isTableRule(text) {
  return text.includes('|') && cellSlices({ text, at: 0 }, 'document').every((cell) => /^:?-+:?$/.test(cell.text))
}

/** @param {Line} line @param {Kind} kind */
const cellsOf = (line, kind) => cellSlices(line, kind).map(({ text, at }) => parseInlines(text, kind, at))

/** What stands between a row's bars, trimmed; a bar behind a backslash is part of its cell. @param {Line} line @param {Kind} kind @returns {Line[]} */
function cellSlices({ text, at }, kind) {
  /** @type {Line[]} */
  const cells = []
  let from = 0
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && (text[index] !== '|' || text[index - 1] === '\\')) continue
    const whole = text.slice(from, index)
    cells.push({ text: whole.trim(), at: at + from + whole.length - whole.trimStart().length })
    from = index + 1
  }
  // Without bars around a row, one at its beginning stands behind an empty cell.
  if (kind === 'plain') return cells
  if (cells[0]?.text === '' && cells.length > 1) cells.shift()
  if (cells.at(-1)?.text === '' && cells.length > 1 && text.trimEnd().endsWith('|')) cells.pop()
  return cells
}

/**
 * A leaf's text in stretches: which of them a passage covers.
 * @param {{ text: string, at: number }} leaf
 * @param {{ start: number, end: number } | null} passage
 * @returns {{ text: string, isMarked: boolean }[]}
 */
export function stretchesOf({ text, at }, passage) {
  const from = Math.min(text.length, Math.max(0, (passage?.start ?? 0) - at))
  const to = passage ? Math.min(text.length, Math.max(from, passage.end - at)) : from
  return [
    { text: text.slice(0, from), isMarked: false },
    { text: text.slice(from, to), isMarked: true },
    { text: text.slice(to), isMarked: false },
  ].filter((stretch) => stretch.text !== '')
}

/** Whether an address names a Markdown file. @param {string} uri */
export const isMarkdownFile = (uri) => /\.(?:md|mdx|markdown|mkd)$/i.test(uri)
