// What the desk is to the rest of the house: words and clicks become requests, and requests cards.
import type { Standing } from '../askers.ts'
import type { Action, Button, Card, Clickable, Form, Signed, Source } from '../card.ts'
import type { Log } from '../log.ts'
import type {
  AccessScope,
  Answer,
  AnswerPlace,
  Audience,
  Citation,
  CommandHelp,
  FileProgress,
  Incoming,
  Install,
  Reader,
  Request,
  SearchResult,
  SharedSource,
  Target,
  ThreadMessage,
  WorkspaceId,
  WorkspaceStatus,
} from '../model.ts'
import type { AnswerStep, Rag } from '../rag/types.ts'
import type { ChannelSettingsStore } from '../store/channel-settings.ts'
import type { DocumentStore } from '../store/documents/documents.ts'
import type { RecentDocument, RecentStore } from '../store/documents/recent.ts'
import type { SharerStore } from '../store/documents/sharers.ts'
import type { ManagedStore } from '../store/managed.ts'
import type { MemberStore } from '../store/members.ts'
import type { RateLimitStore } from '../store/messages/rate-limits.ts'
import type { TakingBackStore } from '../store/messages/taking-back.ts'
import type { TalkStore } from '../store/messages/talk.ts'
import type { NotificationChoiceStore } from '../store/notification-choices.ts'
import type { AwaitedStore } from '../store/transcripts/awaited.ts'
import type { TranscriptStore } from '../store/transcripts/conversations.ts'
import type { FeedbackStore } from '../store/transcripts/feedback.ts'
import type { GapStore } from '../store/transcripts/gaps.ts'
import type { LinkCodeStore } from '../store/transcripts/link-codes.ts'
import type { QuestionStore } from '../store/transcripts/questions.ts'
import type { SharingStore } from '../store/transcripts/sharing.ts'

/**
 * How words came. `message`: a mention or a direct message, where a command's word stands alone. `typed`: the same where
 * commands are typed without a slash. `command`: after the slash. `page`: a message of the chat page, which keeps its lines.
 */
type Manner = 'message' | 'typed' | 'command' | 'page'

/** A message that someone points at. */
export interface Message {
  readonly title: string
  readonly text: string
  readonly url?: string
  /** What of it can be indexed: its text, its files. */
  readonly sources: readonly SharedSource[]
}

/** What came with the words. */
export interface With {
  readonly files?: readonly SharedSource[]
  /** Of no use alone, but part of what is shared where there are files. */
  readonly pictures?: readonly SharedSource[]
  /** The message that they are a reply to. */
  readonly about?: Pick<Message, 'title' | 'text'>
  /** Nobody but the asker sees what comes of it: nothing has to be hidden for their sake. */
  readonly isAlone?: boolean
}

/** What words ask for. Pure; refuses nothing, but what cannot be worked on becomes a hint that says what to type instead. */
export type Read = (words: string, manner: Manner, more?: With) => Request

/** A message that was stored, with its install. */
export interface Asked<R extends Request = Request> {
  readonly install: Install
  readonly incoming: Incoming & { readonly request: R }
  readonly traceId: string
}

export interface Replied {
  readonly card: Card
  /** Only the person who asked sees it. */
  readonly isPrivate: boolean
  /** It enters the conversation. */
  readonly answer?: Answer
  /** What could be asked next: stands below everything else. */
  readonly next?: readonly Button[]
  /** It shows to all what its asker may see alone, because they said so: made sure of once more for them, not for all. */
  readonly isShared?: true
  /** Looked for once the reply is on its way, and then said to the asker alone; null when there is nothing to say. */
  readonly beside?: () => Promise<Card | null>
}

/** An answer, and the card that shows it. */
export interface Answered {
  readonly answer: Answer
  readonly card: Card
}

/** What whoever works on a message lends to its gesture. */
export interface Stage {
  /** Nobody but the owner reads here: ragbot's own documents may answer until there are others. */
  readonly readsBuiltInDocs: boolean
  /** Others read along, and what is said to the asker alone may hold more. */
  readonly tellsMore: boolean
  /** People can be told something later on, directly. */
  readonly reaches: boolean
  /** What is posted here can be deleted again. */
  readonly removes: boolean
  /** People can be mentioned here, by their ids. */
  readonly mentions: boolean
  /**
   * Who can be asked in the message's place instead of the bot, by their id: who made it, or this person, if they are a full
   * member who is in it; null where that is not known.
   */
  personToAsk(person?: string): Promise<string | null>
  /** Shows that something is done, as the platform does. */
  showWorking(): void
  /** Deletes what was posted under this id; nothing where it is gone. @throws AppError `never` where it cannot be */
  remove(posted: { readonly target: Target; readonly messageId: string }): Promise<void>
  /** What was written in the message's thread before it, oldest first; none where that cannot be read in time. */
  readThread(): Promise<readonly ThreadMessage[]>
  /** Where the work takes longer than a second, shows what is written so far, as it grows, and how far the work is. */
  whileWriting<T>(
    draft: (soFar: string, step: AnswerStep) => Card,
    work: (onText: (soFar: string) => void, onStep: (step: AnswerStep) => void) => Promise<T>,
  ): Promise<T>
  /**
   * What became of what the message shares, for this audience to read; null while it is being indexed.
   * @param draft shown while that takes
   */
  indexed(
    audience: Audience,
    draft: (files: readonly FileProgress[]) => Card | null,
  ): Promise<readonly FileProgress[] | null>
}

