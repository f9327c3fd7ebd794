// What a platform is to the rest of the house. A new one is a folder that makes a `Platform`, and a line in registry.ts.

import type { Members, Standing } from '../askers.ts'
import type { Card, Clickable, Form, Signed } from '../card.ts'
import type { Answered, Desk } from '../desk/types.ts'
import type {
  AnswerPlace,
  Asker,
  Audience,
  Finding,
  Incoming,
  Install,
  InstallId,
  PlatformId,
  Request,
  SavedAnswer,
  SharedSource,
  Target,
  ThreadKey,
  ThreadMessage,
} from '../model.ts'
import type { HttpRequest, HttpResponse, Route } from '../route.ts'
import type { FetchedFile, Outbound, Payload, Posted, Rendered } from './outbound.ts'

export type { Clickable, Signed } from '../card.ts'
export type { FetchedFile, Outbound, Rendered } from './outbound.ts'

/** `threadKey`: what is said there goes out in order. */
interface Reached {
  readonly target: Target
  readonly threadKey: ThreadKey
}

export interface Platform {
  readonly id: PlatformId
  /** What it serves over HTTP: webhooks, or its own API. */
  readonly routes: readonly Route[]
  /** True when only the owner of this machine reads here, so ragbot's own docs may answer until there are others. */
  readonly answersFromBuiltInDocs: boolean
  /** True when its replies are read out of the store: nothing is sent. */
  readonly readsStore?: true
  /** Called once, when its routes are served. Must not wait for the platform, which may be out of reach. */
  start?(): void
  /** Ends what `start` began. */
  stop?(): Promise<void>
  /** Asks the platform whether it would let us work: token, rights, the bot's own id. Never throws. */
  check?(): Promise<readonly Finding[]>
  /**
   * The audiences whose documents EVERY reader of a reply may see, that of the place itself (askers.ts) first. Fails
   * closed: what cannot be found out, because the platform is out of reach or does not tell, is left out.
   * @param channels this platform's channel audiences that have documents
   */
  readableBy(asker: Asker, channels: readonly Audience[]): Promise<readonly [Audience, ...Audience[]]>
  /**
   * Looks up anew what `readableBy` goes by, of the place and of these of its audiences, where that is older than a minute:
   * called before an answer from them is shown. What cannot be found out is not readable any more.
   */
  lookAgain?(asker: Asker, audiences: readonly Audience[]): Promise<void>
  /**
   * How old a message may become, in milliseconds, before it is answered without what `readableBy` left out, or `lookAgain` took
   * away, because the platform failed to tell just now; 0 when it did not fail.
   */
  waitsFor?(asker: Asker): Promise<number>
  /**
   * What someone is where they ask. What cannot be found out is unknown; without this method all that its messages do not say.
   */
  standingOf?(asker: Asker): Promise<Standing>
  /**
   * By id, for cards to mention (`to`): who made the place, or this person, if they are a full member who is in it now. Null:
   * that is not known.
   */
  personToAsk?(asker: Asker, person?: string): Promise<string | null>
  /**
   * Looks up anew whether these files of its own are still there and shared with whom they are shown to, where that is older
   * than a minute, and takes back what is not: called before an answer from them is shown.
   * @param sourceKeys as its sources have them
   * @throws AppError `later` when that cannot be found out now
   */
  lookAgainAtFiles?(sourceKeys: readonly string[]): Promise<void>
  /** Pure: no network, no clock. What can be clicked is only signed by `send`, which knows the answer's place. */
  render(card: Card, asker: Asker): Rendered
  /**
   * Shows that it works on a message, once, as well as it can: what it throws is ignored. Resolves with true where that stands
   * until the reply is there, so that nothing has to be posted in its place.
   * @param question names the work, where a platform lists it
   */
  showWorking?(asker: Asker & Pick<Incoming, 'editOf'>, question?: string): Promise<unknown>
  /** Whether the steps of work are shown there in the platform's own way, also where `showWorking` shows something. */
  showsSteps?(asker: Asker): boolean
  /**
   * What only the asker sees may hold all that they may see, and is told apart by `readableBy`: so whoever asks where others
   * read along is told when there is more for them alone.
   */
  readonly tellsMore?: true
  /**
   * What was written in a message's thread before it, oldest first, beside what the bot was asked and said there: a bounded
   * part of it, for whoever reads the thread. None outside a thread.
   * @throws what keeps it from being read
   */
  readThread?(asker: Asker): Promise<readonly ThreadMessage[]>
  /**
   * The bytes of a file that was shared here. `onNamed` is told what it is called, where that is found out before it fails.
   * @throws AppError: `never` with what to do, `later` when the network or the platform failed, `too-large` above maxBytes
   */
  fetchFile?(
    file: Extract<SharedSource, { kind: 'file' }>,
    from: {
      readonly asker: Asker
      readonly secret?: string
      readonly maxBytes: number
      readonly onNamed?: (name: string) => void
    },
  ): Promise<Uint8Array | FetchedFile>
  /**
   * Posts or updates one message; resolves with the platform's message id.
   * @throws AppError whose `retry` tells whether the post may have happened; `refused` when the token is not taken.
   */
  send(message: Outbound): Promise<string>
  /**
   * Deletes what `send` posted; nothing where it is gone already.
   * @throws AppError `never` where it cannot be deleted, with what to do
   */
  remove?(posted: Posted): Promise<void>
  /**
   * How to speak at a place unasked. Pure; null where the platform has to hear from there first.
   * @param last where the last reply there went, null when there was none
   */
  reach(to: Pick<Asker, 'person' | 'place'>, last: Target | null): Reached | null
  /** The thread that a posted reply began, when the request had none (a slash command): follow-ups come from there. */
  threadStartedBy?(message: Outbound, messageId: string): ThreadKey | null
  /**
   * Finds a message whose outcome was lost; null when it was not posted. A platform without it is at-least-once.
   * @throws AppError `never` when looking is not possible at all, `later` when it is worth another try.
   */
  find?(message: Outbound): Promise<string | null>
  /**
   * How long to wait before each look for a lost post, in milliseconds: the first after it was lost, each further after
   * one in vain. After the last it cannot land any more and is posted again. None: looked for once, at once.
   */
  readonly lookAfterMs?: readonly number[]
}

