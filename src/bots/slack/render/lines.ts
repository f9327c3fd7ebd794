// A list in one section: as many lines as fit.
import { limits, ours } from '../limits.ts'
import { note, type Part, type Room, section } from './blocks.ts'

/** As many as fit, each a line or more; the rest is counted. */
export function lines(all: readonly string[], { bytes }: Room, what: string): Part[] {
  const shown: string[] = []
  // Half a line's room is for the count.
  let room = Math.min(ours.answerBytes, bytes) - 200
  let length = 0
  for (const line of all) {
    const size = Buffer.byteLength(JSON.stringify(line)) + 2
    // One that is all escapes is counted, and hides none of the others.
    if (line.length > limits.sectionText / 2) continue
    if (size > room || length + line.length + 1 > limits.sectionText) break
    shown.push(line)
    room -= size
    length += line.length + 1
  }
  const more = all.length - shown.length
  const text = shown.join('\n')
  return [
    ...(text.trim() === '' ? [] : [{ blocks: [section(text)], markdown: text }]),
    ...(more > 0 ? [note(`and ${more} more ${what}`)] : []),
  ]
}
