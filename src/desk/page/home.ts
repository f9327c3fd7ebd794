// What stands on someone's own page besides help, status and what they asked: documents they may read, for those who look after
// channels the questions without an answer, their channels, and what they may be told unasked.
import { settingsPlaceOf } from '../../askers.ts'
import type { Card, Item, Part } from '../../card.ts'
import type { Reader } from '../../model.ts'
import { channelsCard } from '../channel/config.ts'
import { notificationsFor } from '../notifications.ts'
import { findButton } from '../search.ts'
import type { Tools } from '../types.ts'

const mostDocuments = 8
const mostGaps = 10
const gapDays = 30
const textLength = 150

const shortened = (text: string) => (text.length > textLength ? `${text.slice(0, textLength).toWellFormed()}…` : text)

async function documentsCard({ store, linkToDocument }: Tools, scope: Scope): Promise<Card> {
  const { documents, total } = await store.listRecent(scope, { since: null, until: new Date(), limit: mostDocuments })
  const items = documents.map((document): Item => {
    const url = linkToDocument(document)
    const text = shortened(document.title || document.uri)
    return { text, note: document.updatedAt.slice(0, 10), ...(url !== undefined && { url }) }
  })
  const count = `You may read ${total.toLocaleString('en')} ${total === 1 ? 'document' : 'documents'}.`
  const list: Part[] =
    items.length === 0
      ? [{ kind: 'empty', text: 'There is no document that you may read.' }]
      : [
          { kind: 'note', text: total > items.length ? `${count} The newest:` : count },
          { kind: 'list', items },
          { kind: 'actions', buttons: [findButton] },
        ]
  return { tone: 'info', title: 'Documents', parts: list }
}

type Scope = Awaited<ReturnType<Tools['scopeOf']>>

/** Of what was asked in channels that they read, or by themselves alone. */
async function gapsCard({ store, scopeOf }: Tools, reader: Reader): Promise<Card> {
  const { workspaceId, platform } = reader.install
  const since = new Date(Date.now() - gapDays * 86_400_000)
  // Also channels that no document was shared in.
  const scope = await scopeOf(reader, await store.listGapPlaces(workspaceId, platform, since))
  const gaps = await store.listGapsSeen(scope, since, mostGaps)
  const items = gaps.map(({ question, times }): Item => {
    return { text: shortened(question), ...(times > 1 && { note: `${times.toLocaleString('en')} times` }) }
  })
  return {
    tone: 'info',
    title: `Questions without an answer in the last ${gapDays} days`,
    parts: items.length > 0 ? [{ kind: 'list', items }] : [{ kind: 'empty', text: 'None of those that you may see.' }],
  }
}

/** @throws what the store throws */
export async function homeCards(tools: Tools, reader: Reader): Promise<readonly Card[]> {
  const scope = await tools.scopeOf(reader)
  const managed =
    settingsPlaceOf(reader) === null ? await tools.store.listManaged(reader.install, reader.person.id) : []
  const cards = [await documentsCard(tools, scope)]
  if (managed.length > 0) cards.push(await gapsCard(tools, reader), channelsCard(reader, managed))
  cards.push(await notificationsFor(tools, reader))
  return cards
}
