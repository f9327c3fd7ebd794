// Words to a request, the same on every platform. Pure; refuses nothing, but what cannot be worked on becomes a `help` or a
// `hint` that says what to type instead.

import type { Request } from '../model.ts'
import { readQuestion } from './ask.ts'
import { gestures } from './registry.ts'
import type { Read } from './types.ts'
import { cutAtWord, tidy } from './words.ts'

const commandName = '/rag'

function readMessage(text: string): Request {
  for (const { message } of gestures) {
    const request = message?.(text)
    if (request) return request
  }
  return readQuestion(text)
}

function readUnknown(word: string, text: string): Request {
  const shown = word.length > 40 ? `${cutAtWord(word, 40)}…` : word
  const example = text.length > 80 ? `${cutAtWord(text, 80)}…` : text
  return {
    kind: 'help',
    problem: `I don't know the command “${shown}”. To ask a question, type: ${commandName} ask ${example}`,
  }
}

function readCommand(text: string, prefix: string): Request {
  if (text === '') return { kind: 'help' }
  const [word = '', rest = ''] = text.split(/ (.*)/s)
  const gesture = gestures.find(({ words }) => words.includes(word.toLowerCase()))
  return gesture?.command(rest, prefix) ?? readUnknown(word, text)
}

export const read: Read = (words, manner) => {
  const text = tidy(words)
  if (manner === 'command') return readCommand(text, `${commandName} `)
  const first = (text.split(' ', 1)[0] ?? '').toLowerCase()
  const isCommand = manner === 'typed' && gestures.some(({ isTyped, words: own }) => isTyped && own.includes(first))
  return isCommand ? readCommand(text, '') : readMessage(text)
}
