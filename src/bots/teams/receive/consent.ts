// An answer saved as a file in the person's own OneDrive: asks for consent, uploads, tells what became of it. Refuses to
// upload anywhere but to SharePoint and OneDrive, and what the person may not read: all that comes back is client data.
import { setTimeout as wait } from 'node:timers/promises'
import type { FileConsentCard, FileConsentCardResponse, FileInfoCard } from 'botbuilder'
import { AppError, describeError } from '../../../errors.ts'
import { type AnswerPlace, type Citation, hint, type SavedAnswer } from '../../../model.ts'
import { placeParts } from '../../../place.js'
import type { Platform, PlatformHost } from '../../types.ts'
import { fileName } from '../files/attachments.ts'
import { isFileHost } from '../files/download.ts'
import { type Json, record, text } from '../json.ts'
import { takesFiles } from '../limits.ts'
import { type Place, strangersReason } from '../people/place.ts'
import { escapeMarkdown, linkable, oneLine, toMarkdown, toParagraphs } from '../render/prose.ts'
import { networkError } from '../send/errors.ts'
import { parsePlace } from './click.ts'
import { incomingFrom } from './parse.ts'

interface ConsentOptions {
  readonly host: PlatformHost
  readonly send: Platform['send']
  /** Origins that take files besides Microsoft's: those that the person who runs the bot has named. */
  readonly origins: readonly string[]
  /** What Teams waits for an answer to an invoke; what takes longer goes on after it. */
  readonly answerMs: number
  /** For one attempt to upload. */
  readonly timeoutMs: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface Consent {
  /** Sends the card that asks whether the answer may be saved. Resolves with what to say at once; never rejects. */
  offer(at: AnswerPlace, place: Place): Promise<string>
  /**
   * Does what the person decided, and tells in the chat what became of it. Resolves in time for Teams; never rejects.
   * @param value of a `fileConsent/invoke` @param cardId the message with the consent card
   */
  decide(value: Json, place: Place, cardId: string | undefined): Promise<void>
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

interface AnswerFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const consentType = 'application/vnd.microsoft.teams.card.file.consent'
const infoType = 'application/vnd.microsoft.teams.card.file.info'

const again = 'Press “Save as file” below the answer to try again.'
const elsewhere = 'I can only save files for you in your own chat with me.'
const gone =
  'This answer is no longer kept, or cites what you may no longer read, so nothing was saved. Ask the question again.'
const inAMoment = 'In a moment: this takes a little longer.'

/** A flaky network mostly works a moment later. */
const attempts = 3
const pauseMs = 150
const longestName = 60

// https://support.microsoft.com/office/restrictions-and-limitations-in-onedrive-and-sharepoint-64883a5d-228e-48f5-b3d2-eb39e07630fa
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

/** `parental-leave.md` for “Parental leave?”. */
function nameOf(question: string): string {
  const [first = '', ...words] =
    question
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  let name = [...first].slice(0, longestName / 2).join('')
  for (const word of words) {
    const longer = `${name}-${word}`
    if (longer.length > longestName) break
    name = longer
  }
  return `${name === '' || reserved.test(name) ? 'answer' : name}.md`
}

function sourceLines({ marker, document, locator, quote, url }: Citation): string {
  const title = oneLine(document.title) || oneLine(document.uri) || 'Untitled'
  const place = placeParts(document, locator).map((part) => `, ${escapeMarkdown(oneLine(part))}`)
  const href = linkable(url)
  const quoted = quote.split(/\r?\n/).map((line) => `> ${escapeMarkdown(oneLine(line))}`.trimEnd())
  return [
    `**[${marker}] ${escapeMarkdown(title)}**${place.join('')}`,
    quoted.join('\n'),
    ...(href === undefined ? [] : [`<${href}>`]),
  ].join('\n\n')
}

/** The answer as Markdown in which nothing acts but the sources' links, whatever its text says. */
function fileOf({ question, markdown, citations, at }: SavedAnswer): AnswerFile {
  const paragraphs = toParagraphs(markdown).map((spans) =>
    spans.map((span) => (/^\[\d+\]$/.test(span.text) ? span : { ...span, text: escapeMarkdown(span.text) })),
  )
  // A mark before these would be a link, or say where all marks lead.
  const prose = toMarkdown(paragraphs).replace(/\[(\d+)\](?=[(:[])/g, '\\[$1\\]')
  const parts = [
    `# ${escapeMarkdown(oneLine(question)) || 'Answer'}`,
    prose,
    ...(citations.length === 0 ? [] : ['## Sources', ...citations.map(sourceLines)]),
    `_Answered on ${at.slice(0, 10)}_`,
  ]
  return { name: nameOf(question), bytes: Buffer.from(`${parts.join('\n\n')}\n`.toWellFormed()) }
}

const said = (words: string) => ({
  type: 'message',
  summary: words,
  text: escapeMarkdown(words),
  textFormat: 'markdown',
})

function consentCard({ name, bytes }: AnswerFile, { conversationId, seq }: AnswerPlace): Json {
  const context = { conversationId, seq }
  const content: FileConsentCard = {
    description: 'This answer with its sources, as a Markdown file.',
    sizeInBytes: bytes.byteLength,
    acceptContext: context,
    declineContext: context,
  }
  return { type: 'message', summary: `Save ${name}?`, attachments: [{ contentType: consentType, name, content }] }
}

/** What a person is told when their OneDrive did not take the file. */
function refusal(status: number): AppError {
  const error = (words: string, retry: 'later' | 'never' = 'never') =>
    new AppError('teams-upload-refused', `The file could not be saved (HTTP ${status}): ${words} ${again}`, { retry })
  if (status === 413 || status === 507) return error('your OneDrive is full. Make room in it.')
  if (status === 408 || status === 429 || status >= 500) return error('OneDrive is busy.', 'later')
  if (status === 401 || status === 403) return error('OneDrive does not let you or me write there.')
  return error('OneDrive did not take it.')
}

async function quickly<T>(work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt)
    } catch (error) {
      const isPassing = error instanceof AppError && error.retry === 'later' && error.retryAfterMs === undefined
      if (!isPassing || attempt === attempts) throw error
      await wait(pauseMs * attempt)
    }
  }
}

export function createConsent(options: ConsentOptions): Consent {
  const { host, send, origins, answerMs, timeoutMs, now } = options
  const own = origins.map((url) => URL.parse(url)?.origin)
  const isAllowed = (url: URL) => isFileHost(url) || own.includes(url.origin)
  const underWay = new Map<string, Promise<unknown>>()

  /** Counts as under way until it ends, and runs once however often it is asked for meanwhile. It must not reject. */
  function run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = underWay.get(key) as Promise<T> | undefined
    if (running !== undefined) return running
    const started = work().finally(() => underWay.delete(key))
    underWay.set(key, started)
    return started
  }

