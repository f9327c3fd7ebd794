// The bytes of a file that was attached on Discord, from its signed address. Refuses every host but Discord's own,
// redirects, and more bytes than asked for.
import { AppError } from '../../../errors.ts'
import { joinBytes } from '../../../give-way.ts'
import type { Platform } from '../../types.ts'
import { isRecord, record, text } from '../json.ts'
import { attachmentsOf } from '../receive/sources.ts'
import { codes, isRefusal } from '../send/errors.ts'
import type { DiscordRest } from '../send/rest.ts'

/** https://docs.discord.com/developers/reference#signed-attachment-cdn-urls */
const hosts = ['cdn.discordapp.com', 'media.discordapp.net']
const attempts = 3
const pauseMs = 250

interface FileOptions {
  /** Its origin serves files too, where it is not Discord's. */
  readonly apiUrl: string
  /** For one attempt, the whole body included. */
  readonly timeoutMs: number
}

const again = () =>
  new AppError('file-gone', 'Discord no longer has this file under the address it gave: share it again')
const later = (what: string) =>
  new AppError('file-unavailable', `The file could not be fetched from Discord (${what})`, { retry: 'later' })

function tooLarge(maxBytes: number): AppError {
  return new AppError(
    'too-large',
    `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB: share a smaller one`,
  )
}

/** @throws AppError `too-large` */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const length = response.headers.get('content-length')
  if (Number(length) > maxBytes) throw tooLarge(maxBytes)
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    parts.push(part)
  }
  if (length !== null && bytes < Number(length) && !response.headers.has('content-encoding')) throw later('cut short')
  return joinBytes(parts, bytes)
}

/** @throws AppError `later` when another attempt may help, `file-expired` when the address is over */
async function download(url: string, maxBytes: number, timeoutMs: number): Promise<Uint8Array> {
  let response: Response | undefined
  try {
    response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    if (response.ok) return await readBody(response, maxBytes)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw later(error instanceof Error ? error.name : 'no answer')
  } finally {
    // What is not read to its end would hold the connection.
    if (response?.body?.locked === false) await response.body.cancel()
  }
  const { status } = response
  if (status >= 500 || status === 429) throw later(`HTTP ${status}`)
  if (status === 403 || status === 404 || status === 410) throw new AppError('file-expired', 'The address is over')
  throw new AppError('file-refused', `Discord did not give out the file (HTTP ${status}): share it again`)
}

const isExpired = (error: unknown) => error instanceof AppError && error.code === 'file-expired'

/** Makes the platform's `fetchFile`. A file's `reference` is `<channel>/<message>/<attachment>`. */
export function createFetchFile(rest: DiscordRest, options: FileOptions): NonNullable<Platform['fetchFile']> {
  const own = new URL(options.apiUrl)

  function admitted(address: string | undefined): string | undefined {
    const url = URL.parse(address ?? '')
    if (url === null || url.username !== '' || url.password !== '') return undefined
    if (url.origin === own.origin) return url.href
    return url.protocol === 'https:' && url.port === '' && hosts.includes(url.hostname) ? url.href : undefined
  }

  async function attempt(url: string, maxBytes: number): Promise<Uint8Array> {
    for (let count = 1; ; count += 1) {
      try {
        return await download(url, maxBytes, options.timeoutMs)
      } catch (error) {
        if (count === attempts || !(error instanceof AppError && error.retry === 'later')) throw error
        await new Promise((resolve) => setTimeout(resolve, pauseMs * count))
      }
    }
  }

  /** The file's address as its message has it now. */
  async function refresh(reference: string): Promise<string> {
    const [channel, message, id] = reference.split('/')
    let found: unknown
    try {
      found = await rest.request('GET', `/channels/${channel}/messages/${message}`, { kind: 'read' })
    } catch (error) {
      const isGone = isRefusal(error, codes.unknownMessage, codes.unknownChannel, codes.missingAccess)
      throw isGone || isRefusal(error, codes.missingPermissions) ? again() : error
    }
    const attachment = isRecord(found) ? attachmentsOf(found).find((one) => one.id === id) : undefined
    const url = admitted(attachment && text(attachment, 'url'))
    if (url === undefined) throw again()
    return url
  }

  return async ({ reference }, { secret, maxBytes }) => {
    const kept: unknown = secret === undefined ? undefined : JSON.parse(secret)
    const url = admitted(isRecord(kept) ? text(record(kept, 'urls'), reference) : undefined)
    try {
      return await attempt(url ?? (await refresh(reference)), maxBytes)
    } catch (error) {
      if (!isExpired(error)) throw error
    }
    try {
      return await attempt(await refresh(reference), maxBytes)
    } catch (error) {
      throw isExpired(error) ? again() : error
    }
  }
}