/** An app that teams install by themselves: all that comes in by it, and a platform for each of its installs. */
export interface PlatformApp {
  readonly id: PlatformId
  /** Webhooks, and the pages over which it is installed. */
  readonly routes: readonly Route[]
  /** Called once, when its routes are served. */
  start?(): void
  stop?(): Promise<void>
  check?(): Promise<readonly Finding[]>
  /** What speaks for one install; `stop` is called when that ends. */
  open(install: AppInstall, host: PlatformHost): Platform
}

/** `tokenOf`: the install whose token it uses, mostly its own. */
export interface AppInstall extends Install {
  readonly tokenOf: InstallId
}

/** A place that an app's delivery is from. */
export interface AppPlace {
  readonly account: string
  readonly enterprise?: string
  readonly channel?: string
  readonly thread?: string
}

/** What the house hands to an app. */
export interface AppHost {
  /** Null where the app is not installed; `install` is null where no workspace answers there yet. Both are open by then. */
  routeOf(place: AppPlace): Promise<{ readonly token: InstallId; readonly install: InstallId | null } | null>
  /** `isOperator`: whoever installs has proven to run this process. What is made is open when this resolves. */
  install(made: MadeInstall, tokens: AppTokens): Promise<{ readonly id: InstallId; readonly isActive: boolean }>
  /** The workspace of this process answers in these teams of an install for a whole enterprise. */
  answerIn(id: InstallId, teams: readonly string[]): Promise<void>
  /** An install for a whole enterprise was let into teams: answered from where its others are, if it is active. */
  addTeams(id: InstallId, teams: readonly string[]): Promise<void>
  removeTeams(id: InstallId, teams: readonly string[]): Promise<void>
  tokensOf(id: InstallId): KeptTokens
  /** Its tokens are gone when this resolves. @param before leaves one that was made later */
  end(id: InstallId, before?: Date): Promise<void>
  /** Whether a state is used for the first time. */
  spend(state: string, expiresAt: Date): Promise<boolean>
  /** Whether the request comes from whoever runs this process. */
  isOperator(request: HttpRequest): boolean
  /** 32 bytes, this app's own: for what is signed. */
  readonly key: Uint8Array
  /** Where people reach this process, without a slash at the end. */
  origin(): string
  readonly log: { warn(message: string, fields?: Record<string, string | number>): void }
}

