// The words that all rooms share: who asks, what may be read, what is answered. Imports nothing.
// Offsets are UTF-16 code units into a document's extracted text, `start` inclusive and `end` exclusive.

export const platformIds = ['slack', 'teams', 'discord', 'local', 'console'] as const
export type PlatformId = (typeof platformIds)[number]

/** A workspace's row id (a UUID). Branded so that a slug cannot be passed for it. */
export type WorkspaceId = string & { readonly brand: 'WorkspaceId' }

/** An install's row id (a UUID). */
export type InstallId = string & { readonly brand: 'InstallId' }

/** The bot as it was installed once: whose token is used on a platform, and which workspace answers there. */
export interface Install {
  readonly id: InstallId
  readonly platform: PlatformId
  readonly workspaceId: WorkspaceId
}

/** One thread of one platform, as that platform's folder encodes it. Opaque everywhere else. */
export type ThreadKey = string & { readonly brand: 'ThreadKey' }

/** Who may read a document: everyone in the workspace, the readers of one channel, or one person. */
export type Audience = 'workspace' | `channel:${PlatformId}:${string}` | `person:${PlatformId}:${string}`

/** What one reader may see. A search cannot be written without it; the store joins it into the SQL. */
export interface AccessScope {
  readonly workspaceId: WorkspaceId
  readonly audiences: readonly [Audience, ...Audience[]]
}

export interface DocumentRef {
  readonly id: string
  readonly externalId?: string
  readonly title: string
  readonly uri: string
  /** A picture of it: http or https, given by whoever indexed it and never taken from its text. */
  readonly thumbnail?: string
  /** ISO 8601: when it was last seen at its source, where that was more than 30 days before it was found. */
  readonly readAt?: string
}

/** Where in a document its readers look: at one of these, none where they have no such terms. */
export type Position =
  /** Pages, slides and lines count from 1. */
  | { readonly page: number }
  | { readonly slide: number }
  /** `cells` of the sheet: "B2:D7". */
  | { readonly sheet: string; readonly cells?: string }
  | { readonly line: number }
  /** In a recording: "0:05:12". */
  | { readonly time: string }
  | Readonly<Record<never, never>>

/** A place in a document. `heading` is the path of headings, joined by " › ". Offsets into its text, in UTF-16 units. */
export type Locator = Position & {
  readonly heading?: string
  /** How sure text recognition was, in per cent; absent where the document has its own text. */
  readonly sure?: number
  readonly start: number
  readonly end: number
}

/** Evidence for the claims that carry `[marker]`. `quote` is the document's text from `start` to `end`, verbatim. */
export interface Citation {
  readonly marker: number
  readonly document: DocumentRef
  readonly quote: string
  readonly locator: Locator
  /** Where a reader can open the place. Minted by the server, never taken from a document's text. */
  readonly url?: string
}

interface SearchHit extends Omit<Citation, 'marker'> {
  readonly rank: number
  readonly score: number
}

export interface SearchResult {
  readonly query: string
  /** Distinct documents, best first. */
  readonly hits: readonly SearchHit[]
  readonly tookMs: number
}

/** How much was looked through under the reader's scope, and what came closest. */
export interface Searched {
  readonly documents: number
  /** The best first; with a quote where that may be what was asked for, and it is not sure. */
  readonly nearest: readonly (Omit<Citation, 'marker' | 'quote'> & { readonly quote?: string })[]
}

/** The writer that made an answer; `model` is null for the extractive one. */
export interface Backend {
  readonly name: 'extractive' | 'llm'
  readonly model: string | null
}

interface AnswerBase {
  /** What was looked up, where the question leans on what was said before it. */
  readonly readAs?: string
  /** ISO 639-1: what was asked in; absent for English. */
  readonly language?: string
  /** Prose with `[n]` marks and no list of sources. */
  readonly markdown: string
  readonly searched: Searched
  readonly backend: Backend
  /** What the reader should know of how it was made: the model was out of reach, sentences were left out. */
  readonly notes?: readonly string[]
  /** What a model counted, prompt and completion together; absent where none was asked. */
  readonly tokens?: number
  readonly tookMs: number
}

export interface GroundedAnswer extends AnswerBase {
  readonly kind: 'answered'
  /** From 0 to 1: the share of what the question asks that the cited passages speak of. */
  readonly confidence: number
  readonly citations: readonly [Citation, ...Citation[]]
  /** Up to three questions that the cited documents ask themselves, near what is cited, and answer below. */
  readonly next?: readonly string[]
}

interface NoEvidenceAnswer extends AnswerBase {
  readonly kind: 'no_evidence'
  readonly citations: readonly []
}

export type Answer = GroundedAnswer | NoEvidenceAnswer

