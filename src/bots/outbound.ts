// What goes out to a platform and what comes back of it: cards in its own JSON, messages to post, files.
import type { AnswerPlace, Target } from '../model.ts'

export type Payload = Readonly<Record<string, unknown>>

/** A card in the platform's own JSON, and the text a person sees, for the transcript. */
export interface Rendered {
  readonly payload: Payload
  readonly displayMarkdown: string
  /** What is shown at once while `payload` itself is held back: a stream's text before its card. */
  readonly preview?: { readonly payload: Payload; readonly finalAfterMs: number }
}

/** One message to post. `id` is the outbox row's: the same on every attempt, so that a lost outcome can be looked up. */
export interface Outbound {
  readonly id: string
  /**
   * A placeholder may be sent several times, each time with what is newer; the final takes its place. An aside is said to
   * the asker alone before all that: it takes none of their place, nor what of the secret they need.
   */
  readonly kind: 'placeholder' | 'final' | 'aside'
  /** Counts from 1. */
  readonly attempt: number
  readonly target: Target
  readonly payload: Payload
  /** Only the person who asked may see it. */
  readonly private: boolean
  readonly secret?: string
  /** The message this one takes the place of: a placeholder, or this placeholder's own earlier state. */
  readonly replaces?: string
  /** Where the answer stands in its conversation; absent for what is no answer. */
  readonly answer?: AnswerPlace
  readonly createdAt: Date
  /**
   * Resolves while this process may still send it. Called right before each call that shows or changes something.
   * @throws AppError `lease-lost` when another process may be sending it by now
   */
  readonly stillOurs?: () => Promise<void>
}

/** A file, and what its platform knows of it better than the message that shared it. */
export interface FetchedFile {
  readonly bytes: Uint8Array
  readonly name?: string
  readonly title?: string
  /** Its own page. */
  readonly url?: string
  /** The natural key of the message that carries it. */
  readonly message?: string
}

/** `messageId`: as `send` resolved for this target. */
export interface Posted {
  readonly target: Target
  readonly messageId: string
}
