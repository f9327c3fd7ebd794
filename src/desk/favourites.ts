// The answers that someone saved.
import { audienceOf } from '../askers.ts'
import type { Gesture } from './types.ts'

export const favourites: Gesture = {
  words: ['favourites'],
  help: { usage: 'favourites', says: 'lists the answers you saved' },
  command: () => ({ kind: 'favourites' }),
  message: (text) => (text.toLowerCase() === 'favourites' ? { kind: 'favourites' } : null),
  replies: {
    async favourites({ store, scopeOf }, { install, incoming }) {
      const { person } = incoming
      const { audiences } = await scopeOf({ ...incoming, install })
      // They alone see the list, so also what they asked in private.
      const own = audienceOf(install.platform, { person, place: { kind: 'direct' } })
      const scope = { workspaceId: install.workspaceId, audiences: [...audiences, own] } as const
      return { kind: 'favourites', favourites: await store.listFavourites(scope, install.platform, person.id) }
    },
  },
}
