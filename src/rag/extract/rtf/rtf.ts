// Rich Text Format: paragraphs, headings, lists, tables, notes and text boxes; the file's own charsets.
// What readers do not see (deletions, hidden text, field codes, pictures) and what is struck out is left out. Refuses nesting without end.
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { BlockWriter } from '../block-writer.ts'
import { cleanProperties } from '../document-properties.ts'
import { writeBlocks } from '../office/blocks.ts'
import type { Baseline } from '../raised.ts'
import { RtfBlocks } from './blocks.ts'
import { charsetOfCodePage, charsetOfFont, symbolCharset } from './charsets.ts'
import { tokenizeRtf } from './tokens.ts'

/** @throws AppError `broken` */
export function readRtf(bytes: Uint8Array): Extracted {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  if (!source.includes('{\\rtf')) throw new AppError('broken', 'This is no RTF document: export or download it again.')
  const { blocks, info, revised } = parse(source)
  const writer = new BlockWriter()
  writeBlocks(writer, blocks.finish())
  const properties = cleanProperties({
    title: info.get('title'),
    author: info.get('author'),
    modifiedAt: revised,
    language: undefined,
  })
  const title = properties.title ?? writer.headings[0]?.text
  return {
    text: writer.text,
    layout: { pages: [], headings: writer.headings },
    ...properties,
    ...(title === undefined ? {} : { title }),
    mediaType: 'application/rtf',
  }
}

/** What a group's text is; null for what is not read. */
type Destination = 'body' | 'fonts' | 'styles' | 'list mark' | 'info' | 'title' | 'author' | 'revised' | null

interface Group {
  destination: Destination
  /** Its text is a note's or a text box's, apart from the paragraph around it. */
  isApart: boolean
  isHidden: boolean
  isDeleted: boolean
  isStruck: boolean
  baseline: Baseline | undefined
  font: number
  /** How many characters stand after each \u for readers that do not know it. */
  fallback: number
}

// RTF 1.9.1: destinations that old readers know, so that no \* marks them.
const notRead = new Set(
  `colortbl filetbl revtbl pict header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep
  aftnsepc aftncn nonshppict nonesttables xe tc rxe txe sp fldinst themedata colorschememapping datastore falt panose
  template objdata objclass objname keywords subject comment operator company manager category doccomm hlinkbase buptim
  creatim printim private keycode do`.split(/\s+/),
)
const starred = new Set(['shpinst', 'ud', 'fldinst'])
const destinations: Readonly<Record<string, Destination>> = {
  fonttbl: 'fonts',
  stylesheet: 'styles',
  listtext: 'list mark',
  pntext: 'list mark',
  info: 'info',
  title: 'title',
  author: 'author',
  revtim: 'revised',
}
const characters: Readonly<Record<string, string>> = {
  tab: '\t',
  line: '\n',
  '~': ' ',
  _: '-',
  '-': '',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  '{': '{',
  '}': '}',
  '\\': '\\',
}
const maxDepth = 10_000

