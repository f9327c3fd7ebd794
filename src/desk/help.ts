// What the bot can do, and what to type: a line of each gesture, see desk.ts.
import type { Gesture } from './types.ts'

export const help: Gesture = {
  words: ['help'],
  help: { usage: 'help', says: 'shows this' },
  command: () => ({ kind: 'help' }),
  message: (text) => (text.toLowerCase() === 'help' ? { kind: 'help' } : null),
}
