// One file's bytes to the text that is searched and quoted. Refuses by name what is empty, unreadable or not read yet.
import { AppError } from '../../errors.ts'
import type { Extracted } from '../types.ts'
import { looksLikeText } from './decode.ts'
import type { Format } from './format.ts'
import { formats } from './formats.ts'
import { type JailLimits, readInJail } from './jail.ts'
import { plainText } from './plain-text.ts'
import { refuseUnsupported } from './unsupported.ts'

/** The largest file that is read: 50 MB. A choice, told in the refusal. */
export const maxDocumentBytes = 50 * 1024 * 1024

/**
 * @param name the file's name; its extension counts where the bytes alone do not tell
 * @param limits of the child process that reads PDFs and large HTML
 * @throws AppError `empty`, `too-large`, `binary`, `unsupported`, `encrypted`, `broken`, `no-text-layer`, `too-slow`
 */
export async function extract(name: string, bytes: Uint8Array, limits?: Partial<JailLimits>): Promise<Extracted> {
  if (bytes.length === 0) throw emptyError()
  if (bytes.length > maxDocumentBytes) throw tooLargeError()
  const format = chooseFormat(name.toLowerCase(), bytes)
  const extracted =
    bytes.length > format.jailAboveBytes ? await readInJail(format.id, bytes, limits) : await format.read(bytes)
  // Postgres takes neither NULs nor lone surrogates; both replacements keep every offset.
  const text = extracted.text.replaceAll('\0', ' ').toWellFormed()
  if (text.trim() === '') throw emptyError()
  return { ...extracted, text }
}

/** For callers that know a file's size before they read it. */
export function tooLargeError(): AppError {
  return new AppError(
    'too-large',
    `This file is larger than ${maxDocumentBytes / 1024 / 1024} MB: split it and index the parts.`,
  )
}

export function emptyError(): AppError {
  return new AppError('empty', 'There is nothing to read in it: it is empty or holds only white space.')
}

function chooseFormat(name: string, bytes: Uint8Array): Format {
  const recognised = formats.find((format) => format.recognises?.(bytes, name))
  if (recognised) return recognised
  const extension = /\.[^./\\]+$/.exec(name)?.[0] ?? ''
  const isText = looksLikeText(bytes.subarray(0, 65_536))
  const refusal = refuseUnsupported(bytes, extension, isText)
  if (refusal) throw new AppError(refusal.code, refusal.message)
  // What is left and no text is refused by the format's own reading.
  return formats.find((format) => format.extensions.includes(extension)) ?? plainText
}