export interface MadeInstall {
  /** The team, or the enterprise when `isOrg`. */
  readonly account: string
  readonly isOrg: boolean
  readonly botId: string | null
  readonly scopes: readonly string[]
  readonly isOperator: boolean
}

export interface AppTokens {
  readonly access: string
  /** Null where the access token holds until it is revoked. */
  readonly refresh: string | null
  readonly expiresAt: Date | null
}

/** The tokens of one install, which all processes share. */
export interface KeptTokens {
  /** Null when the install has ended. */
  read(): Promise<(AppTokens & { readonly version: number }) | null>
  /** Whether this process may exchange the refresh token of that version, for so long. */
  claim(version: number, forMs: number): Promise<boolean>
  save(version: number, tokens: AppTokens): Promise<void>
  /** Gives the claim back. @returns whether the refresh token was refused so often that the install has to end */
  failed(version: number, wasRefused: boolean): Promise<boolean>
}

/**
 * `bot`: the message is for it. `people`: two messages in a row were between people before it, so it is theirs. `open`: neither,
 * or the bot is not in that thread.
 */
export type Turn = 'bot' | 'people' | 'open'

/** What the house hands to a platform when it makes it: the house as one install sees it, whose workspace it is. */
export interface PlatformHost {
  /** Stores the message and resolves once it is committed. */
  accept(incoming: Incoming): Promise<AcceptedMessage>
  /** True when the bot has already answered in this thread. */
  knowsThread(threadKey: string): Promise<boolean>
  /**
   * Takes note of a message in a thread that others read, and tells whose turn it is.
   * @param at its place in the thread's order, a decimal number; what comes late or twice changes nothing
   * @param to `bot`: it mentions it. `maybe`: it reads like a question. `people`: it is plainly not for the bot
   */
  noteTalk(threadKey: string, at: string, to: 'bot' | 'people' | 'maybe'): Promise<Turn>
  /**
   * Ends the work on a thread's messages, as someone pressed stop: of their replies nothing is shown any more but this payload,
   * in the place of what stands there.
   * @param isMeant by where the reply to a message goes: what was said after the button was pressed is not
   * @returns whether anything was under way
   */
  stop(threadKey: ThreadKey, isMeant: (target: Target) => boolean, payload: Payload): Promise<boolean>
  /** Whether a message that is addressed to nobody, or that a bot wrote, is to be answered, by the settings of its channel. */
  answersOverheard(incoming: Incoming): Promise<boolean>
  /** Private replies that were given in a thread, oldest first: those after the one with this id, 20 at most. */
  privateReplies(threadKey: string, afterId: number): Promise<readonly PrivateReply[]>
  /** What stands where the next reply of a thread will be; null when nothing does. */
  placeholderIn(threadKey: string): Promise<Payload | null>
  /** A reply that was sent within the last days, by its outbox id: for its further pages. Null when it is gone. */
  sentReply(id: string): Promise<SentReply | null>
  /**
   * An answer at once, for whoever waits for it; kept nowhere. Words say why there is none.
   * @throws what the store or the engine throws
   */
  answer(asker: Asker, question: string, about?: string): Promise<Answered | string>
  /** The form that a request begins with, with its token; null where it is accepted as it is. */
  formFor(asker: Asker, request: Request): Promise<{ readonly form: Form; readonly token: string } | null>
  /** Titles of documents that every reader may see and that hold all these beginnings of words; by title, 25 at most. */
  suggestTitles(asker: Asker, words: string): Promise<readonly string[]>
  /** An answer that was given, for whoever may see all that it cites; null for others, and when it is gone. */
  answerAt(asker: Asker, place: AnswerPlace): Promise<SavedAnswer | null>
  /** For a page about the bot that only they see: what it is and how it does, and what they asked last. */
  home(asker: Asker): Promise<Home>
  /** What can be clicked with its tokens; what is about an answer is left out where there is none. */
  sign(clickable: Clickable, answer?: AnswerPlace): Promise<Signed>
  /**
   * What a click does, by its token. One that is forged, too old or not for this person is answered in words.
   * @param input of the form that was filled in, by its fields' ids
   */
  act(asker: Asker, token: string, input?: Readonly<Record<string, string>>): Promise<Clicked>
  /** What people can ask for here, by words, menus and gestures. Pure. */
  readonly desk: Pick<
    Desk,
    'read' | 'readsLikeQuestion' | 'menu' | 'messageGestures' | 'formGestures' | 'welcome' | 'isForAll'
  >
  readonly limits: RateLimits
  /** What this install's platform told of its people and channels. */
  readonly members: Members
  readonly files: SharedFiles
  /** Null when the request carries a valid credential, else the response that refuses it. */
  refuse(request: HttpRequest): HttpResponse | null
  readonly log: { warn(message: string, fields?: Record<string, string | number>): void }
}

