// The words people type at the bot, the same on every platform: text in, Request out. Pure; refuses nothing, but what it
// cannot work on becomes a `help` or a `hint` that says what to type instead.
import type { Request } from '../model.ts'

/** Longest question that is looked up, in UTF-16 code units; what is over is cut at a word and said. */
export const questionLimit = 2000

/** Longest address, in UTF-16 code units: https://www.sitemaps.org/protocol.html */
const addressLimit = 2048

const commandName = '/rag'

/** White space collapsed; control characters and halved characters, which a database refuses to store, taken out. */
function tidy(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}

/** Cuts at the last white space before `limit`, so that no word and no surrogate pair is halved. */
function cutAtWord(text: string, limit: number): string {
  const head = text.slice(0, limit + 1)
  const space = head.search(/\s\S*$/)
  // One endless word (a pasted key, base64) has no better place than the limit itself.
  const cut = space > limit / 2 ? head.slice(0, space) : text.slice(0, limit)
  return cut.replace(/[\uD800-\uDBFF]$/, '').trimEnd()
}

/** A question from free text: white space collapsed, cut at `questionLimit`; a hint when there is none. */
function parseQuestion(text: string): Request {
  const question = tidy(text)
  if (question === '') {
    return {
      kind: 'hint',
      reason: 'There was no question in that message. Ask me something in words, for example: who approves travel?',
    }
  }
  if (question.length <= questionLimit) return { kind: 'ask', question, cut: false }
  return { kind: 'ask', question: cutAtWord(question, questionLimit), cut: true }
}

// A code has a dash; people may leave it out of what can be no word.
const codePattern = /^(?:[a-z0-9]{4}-[a-z0-9]{4}|(?=.*[2-9])[a-z2-9]{8})$/i

/** `continue` and `continue <code>`; null for anything else, such as a sentence that begins with the word. */
function parseContinue(text: string): Request | null {
  const [word = '', code, ...more] = text.split(' ')
  if (word.toLowerCase() !== 'continue' || more.length > 0) return null
  if (code === undefined) return { kind: 'continue' }
  return codePattern.test(code) ? { kind: 'continue', code } : null
}

/** The one http(s) address that a text is; null for anything else. */
function addressIn(text: string): string | null {
  // Slack and Discord let people wrap an address in <> so that it is not unfurled.
  const url = text.replace(/^<(.*)>$/s, '$1')
  return url.length <= addressLimit && /^https?:\/\/\S+$/i.test(url) && URL.canParse(url) ? url : null
}

function parseIndex(address: string, prefix: string): Request {
  const url = addressIn(address)
  if (url !== null) return { kind: 'index', sources: [{ kind: 'page', url }], isPrivate: true }
  const example = `${prefix}index https://wiki.example.com/page`
  return {
    kind: 'hint',
    reason: `Type one address after it, beginning with http:// or https:// and of at most ${addressLimit.toLocaleString('en')} characters, for example: ${example}`,
  }
}

// "this conversation" too: whatever people call it, it is where the message stands.
const ofThread = /^summari[sz]e(?: (?:this|the|our)(?: (?:thread|conversation|chat|discussion))?)?[.!]?$/i

/** `summarize <address>` and `summarize this thread`; null for anything else, such as a question that begins so. */
function parseSummarize(text: string): Request | null {
  if (ofThread.test(text)) return { kind: 'summarize-thread' }
  const url = addressIn(/^summari[sz]e (.*)$/is.exec(text)?.[1] ?? '')
  return url === null ? null : { kind: 'summarize-page', url }
}

/** What a mention or a direct message asks for: a command's word when it stands alone, else a question. */
export function parseMessage(input: string): Request {
  const text = tidy(input)
  const word = text.toLowerCase()
  if (word === 'help' || word === 'status' || word === 'favourites') return { kind: word }
  if (/^index <?https?:\/\/\S+$/i.test(text)) return parseIndex(text.slice('index '.length), '')
  return parseContinue(text) ?? parseSummarize(text) ?? parseQuestion(text)
}

/** A message on a platform whose commands are typed without a slash: also `ask …` and `search …`. */
export function parseTypedCommand(input: string): Request {
  const text = tidy(input)
  return /^(?:ask|search|index)(?: |$)/i.test(text) ? parseCommand(text, '') : parseMessage(text)
}

function parseUnknown(word: string, text: string): Request {
  const shown = word.length > 40 ? `${cutAtWord(word, 40)}…` : word
  const example = text.length > 80 ? `${cutAtWord(text, 80)}…` : text
  return {
    kind: 'help',
    problem: `I don't know the command “${shown}”. To ask a question, type: ${commandName} ask ${example}`,
  }
}

/**
 * The text after the slash command: `search …`, `ask …`, `index <url>`, `summarize [url]`, `continue`, `favourites`, `status` or `help`.
 * @param prefix what commands begin with here, for the hints
 */
export function parseCommand(input: string, prefix = `${commandName} `): Request {
  const text = tidy(input)
  if (text === '') return { kind: 'help' }
  const [word = '', rest = ''] = text.split(/ (.*)/s)
  switch (word.toLowerCase()) {
    case 'help':
      return { kind: 'help' }
    case 'status':
      return { kind: 'status' }
    case 'ask':
      return rest === ''
        ? { kind: 'hint', reason: `Type the question after it: ${prefix}ask who approves travel?` }
        : parseQuestion(rest)
    case 'search':
      return rest === ''
        ? { kind: 'hint', reason: `Type what to look for after it: ${prefix}search parental leave` }
        : rest.length > questionLimit
          ? {
              kind: 'hint',
              reason: `This is longer than ${questionLimit.toLocaleString('en')} characters: look for fewer words.`,
            }
          : { kind: 'search', query: rest }
    case 'index':
      return parseIndex(rest, prefix)
    case 'summarize':
    case 'summarise':
      return (
        parseSummarize(text) ?? {
          kind: 'hint',
          reason: `Type one address after it, for example: ${prefix}summarize https://wiki.example.com/page. Alone, in a thread that I have answered in, it is about that thread.`,
        }
      )
    case 'favourites':
      return { kind: 'favourites' }
    case 'continue':
      return (
        parseContinue(text) ?? {
          kind: 'hint',
          reason: `That is no code. Type ${commandName} continue where the conversation is: I give you one for it.`,
        }
      )
    default:
      return parseUnknown(word, text)
  }
}

const askingWord = /^[¿"'(\s]*(?:who|whom|whose|what|when|where|why|how|which|and|what about|how about)\b/i

/** True for text that reads like a question or a follow-up ("and on weekends?"), not like people talking. */
export function readsLikeQuestion(text: string): boolean {
  return /[?？؟]["')\s]*$/.test(text) || askingWord.test(text)
}