/** One earlier message of a thread, oldest first in a history. */
export interface Turn {
  readonly role: 'user' | 'assistant'
  readonly text: string
}

export interface Ask {
  readonly question: string
  /** A text that the question may point at ("who signs it?"). */
  readonly about?: string
  readonly history: readonly Turn[]
  readonly scope: AccessScope
  /** Nobody has asked it just now: a refusal is no further gap. */
  readonly isAgain?: true
  readonly manner?: Manner
}

/** How an answer is written. */
export interface Manner {
  readonly length: 'short' | 'usual' | 'long'
  /** Of its place, about tone and terms: data, which changes nothing else. 500 UTF-16 code units at most. */
  readonly instructions?: string
  /** Who writes, the first of these that there is; 'none' for quotes alone. Absent: the usual one. */
  readonly models?: readonly string[]
}

/** One document to index, before extraction. `bytes` is the file; a JSONL line comes as its `text` in UTF-8. */
export interface SourceDocument {
  /** What makes it the same document the next time it is indexed; unique per workspace and audience. */
  readonly sourceKey: string
  readonly uri: string
  /** File name with its extension: together with the bytes it decides the format. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly externalId?: string
  readonly title?: string
  /** Where people read the original: http or https, else it is refused. */
  readonly url?: string
  /** A picture of it: http or https, else it is refused. */
  readonly thumbnail?: string
  readonly author?: string
  /** ISO 8601: when its contents last changed, as its source says. */
  readonly modifiedAt?: string
  /** A file of a platform: byte for byte as it was for another audience, it is shown to this one too, not indexed twice. */
  readonly isPlatformFile?: true
  /** What a web server said of this version, to ask it for a newer one. */
  readonly validators?: Validators
}

/** HTTP validators, verbatim: https://www.rfc-editor.org/rfc/rfc9110#section-8.8 */
export interface Validators {
  readonly etag?: string
  readonly lastModified?: string
}

export interface IndexTarget {
  readonly workspaceId: WorkspaceId
  readonly audience: Audience
  readonly shared?: SharedBy
}

/** Who showed a document to an audience, as '<platform>:<person>', and the message that did: what taking it back goes by. */
interface SharedBy {
  readonly person: string
  readonly message: string
}

export type IndexOutcome =
  | {
      readonly status: 'indexed' | 'unchanged'
      readonly uri: string
      readonly externalId?: string
      readonly documentId: string
      readonly chunks: number
      /** What to say of it: what was cut. */
      readonly note?: string
    }
  | {
      readonly status: 'failed'
      readonly uri: string
      readonly externalId?: string
      readonly chunks: 0
      readonly error: { readonly code: string; readonly message: string }
    }

/** What someone wrote in a thread beside what the bot was asked there. Data, like a document's. */
export interface ThreadMessage {
  readonly text: string
  /** Where it is opened. Minted by the server. */
  readonly url?: string
  /** Not another bot. */
  readonly isPerson: boolean
  /** The bot has said nothing there since. */
  readonly isSinceReply: boolean
}

/** Something shared on a platform, to be indexed. `sourceKey` makes it the same document the next time. */
export type SharedSource =
  | {
      readonly kind: 'text'
      readonly sourceKey: string
      /** A file name, for the format; the title is what people see. */
      readonly name: string
      readonly title: string
      readonly text: string
      readonly url?: string
    }
  /** Fetched by its platform, by a `reference` in the platform's own terms that holds no credential. */
  | {
      readonly kind: 'file'
      readonly sourceKey: string
      readonly name: string
      readonly sizeBytes?: number
      readonly reference: string
      readonly url?: string
    }
  | { readonly kind: 'page'; readonly url: string }

/** What someone wants: `kind` names the gesture's own, which alone knows what else stands in it. JSON, stored as it is. */
export interface Request {
  readonly kind: string
  /** Enters the conversation, with what is answered. */
  readonly question?: string
  /** What is shared with it, to be indexed before it is answered. */
  readonly sources?: readonly [SharedSource, ...SharedSource[]]
  readonly [own: string]: unknown
}

/** Addressed to the bot, but with nothing it can work on: answered privately with `reason`. */
export interface Hint extends Request {
  readonly kind: 'hint'
  readonly reason: string
}

export const hint = (reason: string): Hint => ({ kind: 'hint', reason })
export const isHint = (request: Request): request is Hint => request.kind === 'hint'

/** What a platform says of someone or of a place. What it does not say is neither yes nor no. */
export type Known = boolean | 'unknown'

/** Who speaks to the bot: the owner has this machine's page open. `id` is the platform's own, team or tenant included. */
export type Person =
  | { readonly kind: 'owner'; readonly id: 'owner' }
  | {
      readonly kind: 'someone'
      readonly id: string
      readonly isGuest: Known
      /** Of another organisation. */
      readonly isExternal: Known
      readonly roles: readonly string[] | 'unknown'
      readonly groups: readonly string[] | 'unknown'
    }