/** What became of files that people shared, by the keys of their sources. */
export interface SharedFiles {
  /** Whom it is shown to, where it was shared first before all others; none where it is not indexed. */
  sharedWith(sourceKey: string): Promise<readonly Audience[]>
  /** What a message showed to whom, by its natural key. */
  sharedBy(message: string): Promise<readonly { readonly sourceKey: string; readonly audience: Audience }[]>
  /**
   * Not shown to this audience any more, or to nobody with null; deleted where nobody is left. Shared there again it is new.
   * @param naturalKey of the delivery that shared it, which may come once more
   */
  withdraw(sourceKey: string, audience: Audience | null, naturalKey?: string): Promise<void>
}

export interface Home {
  readonly cards: readonly Card[]
  /** Of the last days and where the answer may still be seen, the newest first. */
  readonly asked: readonly AskedBefore[]
  /** What they may read, look after and choose. */
  readonly more: readonly Card[]
}

/** `messageId` and `target`: where the answer was posted. `at` is ISO 8601. */
interface AskedBefore {
  readonly question: string
  readonly at: string
  readonly target: Target
  readonly messageId: string
}

export type Clicked =
  /** To be said to whoever clicked, and nobody else. */
  | { readonly kind: 'said'; readonly message: string }
  /** To be accepted as a message of whoever clicked, private unless it is for all. */
  | { readonly kind: 'asked'; readonly request: Request }
  /** What begins with a form in another channel, by its id: `formFor` there. */
  | { readonly kind: 'elsewhere'; readonly channel: string; readonly request: Request }
  /** To be filled in; then `act` again, with its token. */
  | { readonly kind: 'form'; readonly form: Form; readonly token: string }

/** The platform's limits, obeyed by all processes that have the install's token together. */
export interface RateLimits {
  /** Takes a turn in every bucket; resolves with 0, or with the milliseconds to wait, and then none was taken. */
  take(...turns: readonly LimitedTurn[]): Promise<number>
  /** Nobody gets a turn in this bucket for so long. A shorter time never shortens a longer one. */
  block(bucket: string, forMs: number): Promise<void>
}

/** `allowance`: so many turns in so long. Without one only `block` holds turns back. */
interface LimitedTurn {
  readonly bucket: string
  readonly allowance?: readonly { readonly count: number; readonly perMs: number }[]
}

interface PrivateReply {
  readonly id: number
  readonly payload: Payload
  readonly createdAt: string
}

interface SentReply {
  readonly payload: Payload
  readonly target: Target
  readonly private: boolean
}

export interface AcceptedMessage {
  readonly duplicate: boolean
  /** The stored user message, for platforms whose clients write into a conversation directly. */
  readonly message?: {
    readonly seq: number
    readonly conversationId: string
    readonly createdAt: string
    readonly content: string
  }
  /** What the first message under this id said, when it was no part of a conversation (a command). */
  readonly content?: string
}
