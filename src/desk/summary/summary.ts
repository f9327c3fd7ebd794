// The key sentences of a page, of a message, or of what was asked in a thread.
import { AppError, isDatabaseAway } from '../../errors.ts'
import type { Request } from '../../model.ts'
import type { Gesture } from '../types.ts'
import { addressIn } from '../words.ts'
import { summarizeMessage, summarizePage, summarizeThread } from './texts.ts'

// "this conversation" too: whatever people call it, it is where the message stands.
const ofThread = /^(?:(?:this|the|our)(?: (?:thread|conversation|chat|discussion))?)?[.!]?$/i

/** What stands after the word; null for anything but an address or this thread, such as the rest of a question. */
function readObject(rest: string): Request | null {
  if (ofThread.test(rest)) return { kind: 'summarize-thread' }
  const url = addressIn(rest)
  return url === null ? null : { kind: 'summarize-page', url }
}

export const summary: Gesture = {
  words: ['summarize', 'summarise'],
  help: {
    usage: 'summarize <address>',
    says: 'shows the key sentences of a page, only to you; “summarize” alone, in a thread, those of what I was asked there',
  },
  command: (rest, prefix) =>
    readObject(rest) ?? {
      kind: 'hint',
      reason: `Type one address after it, for example: ${prefix}summarize https://wiki.example.com/page. Alone, in a thread that I have answered in, it is about that thread.`,
    },
  message(text) {
    const rest = /^summari[sz]e(?: (.*)|([.!])|)$/is.exec(text)
    return rest === null ? null : readObject(rest[1] ?? rest[2] ?? '')
  },
  replies: {
    summarize: ({ rag }, _, request) => summarizeMessage(rag, request),
    async 'summarize-page'({ rag }, _, { url }) {
      try {
        return await summarizePage(rag, url)
      } catch (error) {
        // Whoever waits is told at once, also where another try may help: the message says so.
        if (error instanceof AppError && !isDatabaseAway(error)) return { kind: 'notice', message: error.message }
        throw error
      }
    },
    'summarize-thread': async ({ store, rag, scopeOf }, { install, incoming }) =>
      summarizeThread({ store, rag }, incoming, await scopeOf({ ...incoming, install })),
  },
}
