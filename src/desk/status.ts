// How much is indexed, how it is searched, and what is wrong.
import { type Card, type Field, noticeCard } from '../card.ts'
import type { Reader, Request, WorkspaceStatus } from '../model.ts'
import type { Gesture, Tools } from './types.ts'

interface Status extends Request {
  readonly kind: 'status'
}

/** How much the workspace holds is not theirs to know; why they count as outsiders is, where that can be mended. */
function forOutsiders({ warnings }: WorkspaceStatus, platform: string): string {
  const own = warnings.filter((line) => line.startsWith(`${platform}: `))
  return ['I am running. What I hold I tell only where members alone read along.', ...own].join('\n')
}

export function statusCard(status: WorkspaceStatus): Card {
  const { documents, chunks, lastIndexedAt, retrieval, writer, pending, warnings } = status
  const fields: Field[] = [
    { name: 'Documents', value: `${documents.toLocaleString('en')} (${chunks.toLocaleString('en')} passages)` },
    {
      name: 'Last indexed',
      value: lastIndexedAt === null ? 'never' : `${lastIndexedAt.slice(0, 16).replace('T', ' ')} UTC`,
    },
    { name: 'Search', value: retrieval },
    { name: 'Answers', value: writer },
    { name: 'Waiting', value: String(pending) },
    ...warnings.map((value): Field => ({ name: 'Attention', value, isAlarming: true })),
  ]
  return { tone: warnings.length > 0 ? 'weak' : 'info', title: 'Status', parts: [{ kind: 'fields', fields }] }
}

/** @param own how much of what waits is the reader's own question after it */
export async function statusFor(
  { scopeOf, status }: Pick<Tools, 'scopeOf' | 'status'>,
  reader: Reader,
  own = 0,
): Promise<Card> {
  const now = await status(reader.install.workspaceId)
  const { audiences } = await scopeOf(reader)
  if (!audiences.includes('workspace')) return noticeCard(forOutsiders(now, reader.install.platform))
  return statusCard({ ...now, pending: Math.max(0, now.pending - own) })
}

export const status: Gesture<Status> = {
  name: 'status',
  command: {
    words: ['status'],
    help: { usage: 'status', says: 'says what is indexed, only to you' },
    menu: { says: 'What is indexed', options: [] },
    read: () => ({ kind: 'status' }),
  },
  message: (text) => (text.toLowerCase() === 'status' ? { kind: 'status' } : null),
  replies: {
    // The question after the status is pending itself.
    status: (tools, { install, incoming }) => statusFor(tools, { ...incoming, install }, 1),
  },
}
