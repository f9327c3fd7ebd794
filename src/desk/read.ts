// Words to a request, the same on every platform. Pure; refuses nothing, but what cannot be worked on becomes a `help` or a
// `hint` that says what to type instead.

import type { Hint, Request } from '../model.ts'
import { isQuestion, readQuestion } from './ask/question.ts'
import { readHelp } from './help.ts'
import { readShared } from './indexing/shared.ts'
import { gestures } from './registry.ts'
import type { Gesture, Read, With } from './types.ts'
import { commandName, cutAtWord, tidy } from './words.ts'

function readMessage(text: string): Request | null {
  for (const { message } of gestures) {
    const request = message?.(text)
    if (request) return request
  }
  return null
}

function readUnknown(word: string, text: string): Request {
  const shown = word.length > 40 ? `${cutAtWord(word, 40)}…` : word
  const example = text.length > 80 ? `${cutAtWord(text, 80)}…` : text
  return readHelp(`I don't know the command “${shown}”. To ask a question, type: ${commandName} ask ${example}`)
}

function readCommand(text: string, prefix: string, more: With): Request {
  if (text === '') return readHelp()
  const [word = '', rest = ''] = text.split(/ (.*)/s)
  const gesture = gestures.find(({ command }) => command?.words.includes(word.toLowerCase()))
  return gesture?.command?.read(rest, prefix, more) ?? readUnknown(word, text)
}

function readTyped(text: string): Request | null {
  const first = (text.split(' ', 1)[0] ?? '').toLowerCase()
  const isCommand = gestures.some(({ command }) => command?.isTyped && command.words.includes(first))
  return isCommand ? readCommand(text, '', {}) : readMessage(text)
}

/** What is shared goes into the index first. */
function withShared(request: Request, { files = [], pictures = [] }: With, words: string): Request | null {
  const [first, ...more] = files
  if (first !== undefined) return readShared([first, ...more, ...pictures], isQuestion(request) ? request : null)
  if (words !== '' || pictures.length === 0) return null
  const names = pictures.map((one) => ('name' in one ? one.name : one.url)).join(', ')
  const reason = `I cannot read pictures (${names}): send me the document, or the text it shows.`
  const hint: Hint = { kind: 'hint', reason }
  return hint
}

function aboutMessage(request: Request, { about }: With): Request {
  if (about === undefined) return request
  for (const gesture of gestures) {
    const better = (gesture as Gesture).about?.(request as never, about)
    if (better) return better
  }
  return request
}

export const read: Read = (words, manner, more = {}) => {
  const text = tidy(words)
  if (manner === 'command') return aboutMessage(readCommand(text, `${commandName} `, more), more)
  const known = manner === 'typed' ? readTyped(text) : readMessage(text)
  // Without words of its own a message asks what it shares; what another wrote is no command. On the page a question keeps
  // its lines.
  const asked = text === '' ? (more.about?.text ?? '') : words
  const request = known ?? readQuestion(asked, manner === 'page')
  return withShared(request, more, text) ?? aboutMessage(request, more)
}
