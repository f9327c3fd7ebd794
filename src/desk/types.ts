// What the desk is to the rest of the house: words become requests, and requests that are no conversation their replies.
import type {
  AccessScope,
  CommandHelp,
  Incoming,
  Install,
  Reader,
  Reply,
  Request,
  WorkspaceId,
  WorkspaceStatus,
} from '../model.ts'
import type { Rag } from '../rag/types.ts'
import type { TranscriptStore } from '../store/transcripts/conversations.ts'
import type { FeedbackStore } from '../store/transcripts/feedback.ts'
import type { LinkCodeStore } from '../store/transcripts/link-codes.ts'

/**
 * What words ask for. `message`: a mention or a direct message, where a command's word stands alone. `typed`: the same
 * where commands are typed without a slash. `command`: after the slash.
 */
export type Read = (words: string, manner: 'message' | 'typed' | 'command') => Request

/** A message that was stored, with its install. */
export interface Asked {
  readonly install: Install
  readonly incoming: Incoming
}

/** `private`: only the person who asked sees it. */
export interface Replied {
  readonly reply: Reply
  readonly private: boolean
}

export interface Desk {
  readonly read: Read
  /** @throws what the store or the engine throws */
  reply(asked: Asked): Promise<Replied>
}

/** What gestures work with. */
export interface Tools {
  readonly store: LinkCodeStore & FeedbackStore & TranscriptStore
  readonly rag: Pick<Rag, 'search' | 'summarize' | 'readText'>
  readonly scopeOf: (reader: Reader) => Promise<AccessScope>
  readonly status: (workspaceId: WorkspaceId) => Promise<WorkspaceStatus>
}

type Kind = Request['kind']
type Of<K extends Kind> = Extract<Request, { readonly kind: K }>

/** One thing that people can ask the bot to do. A file or folder of this room each, and a line in registry.ts. */
export interface Gesture {
  /** The words that name it as a command, in lower case. */
  readonly words: readonly [string, ...string[]]
  /** Its line of the help. */
  readonly help: CommandHelp
  /** Its word also begins a message that is typed without a slash. */
  readonly isTyped?: true
  /** @param rest what stands after its word, tidied. @param prefix what commands begin with here, for hints */
  command(rest: string, prefix: string): Request
  /** A whole message that means it; null for anything else, such as a question that begins with its word. */
  message?(text: string): Request | null
  /** What its requests are answered with: alone a reply is private. Questions and files are conversation, and not here. */
  readonly replies?: { readonly [K in Kind]?: (tools: Tools, asked: Asked, request: Of<K>) => Promise<Reply | Replied> }
}
