// What the bot can do, and what to type: a line of each gesture, see desk.ts.
import type { Gesture } from './types.ts'
import { wordAlone } from './words.ts'

export const help: Gesture = {
  ...wordAlone('help'),
  help: { usage: 'help', says: 'shows this' },
}