/** What a click did: something to say to whoever clicked, a request of theirs to work on, or a form to fill in first. */
export type Acted =
  | { readonly kind: 'said'; readonly message: string }
  | { readonly kind: 'asked'; readonly request: Request }
  /** `action`: where it goes, if that is not the one that was clicked. */
  | { readonly kind: 'form'; readonly form: Form; readonly action?: Action }
  /** What begins with a form in another channel, by its id: to be opened there. */
  | { readonly kind: 'elsewhere'; readonly channel: string; readonly request: Request }

/** A form, and where it goes. */
interface Opened {
  readonly form: Form
  readonly action: Action
}

/** Of a gesture, what a platform's own menus offer. */
export interface MenuEntry {
  readonly name: string
  /** At most 100 characters. */
  readonly says: string
  readonly options: readonly MenuOption[]
}

interface MenuOption {
  readonly name: string
  readonly says: string
  readonly kind: 'text' | 'file'
  readonly isRequired?: true
  /** Titles of documents are offered while it is typed. */
  readonly suggestsTitles?: true
  readonly maxLength?: number
}

/** Something that can be done with a message by its menu. */
export interface MessageGesture {
  readonly id: string
  /** At most 24 characters. */
  readonly label: string
  /** At most 100 characters. */
  readonly says: string
  /** A form where something is to be said first, which goes to `action`. */
  read(message: Message, isAlone: boolean): Request | { readonly form: Form; readonly action: Action }
}

/** Something that is asked for from anywhere, by a form that goes to `action`. */
export interface FormGesture {
  readonly id: string
  /** At most 24 characters. */
  readonly label: string
  /** At most 100 characters. */
  readonly says: string
  readonly form: Form
  readonly action: Action
}

export interface Desk {
  readonly read: Read
  readonly menu: readonly MenuEntry[]
  readonly messageGestures: readonly MessageGesture[]
  readonly formGestures: readonly FormGesture[]
  /** Whether people ask or only talk, for messages in a thread that mention nobody. */
  readsLikeQuestion(text: string): boolean
  /** What someone asks for who adds the bot somewhere. */
  readonly welcome: Request
  /** What stands below an answer with these citations, wherever that is read. */
  below(citations: readonly Citation[]): Clickable
  /** Everyone who reads where it was asked sees the reply. */
  isForAll(request: Request): boolean
  /** What is shown while what a request shares is being indexed; null where only the asker will hear of it. */
  progress(request: Request, files: readonly FileProgress[]): Card | null
  /** What is shown while a request waits to be worked on; null where only its asker will hear of it. @throws what the store throws */
  waiting(reader: Reader, request: Request): Promise<Card | null>
  /**
   * Waiting while what the message shares is being indexed: it is worked on again when that is done. Nothing: of what nobody
   * asked for.
   * @throws what the store or the engine throws
   */
  reply(asked: Asked, stage: Stage): Promise<Replied | 'waiting' | 'nothing'>
  /** What the bot is, and how it does as far as this reader may know. @throws what the store throws */
  overview(reader: Reader): Promise<readonly Card[]>
  /** What this person may be told unasked, with a button to switch each. @throws what the store throws */
  notifications(reader: Reader): Promise<Card>
  /** What else stands on a page of theirs alone. @throws what the store throws */
  home(reader: Reader): Promise<readonly Card[]>
  /** The form that a request begins with, for platforms that open any with a command; null: it is worked on at once. */
  opens(reader: Reader, request: Request): Promise<Opened | null>
  /**
   * An answer at once, for whoever waits for it; kept nowhere. Words say why there is none.
   * @throws what the store or the engine throws
   */
  answer(reader: Reader, question: string, about?: string): Promise<Answered | string>
  /**
   * The answer to what someone waits for; null while there is none.
   * @param readAs what the question meant where it was asked
   * @throws what the store or the engine throws
   */
  awaited(reader: Reader, question: string, readAs: string): Promise<Card | null>
  /** What a click does. @param input of its form, by the fields' ids */
  act(reader: Reader, action: Action, input?: Readonly<Record<string, string>>): Promise<Acted>
}

/** Actions as tokens, which fit into a button's id on every platform, and back. */
export interface Actions {
  /** With tokens of at most 100 characters of ASCII; what is about an answer is left out where there is none. */
  sign(install: Install, clickable: Clickable, answer?: AnswerPlace): Promise<Signed>
  /** `forged`: not made here, or for another install. `stale`: its value is kept no longer. */
  open(install: Install, token: string): Promise<Action | 'forged' | 'stale'>
}

