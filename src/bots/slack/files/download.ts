// Downloads one file of Slack's with the bot's token, its size and time limited. Refuses every host but Slack's own,
// redirects, and pages that ask to sign in where a file was expected.
import { AppError } from '../../../errors.ts'
import { joinBytes } from '../../../give-way.ts'
import { reinstall } from '../people/scopes.ts'
import { networkError, rateLimited } from '../send/errors.ts'
import type { FileFacts } from './facts.ts'
import { gone } from './info.ts'

export interface DownloadOptions {
  readonly token: string
  readonly isAllowed: (url: URL) => boolean
  readonly maxBytes: number
  /** How long an answer, or the next part of the file, may take. */
  readonly timeoutMs: number
}

const signIn = () =>
  new AppError(
    'slack-file-refused',
    `Slack asked me to sign in instead of handing over the file: my app lacks files:read, or was not let in here. Invite me with /invite @ragbot; if I am a member, whoever runs me has to ${reinstall}.`,
  )

function tooLarge(maxBytes: number): AppError {
  const limit = Math.floor(maxBytes / 1024 / 1024)
  return new AppError('too-large', `The file is larger than ${limit} MB: share a smaller one, or its parts`)
}

function statusError({ status, headers }: Response): AppError {
  if ((status >= 300 && status < 400) || status === 401 || status === 403) return signIn()
  if (status === 404 || status === 410) return gone()
  if (status === 429) return rateLimited(Number(headers.get('retry-after') ?? 0))
  if (status >= 500 || status === 408)
    return new AppError('slack-file-unavailable', `Slack did not hand over the file (HTTP ${status})`, {
      retry: 'later',
    })
  return new AppError('slack-file-refused', `Slack did not hand over the file (HTTP ${status}): share it again`)
}

/** @throws AppError as `fetchFile` of a platform does */
export async function download(file: FileFacts, options: DownloadOptions): Promise<Uint8Array> {
  const { token, isAllowed, maxBytes, timeoutMs } = options
  if (file.sizeBytes !== undefined && file.sizeBytes > maxBytes) throw tooLarge(maxBytes)
  const url = URL.parse(file.download ?? '')
  if (url === null || !isAllowed(url))
    throw new AppError(
      'slack-file-host',
      'This file is not kept by Slack itself: upload the file, so that I can read it',
    )
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException('no data in time', 'TimeoutError')), timeoutMs)
  let response: Response | undefined
  try {
    // Followed, a redirect would take the token along.
    response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: controller.signal,
    })
    return await readBody(response)
  } catch (error) {
    // Reading a file changes nothing, whatever became of it.
    throw error instanceof AppError ? error : networkError(error, 'read')
  } finally {
    clearTimeout(timer)
    // What is not read to its end would hold the connection.
    if (response?.body?.locked === false) await response.body.cancel().catch(() => {})
  }

  async function readBody(answer: Response): Promise<Uint8Array> {
    const { headers, body } = answer
    if (answer.status !== 200) throw statusError(answer)
    const isPage = headers.get('content-type')?.toLowerCase().startsWith('text/html') === true
    if (isPage && !file.isPage) throw signIn()
    const length = headers.get('content-length')
    const isWhole = length !== null && headers.get('content-encoding') === null
    if (isWhole && Number(length) > maxBytes) throw tooLarge(maxBytes)
    const parts: Uint8Array[] = []
    let bytes = 0
    // Leaving the loop early cancels the rest.
    for await (const part of body ?? []) {
      timer.refresh()
      bytes += part.byteLength
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      parts.push(part)
    }
    if (isWhole && bytes !== Number(length))
      throw new AppError('slack-file-cut', 'Only a part of the file arrived', { retry: 'later' })
    // A page in place of a page is told by its size alone.
    if (isPage && file.isHosted && file.sizeBytes !== undefined && bytes !== file.sizeBytes) throw signIn()
    return joinBytes(parts, bytes)
  }
}
