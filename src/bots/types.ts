// What a platform is to the rest of the house. A new one is a folder that makes a `Platform`, and a line in registry.ts.
import type { Audience, HttpRequest, Incoming, PlatformId, Reply, Route, ThreadKey } from '../model.ts'

/** A reply in the platform's own JSON, and the text a person sees, for the transcript. */
export interface Rendered {
  readonly payload: Readonly<Record<string, unknown>>
  readonly displayMarkdown: string
}

/** One message to post. `id` is the outbox row's: the same on every attempt, so that a lost outcome can be looked up. */
export interface Outbound {
  readonly id: string
  readonly target: Readonly<Record<string, string>>
  readonly payload: Readonly<Record<string, unknown>>
  /** Only the person who asked may see it. */
  readonly private: boolean
  readonly secret?: string
  /** A placeholder that this message takes the place of. */
  readonly replaces?: string
  readonly createdAt: Date
}

export interface Platform {
  readonly id: PlatformId
  /** What it serves over HTTP: webhooks, or its own API. */
  readonly routes: readonly Route[]
  /** True when only the owner of this machine reads here, so ragbot's own docs may answer until there are others. */
  readonly answersFromBuiltInDocs: boolean
  /** Called once, when its routes are served. Must not wait for the platform, which may be out of reach. */
  start?(): void
  /** The audiences whose documents every reader of the reply to `incoming` may see. */
  readableBy(incoming: Pick<Incoming, 'channel' | 'person'>): readonly [Audience, ...Audience[]]
  /** Pure: no network, no clock. */
  render(reply: Reply): Rendered
  /**
   * Posts or updates one message; resolves with the platform's message id.
   * @throws AppError whose `retry` tells whether the post may have happened.
   */
  send(message: Outbound): Promise<string>
  /** The thread that a posted reply began, when the request had none (a slash command): follow-ups come from there. */
  threadStartedBy?(message: Outbound, messageId: string): ThreadKey | null
  /**
   * Finds a message whose outcome was lost; null when it was not posted. A platform without it is at-least-once.
   * @throws AppError `never` when looking is not possible at all, `later` when it is worth another try.
   */
  find?(message: Outbound): Promise<string | null>
}

/** What the house hands to a platform when it makes it. */
export interface PlatformHost {
  /** Stores the message and resolves once it is committed. */
  accept(incoming: Incoming): Promise<AcceptedMessage>
  /** True when the bot has already answered in this thread. */
  knowsThread(platform: PlatformId, threadKey: string): Promise<boolean>
  /** Private replies that were given in a thread, oldest first: those after the one with this id, 20 at most. */
  privateReplies(platform: PlatformId, threadKey: string, afterId: number): Promise<readonly PrivateReply[]>
  /** Null when the request carries a valid credential, else the response that refuses it. */
  refuse(request: HttpRequest): { status: number; body: string } | null
  readonly log: { warn(message: string, fields?: Record<string, string | number>): void }
}

interface PrivateReply {
  readonly id: number
  readonly payload: Readonly<Record<string, unknown>>
  readonly createdAt: string
}

export interface AcceptedMessage {
  readonly duplicate: boolean
  /** The stored user message, for platforms whose clients write into a conversation directly. */
  readonly message?: { readonly seq: number; readonly conversationId: string; readonly createdAt: string }
}