/** What gestures work with. */
export interface Tools {
  readonly store: LinkCodeStore &
    FeedbackStore &
    SharingStore &
    QuestionStore &
    AwaitedStore &
    TranscriptStore &
    DocumentStore &
    SharerStore &
    Pick<MemberStore, 'countReaders'> &
    TakingBackStore &
    Pick<TalkStore, 'answeredBotLast'> &
    RecentStore &
    ManagedStore &
    Pick<GapStore, 'listGapsSeen' | 'listGapPlaces'> &
    RateLimitStore &
    ChannelSettingsStore &
    NotificationChoiceStore
  readonly rag: Pick<
    Rag,
    'ask' | 'citeAgain' | 'isSmallTalk' | 'takesInstructions' | 'models' | 'search' | 'summarize' | 'readText'
  >
  /** @param also channels that matter besides those that have documents */
  readonly scopeOf: (reader: Reader, also?: readonly Audience[]) => Promise<AccessScope>
  /** Where a document is opened. */
  readonly linkToDocument: (document: Pick<RecentDocument, 'id' | 'url'>) => string | undefined
  /** What someone is where they ask, as their platform says now. */
  readonly standingOf: (reader: Reader) => Promise<Standing>
  readonly status: (workspaceId: WorkspaceId) => Promise<WorkspaceStatus>
  /** The document that a link of ours to a passage is of; null for any other address. */
  readonly documentBehind: (url: string) => string | null
  /** Where ragbot's own documentation is indexed. */
  readonly builtInWorkspaceId: WorkspaceId
  readonly log: Log
}

type Of<R extends Request, K extends R['kind']> = Extract<R, { readonly kind: K }>

/**
 * A card alone is private. Waiting: until what was shared is indexed. Nothing: of what nobody asked for. Null: nothing to work
 * on, so help is what helps.
 */
type Reply<R extends Request> = (
  tools: Tools,
  asked: Asked<R>,
  stage: Stage,
) => Promise<Card | Replied | 'waiting' | 'nothing'> | null

/** A gesture on the command line: documents that something finds, listed as `search` lists them. */
export interface Lister {
  /** How it is typed, with its name first. */
  readonly synopsis: string
  readonly summary: string
  /** @throws AppError for words that name nothing */
  find(
    tools: Pick<Tools, 'rag'> & { readonly store: DocumentStore },
    scope: AccessScope,
    words: string,
    top: number,
  ): Promise<SearchResult>
}

/** One thing that people can ask the bot to do. A file or folder of this room each, and a line in registry.ts. */
export interface Gesture<R extends Request = never> {
  /** Of its actions: letters and dashes. */
  readonly name: string
  /** How it is typed; absent where there are only buttons. */
  readonly command?: {
    /** Those that name it, in lower case. */
    readonly words: readonly [string, ...string[]]
    /** Its line of the help. */
    readonly help: CommandHelp
    readonly menu: Omit<MenuEntry, 'name'>
    /** Its word also begins a message that is typed without a slash. */
    readonly isTyped?: true
    /**
     * @param rest what stands after its word, tidied. @param prefix what commands begin with here, for hints
     */
    read(rest: string, prefix: string, more: With): Request
  }
  /** A whole message that means it; null for anything else, such as a question that begins with its word. */
  message?(text: string): Request | null
  /** Its request made by a reply to a message, which is then about that message. */
  about?(request: R, message: Pick<Message, 'title' | 'text'>): Request | null
  readonly messageGesture?: MessageGesture
  readonly formGesture?: FormGesture
  readonly lister?: Lister
  isForAll?(request: R): boolean
  /** What is filled in at once where a platform opens forms by commands; null: its reply comes instead. */
  opens?(tools: Tools, reader: Reader, request: R): Promise<Opened | null>
  /** Also where the bot is switched off, and for whom it does nothing else. */
  readonly isAlwaysHeard?: true
  progress?(request: R, files: readonly FileProgress[]): Card | null
  /** Shown where its reply will be, while it waits for its turn. */
  waiting?(tools: Tools, request: R): Card | null
  /** What its requests are answered with. */
  readonly replies?: { readonly [K in R['kind']]: Reply<Of<R, K>> }
  /** Stands below each answer. */
  readonly buttons?: readonly Button[]
  /** Stands below an answer to this message, after those. */
  offers?(
    asked: Asked,
    answer: Answer,
    stage: Pick<Stage, 'removes' | 'reaches' | 'mentions' | 'personToAsk'>,
    tools: Tools,
  ): readonly Button[] | Promise<readonly Button[]>
  /** Something to do with a source; `label` stands above all of them. */
  readonly sourceAction?: { readonly label: string; of(source: Source): Action }
  /**
   * What a click on one of its actions does. Whoever clicked waits for it, 2 s at most: it asks the database and nobody else.
   * @param value as the action was made
   */
  act?(tools: Tools, reader: Reader, value: string, input: Readonly<Record<string, string>> | undefined): Promise<Acted>
}