  /** Undefined when that is too late for Teams. */
  const inTime = <T>(work: Promise<T>) => Promise.race([work, wait(answerMs, undefined, { ref: false })])

  function explain(error: unknown, otherwise: string): string {
    host.log.warn('teams: an answer was not saved as a file', { error: describeError(error) })
    return error instanceof AppError && error.code.startsWith('teams-upload') ? error.message : otherwise
  }

  function post({ asker, activityKey }: Place, payload: Json, replaces?: string): Promise<string> {
    const message = { id: activityKey, kind: 'final', target: asker.target, payload, private: false } as const
    const createdAt = new Date(now())
    const before = replaces === undefined ? {} : { replaces }
    return quickly((attempt) => send({ ...message, ...before, createdAt, attempt }))
  }

  /** Says it in the chat, in place of a message if there is one; with the outbox's patience when Teams does not take it. */
  async function tell(place: Place, words: string, replaces?: string, payload: Json = said(words)): Promise<void> {
    try {
      await post(place, payload, replaces)
    } catch (error) {
      host.log.warn('teams: what became of a file is told later', { error: describeError(error) })
      await host.accept(incomingFrom(place, hint(words))).catch((failure: unknown) => {
        host.log.warn('teams: what became of a file could not be told', { error: describeError(failure) })
      })
    }
  }

