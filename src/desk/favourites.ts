// The answers that someone saved.
import { audienceOf } from '../askers.ts'
import type { Gesture } from './types.ts'
import { wordAlone } from './words.ts'

export const favourites: Gesture = {
  ...wordAlone('favourites'),
  help: { usage: 'favourites', says: 'lists the answers you saved' },
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
