// Who asks and where: whose it is what they say or share there, and people of whom little is known. Pure.
import type { Asker, Audience, Incoming, Person, PlatformId } from './model.ts'

/** The one audience of what is said or shared where someone is. */
export function audienceOf(platform: PlatformId, { person, place }: Pick<Asker, 'person' | 'place'>): Audience {
  if (place.kind === 'page') return 'workspace'
  return place.kind === 'direct' ? `person:${platform}:${person.id}` : `channel:${platform}:${place.id}`
}

/** The audience of a question and its answer. The page has one reader, though what is shared there is the workspace's. */
export function saidTo({ platform, person, place, isForAskerAlone }: Incoming): Audience {
  const isAlone = isForAskerAlone || place.kind === 'page'
  return audienceOf(platform, { person, place: isAlone ? { kind: 'direct' } : place })
}

export const owner: Person = { kind: 'owner', id: 'owner' }

/** Someone by their id; `known` is what the platform said of them besides. */
export function someone(
  id: string,
  known: Partial<Omit<Extract<Person, { kind: 'someone' }>, 'kind' | 'id'>> = {},
): Person {
  return {
    kind: 'someone',
    id,
    isGuest: 'unknown',
    isExternal: 'unknown',
    roles: 'unknown',
    groups: 'unknown',
    ...known,
  }
}
