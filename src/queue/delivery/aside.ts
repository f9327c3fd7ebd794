// Says something to the asker alone, beside the answer, of which it takes neither place nor turn. No row is kept of it: it is
// said once or not at all.
import type { Card } from '../../card.ts'
import type { AnswerPlace, Incoming, Install } from '../../model.ts'
import { replySeal, type Sealer } from '../inbox.ts'
import { type Platforms, platformOf } from '../scope.ts'

/** A stored message whose asker is told something. */
interface Told {
  readonly id: number
  readonly install: Install
  readonly incoming: Incoming
  readonly secret: Buffer | null
}

/**
 * @param name tells what is said about one message apart
 * @param answer that it is about
 * @returns the payload that the asker has to read where the answer will be, as nothing is sent there; null once it is sent
 * @throws what the platform's `send` throws
 */
export async function sayAside(
  { platforms, sealer }: { readonly platforms: Platforms; readonly sealer: Sealer },
  told: Told,
  name: string,
  card: Card,
  createdAt: Date,
  answer?: AnswerPlace,
): Promise<Readonly<Record<string, unknown>> | null> {
  const { install, incoming } = told
  const platform = platformOf(platforms, install)
  const { payload } = platform.render(card, incoming)
  if (platform.readsStore) return payload
  const secret = openIfOurs(sealer, told)
  await platform.send({
    id: `${name}-${told.id}`,
    kind: 'aside',
    attempt: 1,
    target: incoming.target,
    payload,
    private: true,
    createdAt,
    ...(secret !== undefined && { secret }),
    ...(answer && { answer }),
  })
  return null
}

/** Undefined also when it was sealed with another key: the platform may have a way without it. */
function openIfOurs(sealer: Sealer, { secret, install, incoming }: Told): string | undefined {
  try {
    return secret ? sealer.open(secret, replySeal(install, incoming.naturalKey)) : undefined
  } catch {
    return undefined
  }
}
