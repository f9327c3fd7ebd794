// What stands where a reply will be: that it is slow, what is written of it so far, how far its files are.
import type { Card } from '../../card.ts'
import type { InboxRow } from '../../store/messages/inbox.ts'
import type { OutboxStore } from '../../store/messages/outbox.ts'
import { threadOf } from '../inbox.ts'
import { type Platforms, platformOf } from '../scope.ts'
import type { Wake } from '../types.ts'

interface PlaceholderOptions {
  readonly store: Pick<OutboxStore, 'putPlaceholder'>
  readonly platforms: Platforms
  readonly wake: Wake
}

/**
 * Nothing when the reply is there already, or only its asker may see it.
 * @param changes false: what is shown stays as it is
 * @returns whether it is shown, or will be
 */
export async function showPlaceholder(
  { store, platforms, wake }: PlaceholderOptions,
  row: Pick<InboxRow, 'id' | 'install' | 'incoming' | 'secret'>,
  card: Card,
  changes: boolean,
): Promise<boolean> {
  if (row.incoming.isHeldBack) return false
  const { payload } = platformOf(platforms, row.install).render(card, row.incoming)
  const id = await store.putPlaceholder(row, payload, changes)
  if (id !== null) wake.outgoing(threadOf(row))
  return id !== null
}
