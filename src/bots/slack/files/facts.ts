// What Slack says of a file, narrowed. Pure. https://docs.slack.dev/reference/objects/file-object/
import type { SharedSource } from '../../../model.ts'
import { isRecord, type Json, text } from '../json.ts'

export type FileSource = Extract<SharedSource, { readonly kind: 'file' }>

/** More than Slack lets people share in one message. */
const mostFiles = 100
const maxName = 150

/** One document however many channels it is shared in: the id is Slack's own. */
export const sourceKeyOf = (file: string): string => `slack:${file}`
export const fileOf = (sourceKey: string): string | undefined => /^slack:(\w+)$/.exec(sourceKey)?.[1]

/** What the same file in the same conversation is known by, whichever event tells of it. */
export const sharedOnce = (team: string, channel: string, file: string): string => `${team}:${channel}:file:${file}`

// Bidi controls make "fdp.exe" out of "exe.pdf"; a path is nobody's business.
const notInNames = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

function bare(name: string | undefined): string | undefined {
  const own = (name ?? '').toWellFormed().replace(notInNames, ' ').split(/[/\\]/).at(-1) ?? ''
  const clean = own.replace(/\s+/g, ' ').trim().replace(/^\.+/, '')
  if (clean === '') return undefined
  const extension = /\.[^.\s]{1,10}$/.exec(clean)?.[0] ?? ''
  if (clean.length <= maxName) return clean
  return clean.slice(0, maxName - extension.length).replace(/[\uD800-\uDBFF]$/, '') + extension
}

function webAddress(file: Json, name: string): string | undefined {
  const url = URL.parse(text(file, name) ?? '')
  return url !== null && url.protocol === 'https:' && url.username === '' ? url.href : undefined
}

const isCanvas = (file: Json) =>
  ['quip', 'canvas'].includes(String(file.mode)) ||
  ['quip', 'canvas'].includes(String(file.filetype)) ||
  file.mimetype === 'application/vnd.slack-docs'

/** Where the name has none, what the reader goes by: https://docs.slack.dev/reference/objects/file-object/#file_types */
const extensions: Readonly<Record<string, string>> = { markdown: '.md', html: '.html', csv: '.csv', json: '.json' }

/** With the extension that tells its format; canvases are handed out as pages. */
function nameOf(file: Json): string {
  const title = bare(text(file, 'title'))
  const own = bare(text(file, 'name')) ?? title
  if (isCanvas(file)) return /\.html?$/i.test(own ?? '') ? own! : `${title ?? own ?? 'Canvas'}.html`
  if (own === undefined) return 'shared file'
  return /\.\w+$/.test(own) ? own : `${own}${extensions[String(file.filetype)] ?? ''}`
}

/** Where a file is shared: the messages that carry it, by channel. A channel without any is one that Slack only names. */
type Shares = ReadonlyMap<string, readonly string[]>

/** `told`: none of it where Slack says nothing of shares at all, as for a file of another organisation. */
function sharesOf(file: Json): { readonly shares: Shares; readonly told: boolean } {
  const shares = new Map<string, string[]>()
  let told = false
  for (const name of ['channels', 'groups', 'ims']) {
    const ids = file[name]
    if (!Array.isArray(ids)) continue
    told = true
    for (const id of ids) if (typeof id === 'string') shares.set(id, [])
  }
  if (!isRecord(file.shares)) return { shares, told }
  for (const kind of Object.values(file.shares)) {
    if (!isRecord(kind)) continue
    told = true
    for (const [channel, messages] of Object.entries(kind)) {
      const stamps = Array.isArray(messages) ? messages.filter(isRecord).flatMap((one) => text(one, 'ts') ?? []) : []
      shares.set(channel, stamps)
    }
  }
  return { shares, told }
}

export interface FileFacts {
  readonly id: string
  /** Ends in what tells its format. */
  readonly name: string
  /** As people wrote it; absent where it only repeats the name. */
  readonly title?: string
  /** Its page in Slack. */
  readonly permalink?: string
  /** Where its bytes are; unchecked. */
  readonly download?: string
  readonly sizeBytes?: number
  /** A web page: what comes may be one too. */
  readonly isPage: boolean
  /** Its size is that of its bytes; what Slack makes a page of has none. */
  readonly isHosted: boolean
  /** Why there is nothing to be had. `external`: kept by another service, which `service` names. */
  readonly refusal?: 'deleted' | 'hidden' | 'external'
  readonly service?: string
  readonly shares: Shares
  /** False where Slack did not say where it is shared. */
  readonly areSharesTold: boolean
  /** Seconds since the epoch; 0 where it is not told. */
  readonly createdS: number
}

function refusalOf(file: Json): FileFacts['refusal'] {
  if (file.mode === 'tombstone' || file.is_deleted === true) return 'deleted'
  if (file.mode === 'hidden_by_limit') return 'hidden'
  return file.is_external === true || file.mode === 'external' ? 'external' : undefined
}

/** @param file of https://docs.slack.dev/reference/methods/files.info/ */
export function fileFacts(id: string, file: Json): FileFacts {
  const name = nameOf(file)
  const title = bare(text(file, 'title'))
  const permalink = webAddress(file, 'permalink')
  const download = text(file, 'url_private_download') ?? text(file, 'url_private')
  const refusal = refusalOf(file)
  const service = text(file, 'external_type')
  const { shares, told } = sharesOf(file)
  const isOwnTitle = title !== undefined && title !== name && title !== text(file, 'name') && title !== 'Untitled'
  return {
    id,
    name,
    ...(isOwnTitle && { title }),
    ...(permalink !== undefined && { permalink }),
    ...(download !== undefined && { download }),
    ...(typeof file.size === 'number' && { sizeBytes: file.size }),
    isPage: isCanvas(file) || file.mimetype === 'text/html' || /\.html?$/i.test(name),
    isHosted: file.mode === 'hosted' || file.mode === 'snippet',
    ...(refusal !== undefined && { refusal }),
    ...(service !== undefined && { service }),
    shares,
    areSharesTold: told,
    createdS: typeof file.created === 'number' ? file.created : 0,
  }
}

/** Files that a message carries, as sources for the index. What cannot be read is among them: it is refused by name. */
export function filesIn(message: Json): readonly FileSource[] {
  const files = Array.isArray(message.files) ? message.files.slice(0, mostFiles).filter(isRecord) : []
  return files.flatMap((file) => {
    const id = text(file, 'id')
    if (id === undefined || !/^\w+$/.test(id)) return []
    const { name, sizeBytes, permalink } = fileFacts(id, file)
    const more = { ...(sizeBytes !== undefined && { sizeBytes }), ...(permalink !== undefined && { url: permalink }) }
    return [{ kind: 'file', sourceKey: sourceKeyOf(id), name, reference: id, ...more } as const]
  })
}

/** What nobody asked about holds words as a rule: pictures, recordings and films are read where someone asks. */
export function quietFilesIn(message: Json): readonly FileSource[] {
  const files = Array.isArray(message.files) ? message.files.filter(isRecord) : []
  return filesIn({
    ...message,
    files: files.filter(({ mimetype }) => !/^(?:image|audio|video)\//.test(String(mimetype))),
  })
}
