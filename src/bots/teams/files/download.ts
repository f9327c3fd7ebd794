// Downloads one file, with its size and time limited and its redirects followed by hand. Refuses hosts that are not
// allowed, also behind a redirect, and pages that ask to sign in where a file was expected.
import { AppError } from '../../../errors.ts'
import { joinBytes } from '../../../give-way.ts'
import { networkError, readRetryAfter } from '../send/errors.ts'

/** Where a file is to be had, or an answer that already came. */
export type Download = { readonly url: string } | { readonly response: Response }

interface DownloadOptions {
  isAllowed(url: URL): boolean
  readonly maxBytes: number
  /** How long an answer, or the next part of the file, may take. */
  readonly timeoutMs: number
  /** True when the file may itself be a web page. */
  readonly isPage: boolean
}

export const shareAgain = 'share it again'
const maxRedirects = 3

/** SharePoint and OneDrive, all clouds: https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges */
const fileHosts = [
  '.sharepoint.com',
  '.sharepoint.us',
  '.sharepoint-mil.us',
  '.sharepoint.cn',
  '.svc.ms',
  '.onedrive.com',
  '.1drv.com',
]

export function isFileHost({ protocol, hostname, port, username }: URL): boolean {
  return protocol === 'https:' && port === '' && username === '' && fileHosts.some((one) => hostname.endsWith(one))
}

/** The error for an answer that is no file. @param fix what to do about a 403; to share the file again by default */
export function statusError(response: Response, fix = shareAgain): AppError {
  void response.body?.cancel()
  const { status } = response
  if (status === 429 || status === 408 || status >= 500)
    return new AppError('teams-file-unavailable', `Microsoft did not hand over the file (HTTP ${status})`, {
      retry: 'later',
      retryAfterMs: readRetryAfter(response.headers.get('retry-after'), Date.now()),
    })
  if (status === 404 || status === 410)
    return new AppError('teams-file-gone', `The file is no longer there: ${shareAgain}`)
  const why = status === 401 || status === 403 ? 'I may not read this file' : 'The file could not be read'
  return new AppError('teams-file-refused', `${why} (HTTP ${status}): ${fix}`)
}

/** @throws AppError as `fetchFile` of a platform does */
export async function download(from: Download, options: DownloadOptions): Promise<Uint8Array> {
  const { timeoutMs } = options
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException('no data in time', 'TimeoutError')), timeoutMs)
  try {
    const response = 'response' in from ? from.response : await get(from.url)
    return await readBody(await follow(response))
  } catch (error) {
    // Reading a file changes nothing, whatever became of it.
    throw error instanceof AppError ? error : networkError(error, 'read', 'the file’s address')
  } finally {
    clearTimeout(timer)
  }

  function get(address: string): Promise<Response> {
    const url = URL.parse(address)
    if (url === null || !options.isAllowed(url))
      throw new AppError('teams-file-host', 'I only read files that are kept in SharePoint or OneDrive')
    return fetch(url, { redirect: 'manual', signal: controller.signal })
  }

  async function follow(first: Response): Promise<Response> {
    let response = first
    for (let hops = 0; response.status >= 300 && response.status < 400; hops += 1) {
      const location = URL.parse(response.headers.get('location') ?? '', response.url || undefined)
      await response.body?.cancel()
      if (location === null || hops === maxRedirects)
        throw new AppError('teams-file-refused', `The file leads from address to address: ${shareAgain}`)
      response = await get(location.href)
    }
    return response
  }

  async function readBody(response: Response): Promise<Uint8Array> {
    const { headers, body } = response
    if (response.status !== 200) throw statusError(response)
    if (!options.isPage && headers.get('content-type')?.toLowerCase().startsWith('text/html')) {
      await body?.cancel()
      throw new AppError('teams-file-refused', `A page to sign in came instead of the file: ${shareAgain}`)
    }
    const length = headers.get('content-length')
    const isWhole = length !== null && headers.get('content-encoding') === null
    if (isWhole && Number(length) > options.maxBytes) {
      await body?.cancel()
      throw tooLarge(options.maxBytes)
    }
    const chunks: Uint8Array[] = []
    let size = 0
    // Leaving the loop early cancels the rest.
    for await (const chunk of body ?? []) {
      timer.refresh()
      size += chunk.byteLength
      if (size > options.maxBytes) throw tooLarge(options.maxBytes)
      chunks.push(chunk)
    }
    if (isWhole && size !== Number(length))
      throw new AppError('teams-file-cut', 'Only a part of the file arrived', { retry: 'later' })
    return joinBytes(chunks, size)
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('too-large', `The file is larger than ${Math.floor(maxBytes / 1_000_000)} MB`)
}
