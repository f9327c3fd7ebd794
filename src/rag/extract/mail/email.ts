// E-mails with their attachments, each read by its own format. Refuses mailboxes and what only its receiver can decrypt;
// an attachment that cannot be read is named with the reason, and the rest of the mail is read all the same.
import PostalMime from 'postal-mime'
import { AppError, describeError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { toIsoDate } from '../dates.ts'
import { decodeText } from '../decode.ts'
import type { ReadInside } from '../format.ts'
import { joinTexts, type TextPart } from '../join-texts.ts'

type Email = Awaited<ReturnType<typeof PostalMime.parse>>
type Attachment = Email['attachments'][number]
type Address = NonNullable<Email['from']>

/** Below this share of the HTML's length the plain text only says that there is HTML. */
const minTextShare = 0.25

/** @throws AppError `unsupported`, `encrypted`, `broken`, `binary` */
export async function readEmail(bytes: Uint8Array, inside: ReadInside): Promise<Extracted> {
  // A mail is bytes in ASCII with charsets of its own; some programs save it in UTF-16 all the same.
  const isWide = bytes.subarray(0, 64).includes(0) || bytes[0] === 0xff || bytes[0] === 0xfe
  const source = withoutSeparator(isWide ? Buffer.from(decodeText(bytes)) : bytes)
  const mail = await PostalMime.parse(source, { forceRfc822Attachments: true }).catch((cause: unknown) => {
    throw new AppError('broken', `This e-mail cannot be read: ${describeError(cause)}`, { cause })
  })
  // A web page saved with its pictures: https://www.rfc-editor.org/rfc/rfc2557
  const isPage = /^<?Saved by /.test(headerOf(mail, 'from')) || headerOf(mail, 'snapshot-content-location') !== ''
  if (isPage && mail.html) return (await import('../html/html.ts')).readHtml(Buffer.from(mail.html))
  const head = headLines(mail)
  const body = await bodyOf(mail)
  if (head === '' && body.text.trim() === '' && mail.attachments.length === 0) return plainText(bytes)
  if (isEncrypted(mail, body.text))
    throw new AppError(
      'encrypted',
      'This e-mail is encrypted: decrypt it in your mail program, save that and index it.',
    )
  const attachments: TextPart[] = []
  for (const attachment of mail.attachments)
    if (isRead(attachment)) attachments.push(await readAttachment(attachment, inside))
  const { text, headings } = joinTexts([{ text: head, headings: [] }, body, ...attachments])
  const modifiedAt = toIsoDate(mail.date)
  const author = mail.from?.name || mail.from?.address
  const title = mail.subject?.replaceAll(/\s+/g, ' ').trim()
  return {
    text,
    layout: { pages: [], headings },
    ...(title ? { title } : {}),
    ...(author ? { author } : {}),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    mediaType: 'message/rfc822',
  }
}

/** A mailbox of one is a mail: https://www.rfc-editor.org/rfc/rfc4155 */
function withoutSeparator(bytes: Uint8Array): Uint8Array {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!/^From \S+ /.test(source.toString('latin1', 0, 200))) return bytes
  if (/\n\r?\nFrom \S+ .*\d{4}/.test(source.toString('latin1')))
    throw new AppError('unsupported', 'This is a mailbox of several e-mails, which is not read: save each as .eml.')
  return bytes.subarray(source.indexOf('\n') + 1)
}

function plainText(bytes: Uint8Array): Extracted {
  return { text: decodeText(bytes), layout: { pages: [], headings: [] }, mediaType: 'text/plain' }
}

function headerOf(mail: Email, key: string): string {
  return mail.headers.find((header) => header.key === key)?.value.trim() ?? ''
}

function headLines(mail: Email): string {
  const people = (addresses: readonly Address[] | undefined) => addresses?.map(addressText).join(', ') ?? ''
  const lines = [
    ['From', people(mail.from ? [mail.from] : [])],
    ['To', people(mail.to)],
    ['Cc', people(mail.cc)],
    ['Date', headerOf(mail, 'date')],
    ['Subject', mail.subject ?? ''],
  ] as const
  return lines
    .flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value.replaceAll(/\s+/g, ' ')}`]))
    .join('\n')
}

function addressText(address: Address): string {
  if (address.group !== undefined) return `${address.name}: ${address.group.map(addressText).join(', ')}`
  if (address.name === '' || address.name === address.address) return address.address
  return address.address === '' ? address.name : `${address.name} <${address.address}>`
}

async function bodyOf(mail: Email): Promise<TextPart> {
  const plain = decodeLines(mail.text ?? '')
  if (!mail.html) return { text: plain, headings: [] }
  // Mails without any do without its parser.
  const { htmlToText } = await import('../html/html.ts')
  const page = htmlToText(mail.html)
  return plain.length >= page.text.length * minTextShare ? { text: plain, headings: [] } : page
}

function decodeLines(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/(?<![ \t])[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

/** Nothing can be read but the head: https://www.rfc-editor.org/rfc/rfc8551, https://www.rfc-editor.org/rfc/rfc3156 */
function isEncrypted(mail: Email, body: string): boolean {
  if (/^-----BEGIN PGP MESSAGE-----/.test(body)) return true
  if (body.trim() !== '') return false
  const type = headerOf(mail, 'content-type')
  if (/^multipart\/encrypted|^application\/(?:x-)?pkcs7-mime/i.test(type)) return true
  return mail.attachments.length === 1 && /pkcs7-mime|ms-tnef/.test(mail.attachments[0]?.mimeType ?? '')
}

/** Signatures say nothing to a reader, and pictures within the body belong to its looks. */
function isRead({ mimeType, related, contentId }: Attachment): boolean {
  const isLook = mimeType.startsWith('image/') && (related || contentId !== undefined)
  return !isLook && !/pkcs7-signature|pgp-signature|pgp-encrypted|delivery-status/.test(mimeType)
}

const pictures = 'Not read: its pictures of text. Save it from the mail and index it by itself.'

/** Pages and rows are of that file and not of the mail, so only its headings are kept. */
async function readAttachment(attachment: Attachment, readInside: ReadInside): Promise<TextPart> {
  const name = attachment.filename?.replaceAll(/\s+/g, ' ').trim() || nameFor(attachment.mimeType)
  const text = `Attachment: ${name}`
  const heading = { offset: 0, level: 1, text }
  try {
    const { content } = attachment
    const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)
    const inner = await readInside(name, bytes)
    const left = inner.hasPictures ? pictures : ''
    const headings = inner.layout.headings.map(({ level, ...rest }) => ({ ...rest, level: level + 1 }))
    return joinTexts([
      { text, headings: [heading] },
      { text: inner.text, headings },
      { text: left, headings: [] },
    ])
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { text: `${text}\n\nNot read. ${error.message}`, headings: [heading] }
  }
}

function nameFor(mimeType: string): string {
  if (mimeType === 'message/rfc822') return 'message.eml'
  if (mimeType === 'text/calendar') return 'invitation.ics'
  return mimeType === 'text/html'
    ? 'page.html'
    : `unnamed.${mimeType === 'text/plain' ? 'txt' : (mimeType.split('/')[1] ?? '')}`
}