  async function upload(address: string, { bytes }: AnswerFile): Promise<void> {
    const url = URL.parse(address)
    if (url === null || !isAllowed(url))
      throw new AppError(
        'teams-upload-host',
        `Teams named a place that is not OneDrive, so nothing was saved. ${again}`,
      )
    await quickly(async (attempt) => {
      const { status, body } = await fetch(url, {
        method: 'PUT',
        // https://learn.microsoft.com/graph/api/driveitem-createuploadsession#upload-bytes-to-the-upload-session
        headers: { 'content-range': `bytes 0-${bytes.byteLength - 1}/${bytes.byteLength}` },
        body: bytes,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => {
        const cause = networkError(error, 'read', 'the address of the upload')
        throw new AppError('teams-upload-unreachable', `OneDrive could not be reached. ${again}`, {
          retry: 'later',
          cause,
        })
      })
      await body?.cancel().catch(() => undefined)
      // The same bytes came with an earlier attempt, whose answer was lost.
      const isThereAlready = attempt > 1 && status === 416
      if (status !== 200 && status !== 201 && !isThereAlready) throw refusal(status)
    })
  }

  /** Resolves with what to tell; the card with the file only if its address is one that people may be sent to. */
  async function save({ uploadInfo, context }: Json, { asker }: Place): Promise<{ words: string; card?: Json }> {
    const at = parsePlace(record({ context }, 'context'))
    try {
      const answer = at === null ? null : await host.answerAt(asker, at)
      if (answer === null) return { words: gone }
      const file = fileOf(answer)
      await upload(text(uploadInfo, 'uploadUrl') ?? '', file)
      const name = fileName(text(uploadInfo, 'name'), file.name)
      const words = `Saved in your OneDrive: ${name}`
      const url = URL.parse(text(uploadInfo, 'contentUrl') ?? '')
      const uniqueId = text(uploadInfo, 'uniqueId')
      if (url === null || !isAllowed(url) || uniqueId === undefined) return { words }
      const content: FileInfoCard = { uniqueId, fileType: text(uploadInfo, 'fileType') ?? 'md' }
      const attachments = [{ contentType: infoType, contentUrl: url.href, name, content }]
      return { words, card: { type: 'message', summary: words, attachments } }
    } catch (error) {
      return { words: explain(error, `The answer could not be saved just now. ${again}`) }
    }
  }

  async function finish(value: Json, place: Place, cardId: string | undefined): Promise<void> {
    const saving = save(value, place)
    const early = await inTime(saving)
    // Only a courtesy: if it cannot be posted, what follows says more.
    const shown = early === undefined ? await post(place, said(inAMoment), cardId).catch(() => cardId) : cardId
    const { words, card } = early ?? (await saving)
    await tell(place, words, shown, card)
  }

  async function ask(at: AnswerPlace, place: Place): Promise<{ isAsked: boolean; words: string }> {
    try {
      const answer = await host.answerAt(place.asker, at)
      if (answer === null) return { isAsked: false, words: gone }
      await post(place, consentCard(fileOf(answer), at))
      return { isAsked: true, words: 'I ask below whether I may save the answer in your OneDrive.' }
    } catch (error) {
      return { isAsked: false, words: explain(error, `The answer could not be made into a file just now. ${again}`) }
    }
  }

  return {
    async offer(at, place) {
      if (place.strangers !== null) return strangersReason(place.strangers)
      if (!takesFiles(place.asker.target)) return elsewhere
      const asking = ask(at, place)
      const early = await inTime(asking)
      if (early !== undefined) return early.words
      void run(`offer ${place.activityKey}`, async () => {
        const { isAsked, words } = await asking
        // A card speaks for itself; why there is none has to be said.
        if (!isAsked) await tell(place, words)
      })
      return inAMoment
    },
    async decide(value, place, cardId) {
      const { action } = value as FileConsentCardResponse
      const key = `${place.conversation} ${cardId ?? place.activityKey}`
      const refused = place.strangers === null ? null : strangersReason(place.strangers)
      const unfit = refused ?? (takesFiles(place.asker.target) ? null : elsewhere)
      const words = unfit ?? (action === 'accept' ? null : 'Not saved.')
      await inTime(run(key, () => (words === null ? finish(value, place, cardId) : tell(place, words, cardId))))
    },
    async settled() {
      await Promise.all(underWay.values())
    },
  }
}
