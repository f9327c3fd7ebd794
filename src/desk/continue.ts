// A conversation goes on elsewhere: a code is given where it is, and typed where it goes on.
import { randomInt } from 'node:crypto'
import type { Request } from '../model.ts'
import type { Asked, Gesture, Replied, Tools } from './types.ts'

// Without letters and digits that are taken for each other; 30 of them make 39 bits a code.
const codeLetters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const linkCodeMinutes = 15
// A code has a dash; people may leave it out of what can be no word.
const codePattern = /^(?:[a-z0-9]{4}-[a-z0-9]{4}|(?=.*[2-9])[a-z2-9]{8})$/i

/** What stands after the word; null for anything but nothing or a code, such as the rest of a sentence. */
function readCode(rest: string): Request | null {
  if (rest === '') return { kind: 'continue' }
  return codePattern.test(rest) ? { kind: 'continue', code: rest } : null
}

function newCode(): string {
  const letters = Array.from({ length: 8 }, () => codeLetters[randomInt(codeLetters.length)])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

/** Seen by all: in a channel it opens the thread in which the conversation goes on. */
async function goOn({ store, scopeOf }: Tools, { install, incoming }: Asked, code: string): Promise<Replied> {
  const { audiences } = await scopeOf({ ...incoming, install })
  const found = await store.redeemLinkCode(install.workspaceId, incoming, audiences, code)
  if (!found) {
    const message =
      'I do not know this code: it works once, within 15 minutes. Write “continue” where the conversation is, and I give you a new one.'
    return { reply: { kind: 'notice', message }, private: true }
  }
  const title = found.turns.find(({ role }) => role === 'user')?.text ?? 'an earlier conversation'
  return { reply: { kind: 'continued', title, turns: found.turns }, private: false }
}

export const continueElsewhere: Gesture = {
  words: ['continue'],
  help: { usage: 'continue', says: 'gives a code to go on with the conversation in another place' },
  command: (rest) =>
    readCode(rest) ?? {
      kind: 'hint',
      reason: 'That is no code. Type /rag continue where the conversation is: I give you one for it.',
    },
  message(text) {
    const [word = '', rest = ''] = text.split(/ (.*)/s)
    return word.toLowerCase() === 'continue' ? readCode(rest) : null
  },
  replies: {
    async continue(tools, asked, { code }) {
      if (code !== undefined) return goOn(tools, asked, code)
      const made = newCode()
      const { install, incoming } = asked
      if (await tools.store.addLinkCode(install.workspaceId, incoming, made, linkCodeMinutes))
        return { kind: 'link-code', code: made, minutes: linkCodeMinutes }
      return { kind: 'notice', message: 'There is no conversation to go on with here yet: ask me something first.' }
    },
  },
}
