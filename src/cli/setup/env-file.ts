// Writes settings into a file of variables and keeps all else in it: other lines, comments, line ends. The file is for its
// owner alone, and is there whole or as it was.
import { chownSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual, parseEnv } from 'node:util'
import { AppError, describeError } from '../../errors.ts'

type Values = Readonly<Record<string, string>>

/** The file's text; '' where there is none. @throws AppError `config` */
export function readEnvFile(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  } catch (error) {
    throw new AppError('config', `${file} cannot be read (${describeError(error)}): see who may read it`)
  }
}

/** The names that have another value there. Pure. */
export function replacedIn(text: string, values: Values): readonly string[] {
  const now = parseEnv(text)
  return Object.keys(values).filter((name) => (now[name] ?? '') !== '' && now[name] !== values[name])
}

/**
 * The text with these values: where a line sets one it is replaced, else one is added at the end. Pure.
 * @throws AppError `config` when that would change anything else, as in a value of several lines
 */
export function withValues(text: string, values: Values): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/)
  for (const [name, value] of Object.entries(values)) {
    // The last one holds.
    const at = lines.findLastIndex(
      (line) =>
        line
          .trimStart()
          .replace(/^export\s/, '')
          .trimStart()
          .split('=')[0]
          ?.trim() === name,
    )
    if (at >= 0) lines[at] = `${name}=${value}`
    else lines.push(`${name}=${value}`)
  }
  const made = `${lines.join(end)}${end}`
  if (!isDeepStrictEqual({ ...parseEnv(made) }, { ...parseEnv(text), ...values }))
    throw new AppError(
      'config',
      `.env holds what cannot be kept as it is: set ${Object.keys(values).join(', ')} in it by hand`,
    )
  return made
}

/** @throws AppError `config` */
export function writeEnvFile(path: string, text: string): void {
  const file = existsSync(path) ? realpathSync(path) : path
  const beside = `${file}.${process.pid}`
  try {
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' })
    if (existsSync(file)) keepOwner(beside, file)
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    throw new AppError('config', `${path} cannot be written (${describeError(error)}): nothing was changed`)
  }
}

/** Written by root, it is still for whoever ragbot runs as. */
function keepOwner(beside: string, file: string): void {
  const { uid, gid } = statSync(file)
  if (statSync(beside).uid !== uid) chownSync(beside, uid, gid)
}
