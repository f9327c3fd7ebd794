// The key sentences of a page, of a message, or of what was asked in a thread.
import { noticeCard } from '../../card.ts'
import { AppError, isDatabaseAway } from '../../errors.ts'
import type { Request } from '../../model.ts'
import type { Gesture } from '../types.ts'
import { addressIn } from '../words.ts'
import { summarizeMessage, summarizePage, summarizeThread, summarizeWritten } from './texts.ts'

/** A text that came with it; a web page, which is read but not indexed; or what was asked and answered in the thread. */
type Summarize = Request &
  (
    | { readonly kind: 'summarize'; readonly title: string; readonly text: string; readonly url?: string }
    | { readonly kind: 'summarize-page'; readonly url: string }
    | { readonly kind: 'summarize-thread' }
  )

// "this conversation" too: whatever people call it, it is where the message stands.
const ofThread = /^(?:(?:this|the|our)(?: (?:thread|conversation|chat|discussion))?)?[.!]?$/i

/** What stands after the word; null for anything but an address or this thread, such as the rest of a question. */
function readObject(rest: string): Summarize | null {
  if (ofThread.test(rest)) return { kind: 'summarize-thread' }
  const url = addressIn(rest)
  return url === null ? null : { kind: 'summarize-page', url }
}

export const summary: Gesture<Summarize> = {
  name: 'summarize',
  command: {
    words: ['summarize', 'summarise'],
    help: {
      usage: 'summarize <address>',
      says: 'shows the key sentences of a page, only to you; “summarize” alone, in a thread, those of the thread',
    },
    menu: {
      says: 'Key sentences of a page, or of what I was asked in this thread: only you see them',
      options: [
        { name: 'url', says: 'Address of a page: https://… Empty: this thread', kind: 'text', maxLength: 2000 },
      ],
    },
    read: (rest, prefix) =>
      readObject(rest) ?? {
        kind: 'hint',
        reason: `Type one address after it, for example: ${prefix}summarize https://wiki.example.com/page. Alone, in a thread that I have answered in, it is about that thread.`,
      },
  },
  message(text) {
    const rest = /^summari[sz]e(?: (.*)|([.!])|)$/is.exec(text)
    return rest === null ? null : readObject(rest[1] ?? rest[2] ?? '')
  },
  about: ({ kind }, { title, text }) => (kind === 'summarize-thread' ? { kind: 'summarize', title, text } : null),
  messageGesture: {
    id: 'summarizeMessage',
    label: 'Summarize this',
    says: 'Key sentences of a message: only you see them',
    read: ({ title, text, url }) =>
      text === ''
        ? { kind: 'hint', reason: 'There is no text in that message.' }
        : { kind: 'summarize', title, text, ...(url !== undefined && { url }) },
  },
  replies: {
    summarize: ({ rag }, { incoming }) => summarizeMessage(rag, incoming.request),
    async 'summarize-page'({ rag }, { incoming }, stage) {
      // A page may take its time.
      stage.showWorking()
      try {
        return await summarizePage(rag, incoming.request.url)
      } catch (error) {
        // Whoever waits is told at once, also where another try may help: the message says so.
        if (error instanceof AppError && !isDatabaseAway(error)) return noticeCard(error.message)
        throw error
      }
    },
    async 'summarize-thread'({ store, rag, scopeOf }, { install, incoming }, stage) {
      const written = await summarizeWritten(rag, await stage.readThread())
      return written ?? summarizeThread({ store, rag }, incoming, await scopeOf({ ...incoming, install }))
    },
  },
}
