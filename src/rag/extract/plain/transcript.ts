// Subtitles and transcripts (WebVTT, SubRip, SBV): the words as paragraphs by speaker and pause, with the moments they
// are said at. Cue numbers, settings and styles are dropped, and so are the lines that live captions say again.
import type { Mark } from '../../../layout.ts'
import type { Extracted } from '../../types.ts'
import { decodeText } from '../decode.ts'

interface Cue {
  readonly startMs: number
  endMs: number
  speaker: string
  lines: string[]
}

const limits = {
  /** A silence as long as this ends a paragraph. */
  pauseMs: 3000,
  /** A paragraph ends with the next sentence from here on, and anywhere from there on. UTF-16 units. */
  paragraphChars: 600,
  longestChars: 1500,
  /** So many lines may be said again; live captions show two or three. */
  rolledLines: 20,
}

const moment = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})`
const vttTiming = new RegExp(String.raw`^\s*${moment}\s*-->\s*${moment}`)
const sbvTiming = new RegExp(String.raw`^\s*${moment},${moment}\s*$`)

/** A file without any cue is read as the plain text it is. @throws AppError `binary` */
export function readTranscript(bytes: Uint8Array): Extracted {
  const source = decodeText(bytes)
  const cues = withoutRepeats(parseCues(source))
  if (cues.length === 0)
    return { text: source, layout: { pages: [], headings: [], isByLine: true }, mediaType: 'text/plain' }
  const { text, marks } = toParagraphs(cues)
  const language = /^Language:\s*([a-z]{2})\b/im.exec(source.slice(0, 500))?.[1]?.toLowerCase()
  const mediaType = source.startsWith('WEBVTT') ? 'text/vtt' : 'application/x-subrip'
  return { text, layout: { pages: [], headings: [], marks }, ...(language ? { language } : {}), mediaType }
}

function parseCues(source: string): Cue[] {
  const cues: Cue[] = []
  let open: Cue | undefined
  let isBlock = false
  const lines = source.split('\n')
  lines.forEach((line, index) => {
    const timing = line.length < 200 ? (vttTiming.exec(line) ?? sbvTiming.exec(line)) : null
    if (timing) {
      const [startMs, endMs] = [toMs(timing.slice(1, 5)), toMs(timing.slice(5, 9))]
      open = { startMs, endMs: Math.max(startMs, endMs), speaker: '', lines: [] }
      cues.push(open)
      isBlock = false
    } else if (line.trim() === '') isBlock = false
    // https://www.w3.org/TR/webvtt1/#file-structure: these last to the next blank line.
    else if (/^(?:NOTE|STYLE|REGION)(?:\s|$)/.test(line) && (lines[index - 1] ?? '').trim() === '') isBlock = true
    else if (open && !isBlock && !isIdentifier(lines, index)) addLine(open, line)
  })
  return cues
}

/** The line above a cue's times: its number, or any name after a blank line. */
function isIdentifier(lines: readonly string[], index: number): boolean {
  const next = lines[index + 1] ?? ''
  if (next.length >= 200 || !(vttTiming.test(next) || sbvTiming.test(next))) return false
  return /^\s*\d+\s*$/.test(lines[index] ?? '') || (lines[index - 1] ?? '').trim() === ''
}

function toMs([hours, minutes, seconds, fraction]: readonly (string | undefined)[]): number {
  const whole = (Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)
  return whole * 1000 + Number((fraction ?? '').padEnd(3, '0'))
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  quot: '"',
  lrm: '',
  rlm: '',
}

function addLine(cue: Cue, line: string): void {
  const voice = /<v(?:\.[^\s<>]*)?\s+([^\s<>][^<>]*)>/.exec(line)?.[1]?.trim()
  const shown = line
    .replaceAll(/<\/?[a-z][^<>]*>|<[\d:.]+>|\{\\[^{}]*\}/gi, '')
    .replaceAll(/&(amp|lt|gt|nbsp|quot|lrm|rlm);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll(/\s+/g, ' ')
    .replace(/^\s*(?:>>+|[-–—])\s+(?=\S)/, '')
    .trim()
  const named = voice === undefined ? /^([\p{Lu}][\p{L}\p{M}.'’ \-()]{0,40}):\s+(?=\S)/u.exec(shown) : null
  const speaker = voice ?? named?.[1]
  if (speaker && cue.lines.length === 0) cue.speaker = speaker
  const text = named && cue.speaker === named[1] ? shown.slice(named[0].length) : shown
  if (text !== '') cue.lines.push(text)
}

/** Live captions roll: a cue says the last lines again, or the last words and the next. */
function withoutRepeats(cues: readonly Cue[]): Cue[] {
  const kept: Cue[] = []
  let shown: readonly string[] = []
  for (const cue of cues) {
    const last = kept.at(-1)
    const isNear = last !== undefined && cue.startMs - last.endMs < limits.pauseMs
    let repeated = Math.min(cue.lines.length, shown.length, limits.rolledLines)
    while (repeated > 0 && !(isNear && isSame(shown.slice(-repeated), cue.lines.slice(0, repeated)))) repeated--
    if (cue.lines.length > 0) shown = cue.lines
    const fresh = { ...cue, lines: cue.lines.slice(repeated) }
    const text = fresh.lines.join(' ')
    if (last && isNear && repeated > 0) last.endMs = Math.max(last.endMs, cue.endMs)
    if (text === '') continue
    const previous = last?.lines.join(' ') ?? ''
    if (last && isNear && previous !== '' && text.startsWith(`${previous} `))
      Object.assign(last, fresh, { startMs: last.startMs })
    else kept.push(fresh)
  }
  return kept
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.every((line, index) => line === b[index])
}

function toParagraphs(cues: readonly Cue[]): { text: string; marks: Mark[] } {
  const marks: Mark[] = []
  let text = ''
  let paragraphStart = 0
  let speaker = ''
  let endMs = 0
  let isEnded = false
  for (const cue of cues) {
    const words = cue.lines.join(' ')
    const length = text.length - paragraphStart
    const isTurn = cue.speaker !== '' && cue.speaker !== speaker
    const isLong = length > limits.longestChars || (length > limits.paragraphChars && isEnded)
    const isNew = text === '' || isTurn || isLong || cue.startMs - endMs > limits.pauseMs
    if (isNew && text !== '') text += '\n\n'
    if (isNew) paragraphStart = text.length
    else text += ' '
    if (cue.speaker !== '') speaker = cue.speaker
    marks.push({ offset: text.length, time: toTime(cue.startMs) })
    // Each paragraph says whose it is: it may be quoted alone.
    text += isNew && speaker !== '' ? `${speaker}: ${words}` : words
    endMs = cue.endMs
    isEnded = /[.!?。！？]["”’)]*$/.test(words)
  }
  return { text, marks }
}

/** "0:05:12" */
function toTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
