// The files that a message carries, as sources for the index. Pure. Download addresses are credentials: they leave apart
// from the sources. Refuses no format; that is the engine's to say, by name.
import type { SharedSource } from '../../../model.ts'
import { type Json, record, records, text } from '../json.ts'
import type { Place } from '../people/place.ts'

type FileSource = Extract<SharedSource, { readonly kind: 'file' }>

interface SharedFiles {
  readonly files: readonly FileSource[]
  readonly pictures: readonly FileSource[]
  /** What the references `url:<n>` stand for. */
  readonly urls: readonly string[]
}

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
const downloadInfo = 'application/vnd.microsoft.teams.file.download.info'
const maxName = 150

// Bidi controls make "fdp.exe" out of "exe.pdf"; a path is nobody's business.
const notInNames = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/** A bare file name, its extension kept when it is cut. */
export function fileName(name: string | undefined, otherwise: string): string {
  const bare = (name ?? '').toWellFormed().replace(notInNames, ' ').split(/[/\\]/).at(-1) ?? ''
  const clean = bare.replace(/\s+/g, ' ').trim().replace(/^\.+/, '')
  if (clean === '') return otherwise
  const extension = /\.[^.\s]{1,10}$/.exec(clean)?.[0] ?? ''
  if (clean.length <= maxName) return clean
  return clean.slice(0, maxName - extension.length).replace(/[\uD800-\uDBFF]$/, '') + extension
}

function webAddress(url: string | undefined): string | undefined {
  const parsed = URL.parse(url ?? '')
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === '' ? parsed.href : undefined
}

const named = (name: string, type: string | undefined) =>
  type !== undefined && /^\w{1,10}$/.test(type) && !/\.\w+$/.test(name) ? `${name}.${type}` : name

/** A file of a chat or a channel that a message links to: read through Graph. */
export function linkedFile(attachment: Json, tenant: string): FileSource | null {
  const url = webAddress(text(attachment, 'contentUrl'))
  if (attachment.contentType !== 'reference' || url === undefined) return null
  const name = fileName(text(attachment, 'name'), 'shared file')
  return { kind: 'file', sourceKey: `teams:${tenant}/${url}`, name, reference: `share:${encodeURIComponent(url)}`, url }
}

/** The places in a message's HTML that stand for files the bot was not handed, by attachment id. */
function markedFiles(activity: Json, place: Place, known: ReadonlySet<string>): FileSource[] {
  const html = records(activity, 'attachments').find(({ contentType }) => contentType === 'text/html')
  const marks = [...(text(html, 'content') ?? '').matchAll(/<attachment id="([\w-]{1,100})"/g)].map(([, id]) => id!)
  const { team } = place.asker.target
  const message = place.activityKey
  const path =
    place.type === 'channel'
      ? team && ['message:', team, place.conversation, place.root ?? message, message]
      : ['chat:', place.conversation, message]
  if (!path) return []
  const [scheme = '', ...ids] = path
  return [...new Set(marks)]
    .filter((id) => !known.has(id))
    .map((id, index) => ({
      kind: 'file',
      sourceKey: `teams:${place.tenant}/${place.conversation}/${message}/${id}`,
      name: `shared file ${index + 1}`,
      reference: scheme + [...ids, id].map(encodeURIComponent).join('/'),
    }))
}

export function sharedFiles(activity: Json, place: Place): SharedFiles {
  const urls: string[] = []
  const files: FileSource[] = []
  const pictures: FileSource[] = []
  const known = new Set<string>()
  const { tenant, conversation, activityKey } = place

  for (const [index, attachment] of records(activity, 'attachments').entries()) {
    const type = text(attachment, 'contentType') ?? ''
    const content = record(attachment, 'content')
    known.add(text(attachment, 'id') ?? '')
    const linked = linkedFile(attachment, tenant)
    if (linked !== null) files.push(linked)
    const isPicture = type.startsWith('image/')
    const download = webAddress(isPicture ? text(attachment, 'contentUrl') : text(content, 'downloadUrl'))
    if ((!isPicture && type !== downloadInfo) || download === undefined) continue
    const own = fileName(text(attachment, 'name'), isPicture ? `picture ${index + 1}` : `file ${index + 1}`)
    const source = {
      kind: 'file' as const,
      sourceKey: `teams:${tenant}/${text(content, 'uniqueId') ?? `${conversation}/${activityKey}/${index}`}`,
      name: named(own, isPicture ? type.slice('image/'.length).replace('*', 'png') : text(content, 'fileType')),
      reference: `url:${urls.length}`,
    }
    urls.push(download)
    // A file's own page is behind a sign-in, so it may be shown; a picture's address is the picture.
    const url = isPicture ? undefined : webAddress(text(attachment, 'contentUrl'))
    ;(isPicture ? pictures : files).push({ ...source, ...(url && { url }) })
  }
  const marked = place.type === 'personal' ? [] : markedFiles(activity, place, known)
  return { files: [...files, ...marked], pictures, urls }
}
