// Says something that nobody asked for, as a row of the outbox like any answer: in order, once through any crash (on
// Teams at least once), and tried again until the platform takes it or refuses it for good.
import { randomUUID } from 'node:crypto'
import { audienceOf } from '../../askers.ts'
import type { Card } from '../../card.ts'
import type { Reader } from '../../model.ts'
import type { OutboxStore } from '../../store/messages/outbox.ts'
import { threadOf } from '../inbox.ts'
import { type Platforms, platformOf } from '../scope.ts'
import type { Wake } from '../types.ts'

export interface SpeakOptions {
  readonly store: Pick<OutboxStore, 'addUnasked' | 'readLastTarget'>
  readonly platforms: Platforms
  readonly wake: Wake
}

/**
 * @param to where, and for whom it was made: the card holds only what every reader there may see
 * @param key makes it the same thing, in its workspace, for 30 days
 * @returns `known`: that was said already, or is on its way. `unreachable`: the platform has to hear from there first.
 */
export async function speak(
  { store, platforms, wake }: SpeakOptions,
  to: Omit<Reader, 'target'>,
  key: string,
  card: Card,
): Promise<'queued' | 'known' | 'unreachable'> {
  const { install, person, place } = to
  const platform = platformOf(platforms, install)
  const last = await store.readLastTarget(install, audienceOf(install.platform, to))
  const reached = platform.reach(to, last)
  if (reached === null) return 'unreachable'
  const { target, threadKey } = reached
  const asker = { person, place, target }
  const { payload } = platform.render(card, asker)
  const traceId = randomUUID().slice(0, 8)
  const isNew = await store.addUnasked(install, { key, asker, threadKey, payload, traceId })
  if (isNew) wake.outgoing(threadOf({ install, incoming: { threadKey } }))
  return isNew ? 'queued' : 'known'
}
