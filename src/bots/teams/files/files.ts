// The bytes of files that people shared: by the download address that Teams hands over, or through Graph. Refuses addresses
// that are not Microsoft's, and files that neither the team owns nor whoever shared them: the app may read more than they.
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../../../errors.ts'
import type { Platform } from '../../types.ts'
import { type Json, record, records, text } from '../json.ts'
import type { Connector } from '../send/connector.ts'
import { isAllowedServiceUrl } from '../send/service-urls.ts'
import { type TeamsTarget, targetOf } from '../target.ts'
import { type Download, download, isFileHost, shareAgain, statusError } from './download.ts'

interface FetchFileOptions {
  readonly serviceUrls: readonly string[]
  readonly graphUrl: string
  /** How long an answer, or the next part of a file, may take. */
  readonly timeoutMs: number
}

type FetchFile = NonNullable<Platform['fetchFile']>
type File = Parameters<FetchFile>[0]
type From = Parameters<FetchFile>[1]

/** A flaky network mostly works a moment later; what lasts longer is the outbox’s to wait for. */
const attempts = 3
const pauseMs = 150

/** https://learn.microsoft.com/graph/permissions-reference and https://learn.microsoft.com/microsoftteams/platform/graph-api/rsc/resource-specific-consent */
const grants = {
  channel:
    'to read messages of a channel, the team’s owner has to consent to ChannelMessage.Read.Group when the app is added',
  chat: 'to read messages of a chat, someone in it has to consent to ChatMessage.Read.Chat when the app is added',
  file: 'to read files of channels and chats, an administrator has to grant the app Files.Read.All in Microsoft Graph',
} as const

/** https://learn.microsoft.com/graph/api/shares-get#encoding-sharing-urls */
const shareId = (url: string) => `u!${Buffer.from(url).toString('base64url')}`
const parts = (path: string) => path.split('/').map(encodeURIComponent).join('/')

function urlIn(secret: string | undefined, index: number): string {
  try {
    const { urls } = JSON.parse(secret ?? '') as { urls?: unknown }
    const url = Array.isArray(urls) ? urls[index] : undefined
    if (typeof url === 'string') return url
  } catch {
    // Sealed with a key that is gone, or none: told below.
  }
  throw new AppError('teams-file-gone', `The link to this file is no longer there: ${shareAgain}`)
}

/** Makes the platform's `fetchFile`. */
export function createFetchFile(
  connector: Connector,
  options: FetchFileOptions,
): (...asked: Parameters<FetchFile>) => Promise<Uint8Array> {
  const { serviceUrls, graphUrl, timeoutMs } = options
  const own = [...serviceUrls, graphUrl].map((url) => URL.parse(url)?.origin)
  const isAllowed = (url: URL) => isFileHost(url) || own.includes(url.origin)

  async function graphJson(path: string, tenant: string | undefined, grant: keyof typeof grants): Promise<Json> {
    const response = await connector.graph(path, tenant)
    if (response.ok) return (await response.json()) as Json
    throw statusError(response, grants[grant])
  }

  /** The file that a message of a channel or a chat links to, and who wrote it. */
  async function linkIn(reference: string, file: File, target: TeamsTarget): Promise<{ url: string; author?: string }> {
    const [scheme = '', ...rest] = reference.split(':')
    const [first = '', ...ids] = rest.join(':').split('/').map(decodeURIComponent)
    const attachmentId = ids.pop() ?? ''
    const isChannel = scheme === 'message'
    const [channel = '', root = '', id = ''] = ids
    const message = await graphJson(
      isChannel
        ? `/teams/${parts(first)}/channels/${encodeURIComponent(channel)}/messages/${encodeURIComponent(root)}${id === root ? '' : `/replies/${encodeURIComponent(id)}`}`
        : `/chats/${encodeURIComponent(first)}/messages/${encodeURIComponent(channel)}`,
      target.tenant,
      isChannel ? 'channel' : 'chat',
    )
    const links = records(message, 'attachments').filter(({ contentType }) => contentType === 'reference')
    const found = links.find((one) => one.id === attachmentId) ?? links.find((one) => one.name === file.name)
    const url = text(found, 'contentUrl')
    if (url === undefined) throw new AppError('teams-file-gone', `The message holds no such file: ${shareAgain}`)
    const author = text(record(record(message, 'from'), 'user'), 'id')
    return { url, ...(author !== undefined && { author }) }
  }

  /**
   * A message may link to any file, also to one that its author cannot open; the app can. So the file has to be in the
   * channel's own folder, or to belong to whoever wrote the message or asks for it.
   */
  async function refuseForeign(item: Json, target: TeamsTarget, author: string | undefined): Promise<void> {
    const drive = text(record(item, 'parentReference'), 'driveId')
    if (drive === undefined) throw new AppError('teams-file-gone', `This is no file: ${shareAgain}`)
    const { team, channel, tenant, aadUser } = target
    if (team !== undefined && channel !== undefined) {
      const path = `/teams/${encodeURIComponent(team)}/channels/${encodeURIComponent(channel)}/filesFolder`
      const folder = await graphJson(path, tenant, 'file')
      if (text(record(folder, 'parentReference'), 'driveId') === drive) return
    }
    const { owner } = await graphJson(`/drives/${encodeURIComponent(drive)}?$select=owner`, tenant, 'file')
    const ownerId = text(record(owner, 'user'), 'id')
    if (ownerId !== undefined && (ownerId === aadUser || ownerId === author)) return
    throw new AppError(
      'teams-file-foreign',
      'I only read files of this channel, or of the person who shares them: ask whoever owns it to share it with me',
    )
  }

  async function viaGraph(url: string, author: string | undefined, { asker }: From): Promise<Download> {
    const parsed = URL.parse(url)
    if (parsed === null || !isAllowed(parsed))
      throw new AppError('teams-file-host', 'I only read files that are kept in SharePoint or OneDrive')
    const target = targetOf(asker)
    const { tenant } = target
    const item = await graphJson(`/shares/${shareId(url)}/driveItem`, tenant, 'file')
    await refuseForeign(item, target, author)
    const response = await connector.graph(`/shares/${shareId(url)}/driveItem/content`, tenant)
    if (response.status === 403) throw statusError(response, grants.file)
    // A redirect leads to an address that needs no token, and must not get one.
    return { response }
  }

  async function open(file: File, from: From): Promise<Download> {
    const { reference } = file
    const [, index] = /^url:(\d+)$/.exec(reference) ?? []
    if (index !== undefined) {
      const url = urlIn(from.secret, Number(index))
      // Pictures that are pasted into a message are kept by the connector itself.
      return isAllowedServiceUrl(url, serviceUrls) ? { response: await connector.fetchFrom(url) } : { url }
    }
    if (reference.startsWith('share:'))
      return viaGraph(decodeURIComponent(reference.slice('share:'.length)), undefined, from)
    const { url, author } = await linkIn(reference, file, targetOf(from.asker))
    return viaGraph(url, author, from)
  }

  return async (file, from) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const isPage = /\.html?$/i.test(file.name)
        return await download(await open(file, from), { isAllowed, maxBytes: from.maxBytes, timeoutMs, isPage })
      } catch (error) {
        const isPassing = error instanceof AppError && error.retry === 'later' && error.retryAfterMs === undefined
        if (!isPassing || attempt === attempts) throw error
        await wait(pauseMs * attempt)
      }
    }
  }
}
