// One file's bytes to the text that is searched and quoted. Refuses by name what is empty, unreadable or not read yet.
import { AppError } from '../../errors.ts'
import type { Layout } from '../../layout.ts'
import { withoutHidden } from '../../unseen.ts'
import type { Extracted } from '../types.ts'
import { chooseFormat, emptyError } from './choose.ts'
import { readInside } from './inside.ts'
import { type JailLimits, readInJail } from './sandbox/jail.ts'

export { emptyError }

/** The largest file that is read: 50 MB. A choice, told in the refusal. */
export const maxDocumentBytes = 50 * 1024 * 1024

/**
 * A file's text. Where it `hasPictures` these are not read, and its text may be blank: `recognise` is for them.
 * @param name the file's name; its extension counts where the bytes alone do not tell
 * @param limits of the child process that reads all that is not plain text
 * @throws AppError `empty`, `too-large`, `binary`, `unsupported`, `encrypted`, `broken`, `no-text-layer`, `too-slow`
 */
export async function extract(name: string, bytes: Uint8Array, limits?: Partial<JailLimits>): Promise<Extracted> {
  if (bytes.length > maxDocumentBytes) throw tooLargeError()
  const format = chooseFormat(name.toLowerCase(), bytes)
  const extracted =
    bytes.length > format.jailAboveBytes
      ? await readInJail(format.id, bytes, limits)
      : await format.read(bytes, readInside)
  return settled(extracted)
}

/**
 * A file's text with that of its pictures. Takes up to two minutes, one file at a time.
 * @throws AppError as `extract`
 */
export async function recognise(name: string, bytes: Uint8Array, limits?: Partial<JailLimits>): Promise<Extracted> {
  return settled(await readInJail(chooseFormat(name.toLowerCase(), bytes).id, bytes, limits, 'recognise'))
}

function settled(extracted: Extracted): Extracted {
  // Postgres takes neither NULs nor lone surrogates; both replacements keep every offset.
  const shown = withoutHidden(extracted.text.replaceAll('\0', ' ').toWellFormed())
  if (shown.text.trim() === '' && !extracted.hasPictures) throw emptyError()
  if (shown.text.length === extracted.text.length) return { ...extracted, text: shown.text }
  return { ...extracted, text: shown.text, layout: moved(extracted.layout, shown.from) }
}

/** A layout of the text without what is hidden. */
function moved(layout: Layout, from: (offset: number) => number): Layout {
  const place = <T extends { readonly offset: number }>(one: T): T => ({ ...one, offset: from(one.offset) })
  return {
    ...layout,
    pages: layout.pages.map(place),
    headings: layout.headings.map((one) => ({ ...place(one), text: withoutHidden(one.text).text })),
    ...(layout.marks && { marks: layout.marks.map(place) }),
  }
}

/** Whether a file is read in a child process. @throws AppError as `extract`, for what is refused unread */
export function isJailed(name: string, bytes: Uint8Array): boolean {
  return bytes.length > chooseFormat(name.toLowerCase(), bytes).jailAboveBytes
}

/** For callers that know a file's size before they read it. */
export function tooLargeError(): AppError {
  return new AppError(
    'too-large',
    `This file is larger than ${maxDocumentBytes / 1024 / 1024} MB: split it and index the parts.`,
  )
}