function parse(source: string) {
  const blocks = new RtfBlocks()
  const info = new Map<string, string>()
  const revised = new Map<string, number>()
  const fonts = new Map<number, string | undefined>()
  let charset = 'windows-1252'
  let defaultFont = 0
  let group: Group = {
    destination: 'body',
    isApart: false,
    isHidden: false,
    isDeleted: false,
    isStruck: false,
    baseline: undefined,
    font: -1,
    fallback: 1,
  }
  const groups: Group[] = []
  let isStarred = false
  let toSkip = 0
  let pending = ''
  let pendingCharset = charset
  let tableFont = 0

  const write = (text: string) => {
    const { destination } = group
    if (destination === 'body' && !group.isHidden && !group.isDeleted && !group.isStruck)
      blocks.write(text, group.baseline)
    else if (destination === 'styles') blocks.writeStyleName(text)
    else if (destination === 'title' || destination === 'author')
      info.set(destination, (info.get(destination) ?? '') + text)
  }
  // A character may be several bytes, each its own \'xx: decoded together.
  const flush = () => {
    if (pending === '') return
    const bytes = Buffer.from(pending, 'latin1')
    pending = ''
    if (pendingCharset !== symbolCharset) write(new TextDecoder(pendingCharset).decode(bytes))
  }

  for (const token of tokenizeRtf(source)) {
    if (token.kind === 'bytes') {
      const bytes = toSkip > 0 ? token.bytes.slice(toSkip) : token.bytes
      toSkip = Math.max(0, toSkip - token.bytes.length)
      if (bytes === '' || group.destination === null) continue
      const font = fonts.get(group.font < 0 ? defaultFont : group.font) ?? charset
      // Written plainly, a symbol font's letters are letters: converters leave its number behind.
      const wanted = font === symbolCharset && !token.isHex ? charset : font
      if (wanted !== pendingCharset) flush()
      pendingCharset = wanted
      pending += bytes
      continue
    }
    flush()
    if (token.kind === 'open') {
      toSkip = 0
      if (groups.length >= maxDepth)
        throw new AppError('broken', 'This file is damaged: it nests deeper than any document. Export it again.')
      groups.push(group)
      group = { ...group, isApart: false }
    } else if (token.kind === 'close') {
      toSkip = 0
      isStarred = false
      if (group.isApart) blocks.closeApart()
      if (group.destination === 'styles') blocks.closeStyle()
      group = groups.pop() ?? group
    } else if (token.word === '*') isStarred = true
    else if (toSkip > 0 && token.word !== 'u') toSkip--
    else {
      readWord(token.word, token.value)
      isStarred = false
    }
  }
  flush()
  const [year, month = 1, day = 1, hour = 0, minute = 0] = ['yr', 'mo', 'dy', 'hr', 'min'].map((part) =>
    revised.get(part),
  )
  const stated =
    year === undefined || year < 1980 || year > 9999 ? undefined : Date.UTC(year, month - 1, day, hour, minute)
  // Months and days without end are no date.
  const isDate = stated !== undefined && !Number.isNaN(stated)
  return { blocks, info, revised: isDate ? new Date(stated).toISOString() : undefined }

  function readWord(word: string, value: number | null): void {
    if (group.destination === null) return
    const destination = destinations[word]
    if (notRead.has(word) || (isStarred && !starred.has(word) && destination === undefined)) group.destination = null
    else if (destination !== undefined) {
      group.destination = destination
      if (destination === 'list mark') blocks.markItem()
    } else if (word === 'footnote' || word === 'shptxt') {
      group.isApart = true
      blocks.openApart()
      group.isStruck = false
      group.baseline = undefined
    } else if (group.destination === 'fonts') readFont(word, value ?? 0)
    else if (group.destination === 'styles') blocks.readStyle(word, value)
    else if (group.destination === 'revised') revised.set(word, value ?? 0)
    else if (word === 'u') readUnicode(value ?? 0)
    else if (word === 'uc') group.fallback = Math.max(0, Math.min(value ?? 1, 16))
    else if (word in characters) write(characters[word]!)
    else if (word === 'f') group.font = value ?? 0
    else if (word === 'v') group.isHidden = value !== 0
    else if (word === 'deleted') group.isDeleted = value !== 0
    else if (word === 'strike' || word === 'striked') group.isStruck = value !== 0
    else if (word === 'super') group.baseline = value === 0 ? undefined : 'raised'
    else if (word === 'sub') group.baseline = value === 0 ? undefined : 'lowered'
    // By half points, 6 where none are said.
    else if (word === 'up') group.baseline = value === 0 ? undefined : 'raised'
    else if (word === 'dn') group.baseline = value === 0 ? undefined : 'lowered'
    else if (word === 'nosupersub') group.baseline = undefined
    else if (word === 'plain') {
      group.isHidden = group.isDeleted = group.isStruck = false
      group.baseline = undefined
    } else if (word === 'deff') defaultFont = value ?? 0
    else if (word === 'ansicpg') charset = charsetOfCodePage(value ?? 1252)
    else if (word === 'mac') charset = 'macintosh'
    else if (group.destination === 'body') blocks.readWord(word, value)
  }

  function readFont(word: string, value: number): void {
    if (word === 'f') tableFont = value
    else if (word === 'fcharset') fonts.set(tableFont, charsetOfFont(value))
    else if (word === 'cpg') fonts.set(tableFont, charsetOfCodePage(value))
  }

  function readUnicode(value: number): void {
    const code = value < 0 ? value + 0x10000 : value
    // The private use area holds symbol fonts' pictures.
    if (code < 0xe000 || code > 0xf8ff) write(String.fromCharCode(code))
    toSkip = group.fallback
  }
}
