// The answers that someone saved, and the button that saves one.
import { audienceOf } from '../askers.ts'
import { type Card, type Item, inLine } from '../card.ts'
import type { Request, SavedAnswer } from '../model.ts'
import { recordFeedback } from './feedback.ts'
import type { Gesture } from './types.ts'

interface Favourites extends Request {
  readonly kind: 'favourites'
}

const read = (): Favourites => ({ kind: 'favourites' })

const itemOf = ({ question, markdown, citations, at }: SavedAnswer): Item => ({
  title: `${at.slice(0, 10)} · ${question.replace(/\s+/g, ' ').trim()}`,
  markdown: inLine(markdown),
  citations,
  note: [...new Set(citations.map(({ document }) => document.title))].join(', '),
})

export function favouritesCard(favourites: readonly SavedAnswer[]): Card {
  if (favourites.length > 0)
    return { tone: 'info', title: 'Your saved answers', parts: [{ kind: 'list', items: favourites.map(itemOf) }] }
  const hint = 'Save one with the button below it.'
  return { tone: 'info', parts: [{ kind: 'empty', text: 'You have saved no answer yet', hint }] }
}

export const favourites: Gesture<Favourites> = {
  name: 'favourites',
  command: {
    words: ['favourites'],
    help: { usage: 'favourites', says: 'lists the answers you saved' },
    menu: { says: 'The answers that you saved', options: [] },
    read,
  },
  message: (text) => (text.toLowerCase() === 'favourites' ? read() : null),
  replies: {
    async favourites({ store, scopeOf }, { install, incoming }) {
      const { person } = incoming
      const { audiences } = await scopeOf({ ...incoming, install })
      // They alone see the list, so also what they asked in private.
      const own = audienceOf(install.platform, { person, place: { kind: 'direct' } })
      const scope = { workspaceId: install.workspaceId, audiences: [...audiences, own] } as const
      return favouritesCard(await store.listFavourites(scope, install.platform, person.id))
    },
  },
  buttons: [
    { label: 'Save', isSecondary: true, action: { gesture: 'favourites', value: 'favourite', isAboutAnswer: true } },
  ],
  act: (tools, reader, value) => recordFeedback(tools, reader, value),
}
