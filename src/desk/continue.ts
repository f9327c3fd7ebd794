// A conversation goes on elsewhere: a code is given where it is, and typed where it goes on.
import { randomInt } from 'node:crypto'
import { type Card, inLine, noticeCard } from '../card.ts'
import type { Request, Turn } from '../model.ts'
import type { Asked, Gesture, Replied, Tools } from './types.ts'

/** Without a code: give me one for this conversation. With one: go on with that conversation here. */
interface Continue extends Request {
  readonly kind: 'continue'
  readonly code?: string
}

// Without letters and digits that are taken for each other; 30 of them make 39 bits a code.
const codeLetters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const linkCodeMinutes = 15
// A code has a dash; people may leave it out of what can be no word.
const codePattern = /^(?:[a-z0-9]{4}-[a-z0-9]{4}|(?=.*[2-9])[a-z2-9]{8})$/i

/** What stands after the word; null for anything but nothing or a code, such as the rest of a sentence. */
function readCode(rest: string): Continue | null {
  if (rest === '') return { kind: 'continue' }
  return codePattern.test(rest) ? { kind: 'continue', code: rest } : null
}

function newCode(): string {
  const letters = Array.from({ length: 8 }, () => codeLetters[randomInt(codeLetters.length)])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}

export function codeCard(code: string, minutes: number): Card {
  return {
    tone: 'info',
    title: 'Go on with this conversation elsewhere',
    parts: [
      { kind: 'code', text: `continue ${code}` },
      {
        kind: 'notice',
        text: `Write this to me in another place within ${minutes} minutes (/rag continue ${code} where there are commands). It works once.`,
      },
    ],
  }
}

/** @param turns the last ones, as far as every reader here may see them */
export function continuedCard(title: string, turns: readonly Turn[]): Card {
  const items = turns.map(({ role, text }) => ({ markdown: `${role === 'user' ? 'You' : 'I'}: ${inLine(text)}` }))
  const hidden = 'Ask on. What was said before is not shown here, because not everyone who reads here may see it.'
  return {
    tone: 'info',
    title: `We go on here with “${title}”`,
    parts: [items.length === 0 ? { kind: 'notice', text: hidden } : { kind: 'list', items }],
  }
}

/** Seen by all: in a channel it opens the thread in which the conversation goes on. */
async function goOn({ store, scopeOf }: Tools, { install, incoming }: Asked, code: string): Promise<Card | Replied> {
  if (incoming.place.kind === 'page')
    return noticeCard('The chat page lists the conversations of every platform: open it there and ask on.')
  const { audiences } = await scopeOf({ ...incoming, install })
  const found = await store.redeemLinkCode(install.workspaceId, incoming, audiences, code)
  if (!found)
    return noticeCard(
      'I do not know this code: it works once, within 15 minutes. Write “continue” where the conversation is, and I give you a new one.',
    )
  const title = found.turns.find(({ role }) => role === 'user')?.text ?? 'an earlier conversation'
  return { card: continuedCard(title, found.turns), isPrivate: false }
}

export const continueElsewhere: Gesture<Continue> = {
  name: 'continue',
  command: {
    words: ['continue'],
    help: { usage: 'continue', says: 'gives a code to go on with the conversation in another place' },
    menu: {
      says: 'Go on with a conversation in another place',
      options: [{ name: 'code', says: 'Empty: give me a code for the conversation here', kind: 'text' }],
    },
    read: (rest) =>
      readCode(rest) ?? {
        kind: 'hint',
        reason: 'That is no code. Type /rag continue where the conversation is: I give you one for it.',
      },
  },
  message(text) {
    const [word = '', rest = ''] = text.split(/ (.*)/s)
    return word.toLowerCase() === 'continue' ? readCode(rest) : null
  },
  isForAll: ({ code }) => code !== undefined,
  replies: {
    async continue(tools, asked) {
      const { install, incoming } = asked
      const { code } = incoming.request
      if (code !== undefined) return goOn(tools, asked, code)
      const made = newCode()
      if (await tools.store.addLinkCode(install.workspaceId, incoming, made, linkCodeMinutes))
        return codeCard(made, linkCodeMinutes)
      return noticeCard('There is no conversation to go on with here yet: ask me something first.')
    },
  },
}