/** Where something is said, and who reads it there besides: of `direct` nobody. */
export type Place =
  /** The page of this machine: what is shared there is the workspace's. */
  | { readonly kind: 'page' }
  | { readonly kind: 'direct' }
  /** `id` of those who read along, team included: threads that all of a channel see have the channel's. */
  | { readonly kind: 'channel'; readonly id: string; readonly hasGuests: Known; readonly hasExternals: Known }

/** Where a reply goes, in the platform's own terms: ids only, stored as it is. Its folder knows what stands in it. */
export type Target = Readonly<Record<string, unknown>>

/** Who reads the reply to a message, and where, as a platform tells it. */
export interface Asker {
  readonly person: Person
  readonly place: Place
  readonly target: Target
  /** Nobody else sees the question and its reply, whoever reads along there. */
  readonly isForAskerAlone?: true
  /** No person asks, but a bot of these ids, or nobody at all: who reads the place is all that counts. */
  readonly bot?: readonly string[]
  /** The id of the channel whose settings hold there, where that is another. */
  readonly setUpIn?: string
}

/** Whom something is shown to: what they may see is decided in queue/scope.ts. */
export interface Reader extends Asker {
  readonly install: Install
}

/** A message, command or interaction addressed to the bot, as a platform's `parse` returns it. */
export interface Incoming extends Asker {
  readonly platform: PlatformId
  /** The platform's own identity of this message: a second delivery has the same one. */
  readonly naturalKey: string
  readonly threadKey: ThreadKey
  /** The natural key of the message that this one is after an edit: its reply takes the place of the one to that. */
  readonly editOf?: string
  /** A direct conversation as a whole, on a message outside its threads: that may follow on the last question there. */
  readonly directKey?: ThreadKey
  readonly request: Request
  /** It came by itself, and nobody waits for a reply: nothing is said of it, or only to its person why it failed. */
  readonly unasked?: 'tell-failure' | 'tell-nothing'
  /** Natural keys under which the same may come unasked as well: that is nothing new then. */
  readonly covers?: readonly string[]
  /** It was addressed to nobody: answered where there is an answer, and else at most its asker is told. */
  readonly isOverheard?: true
  /** Nothing is shown before its reply, which may be for its asker alone. */
  readonly isHeldBack?: true
  /** A credential the reply needs (a response URL, an interaction token): encrypted at rest. */
  readonly secret?: string
  /** Who wrote it, for idempotency from devices that retry (the chat page, API clients). */
  readonly clientMessage?: {
    readonly deviceId: string
    readonly id: string
    readonly conversationId: string
    /** As it was typed: the same id again is answered with it. */
    readonly content?: string
  }
}

/** Something that was looked at, and what is wrong with it: what `doctor` prints, and `start` and `status` warn of. */
export interface Finding {
  /** The thing: `database`, `queues`, `disk`, `slack` … */
  readonly about: string
  /** `warning`: works, but is dangerous or will not for long. `error`: does not work. */
  readonly level: 'ok' | 'warning' | 'error'
  /** One line: what was seen and, unless ok, what to do. */
  readonly message: string
}

export interface WorkspaceStatus {
  readonly documents: number
  readonly chunks: number
  readonly lastIndexedAt: string | null
  readonly retrieval: string
  readonly writer: string
  readonly pending: number
  /** What is wrong with the installation and how to mend it, a line each. */
  readonly warnings: readonly string[]
}

/** One shared file on its way into the index. `message` says why it failed, or what was left out. */
export interface FileProgress {
  readonly name: string
  readonly state: 'waiting' | 'fetching' | 'reading' | 'indexed' | 'unchanged' | 'failed'
  readonly chunks?: number
  readonly message?: string
  /** Of an address that stands for several pages: how many came. */
  readonly pages?: { readonly done: number; readonly total: number }
}

/** An answer out of a transcript. `at` is ISO 8601: when it was given, or saved. */
export interface SavedAnswer {
  readonly question: string
  readonly markdown: string
  readonly citations: readonly Citation[]
  readonly at: string
}

/** A command as people type it, without what commands begin with on their platform: "search <words>". */
export interface CommandHelp {
  readonly usage: string
  /** What it does, after the words: "lists the documents that match". */
  readonly says: string
}

/** Where an answer stands in its conversation: what a click on "helpful" or "save" is about. */
export interface AnswerPlace {
  readonly conversationId: string
  readonly seq: number
}

export const feedbackKinds = ['helpful', 'not-helpful', 'favourite', 'report'] as const
export type FeedbackKind = (typeof feedbackKinds)[number]
