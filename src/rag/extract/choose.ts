// Which format a file is read as: by its bytes, then by its name. Refuses by name what is known and not read.
import { AppError } from '../../errors.ts'
import { looksLikeText } from './decode.ts'
import type { Format } from './format.ts'
import { formats } from './formats.ts'
import { plainText } from './plain/formats.ts'
import { refuseUnsupported } from './unsupported.ts'

/**
 * @param name in lower case
 * @throws AppError `empty`, `unsupported`, `encrypted`
 */
export function chooseFormat(name: string, bytes: Uint8Array): Format {
  if (bytes.length === 0) throw emptyError()
  const recognised = formats.find((format) => format.recognises?.(bytes, name))
  if (recognised) return recognised
  const extension = /\.[^./\\]+$/.exec(name)?.[0] ?? ''
  const isText = looksLikeText(bytes.subarray(0, 65_536))
  const byName = formats.find((format) => format.extensions.includes(extension))
  // Its own reading refuses a damaged file by name.
  const isExpected = byName !== undefined && byName.jailAboveBytes === 0
  const refusal = refuseUnsupported(bytes, extension, isText, isExpected)
  if (refusal) throw new AppError(refusal.code, refusal.message)
  return byName ?? plainText
}

export function emptyError(): AppError {
  return new AppError(
    'empty',
    'There is nothing to read in it: it is empty, holds only white space, or all of it is struck out.',
  )
}
