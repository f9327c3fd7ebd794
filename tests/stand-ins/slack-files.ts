// What the Slack stand-in says about files, and their bytes.
import type { IncomingMessage, ServerResponse } from 'node:http'

type Json = Record<string, unknown>

export interface StandInFile {
  readonly bytes: Uint8Array
  /** What files.info says of it, over a hosted text that is shared in C1; null: `file_deleted`. */
  info: Json | null
  /** How its download is answered instead. */
  answer?: (response: ServerResponse) => void
}

interface Told {
  readonly files: ReadonlyMap<string, StandInFile>
  readonly downloads: { readonly file: string; readonly authorization: string | undefined }[]
  readonly botToken: string
  readonly base: () => string
  /** Whether the token has a scope. */
  readonly has: (scope: string) => boolean
}

/** The page that Slack shows whom it does not know. */
export const signInPage = '<!doctype html><html><title>Sign in | Slack</title><p>Sign in to your workspace</p></html>'

export function tellFiles({ files, downloads, botToken, base, has }: Told) {
  /** As a message carries it, too. */
  function fileObject(id: string): Json {
    const file = files.get(id)
    const address = `${base()}/files/${id}`
    return {
      id,
      created: 1_780_000_000,
      name: `${id}.txt`,
      title: `${id}.txt`,
      mimetype: 'text/plain',
      filetype: 'text',
      mode: 'hosted',
      is_external: false,
      size: file?.bytes.length ?? 0,
      url_private: address,
      url_private_download: `${address}?download`,
      permalink: `https://acme.slack.com/files/U1/${id}/file`,
      channels: ['C1'],
      groups: [],
      ims: [],
      ...file?.info,
    }
  }

  // https://docs.slack.dev/reference/methods/files.info/
  function fileInfo(id: string): Json {
    if (!has('files:read')) return { ok: false, error: 'missing_scope', needed: 'files:read' }
    const file = files.get(id)
    if (file === undefined) return { ok: false, error: 'file_not_found' }
    return file.info === null ? { ok: false, error: 'file_deleted' } : { ok: true, file: fileObject(id) }
  }

  function hand(request: IncomingMessage, response: ServerResponse): void {
    const id = /^\/files\/(\w+)/.exec(request.url ?? '')?.[1] ?? ''
    const { authorization } = request.headers
    downloads.push({ file: id, authorization })
    const file = files.get(id)
    if (file?.answer !== undefined) file.answer(response)
    else if (authorization !== `Bearer ${botToken}` || !has('files:read'))
      response.writeHead(302, { location: `${base()}/signin` }).end()
    else if (file === undefined || file.info === null) response.writeHead(404).end()
    else giveOut(id, file, response)
  }

  function giveOut(id: string, file: StandInFile, response: ServerResponse): void {
    const type = String(fileObject(id).mimetype)
    response.writeHead(200, { 'content-type': type, 'content-length': file.bytes.length }).end(file.bytes)
  }

  return { fileObject, fileInfo, hand }
}
