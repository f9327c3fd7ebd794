// What the bot can do, and what to type.
import type { Gesture } from './types.ts'

export const help: Gesture = {
  words: ['help'],
  command: () => ({ kind: 'help' }),
  message: (text) => (text.toLowerCase() === 'help' ? { kind: 'help' } : null),
  replies: { help: (_, __, request) => Promise.resolve(request) },
}
