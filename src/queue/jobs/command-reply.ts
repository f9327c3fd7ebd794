// What commands are answered with: everything that is no question and no file. Only the asker sees it, unless it opens
// a thread for all.

import { randomInt } from 'node:crypto'
import { audienceOf } from '../../askers.ts'
import { AppError, isDatabaseAway } from '../../errors.ts'
import type { Reply, WorkspaceId, WorkspaceStatus } from '../../model.ts'
import type { Rag } from '../../rag/types.ts'
import type { InboxRow } from '../../store/messages/inbox.ts'
import type { TranscriptStore } from '../../store/transcripts/conversations.ts'
import type { FeedbackStore } from '../../store/transcripts/feedback.ts'
import type { LinkCodeStore } from '../../store/transcripts/link-codes.ts'
import type { ScopeOf } from '../scope.ts'
import { summarizePage, summarizeThread } from './summary-reply.ts'

const searchHits = 5
/** Of a message, in UTF-16 code units: longer than any that a platform lets people write. */
const summarizedChars = 100_000
// Without letters and digits that are taken for each other; 30 of them make 39 bits a code.
const codeLetters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const linkCodeMinutes = 15

export interface CommandOptions {
  readonly store: LinkCodeStore & FeedbackStore & TranscriptStore
  readonly rag: Rag
  readonly scopeOf: ScopeOf
  readonly status: (workspaceId: WorkspaceId) => Promise<WorkspaceStatus>
}

/** `private`: only the person who asked sees it. */
export async function replyToCommand(
  options: CommandOptions,
  row: InboxRow,
): Promise<{ readonly reply: Reply; readonly private: boolean }> {
  const { request } = row.incoming
  if (request.kind === 'continue' && request.code !== undefined) return goOn(options, row, request.code)
  return { reply: await privateReply(options, row), private: true }
}

async function privateReply({ store, rag, scopeOf, status }: CommandOptions, row: InboxRow): Promise<Reply> {
  const { install, incoming } = row
  const { workspaceId, platform } = install
  const { request } = incoming
  switch (request.kind) {
    case 'search': {
      const scope = await scopeOf({ ...incoming, install })
      try {
        return { kind: 'results', result: await rag.search(request.query, scope, searchHits) }
      } catch (error) {
        if (error instanceof AppError && error.code === 'bad-query') return { kind: 'notice', message: error.message }
        throw error
      }
    }
    case 'summarize': {
      const text = request.text.slice(0, summarizedChars)
      const sentences = await rag.summarize(text)
      if (sentences.length === 0)
        return { kind: 'notice', message: 'There are no words in that message, so there is nothing to summarize.' }
      const { title, url } = request
      const note =
        text.length < request.text.length
          ? `Of a long message I read the first ${text.length.toLocaleString('en')} characters.`
          : undefined
      return {
        kind: 'summary',
        title,
        sentences,
        ...(url !== undefined && { url }),
        ...(note !== undefined && { note }),
      }
    }
    case 'summarize-page':
      try {
        return await summarizePage(rag, request.url)
      } catch (error) {
        // Whoever waits is told at once, also where another try may help: the message says so.
        if (error instanceof AppError && !isDatabaseAway(error)) return { kind: 'notice', message: error.message }
        throw error
      }
    case 'summarize-thread':
      return summarizeThread({ store, rag }, incoming, await scopeOf({ ...incoming, install }))
    case 'favourites': {
      const { person } = incoming
      const { audiences } = await scopeOf({ ...incoming, install })
      // They alone see the list, so also what they asked in private.
      const own = audienceOf(platform, { person, place: { kind: 'direct' } })
      const scope = { workspaceId, audiences: [...audiences, own] } as const
      return { kind: 'favourites', favourites: await store.listFavourites(scope, platform, person.id) }
    }
    case 'continue': {
      const code = newCode()
      const isKept = await store.addLinkCode(workspaceId, incoming, code, linkCodeMinutes)
      if (isKept) return { kind: 'link-code', code, minutes: linkCodeMinutes }
      return { kind: 'notice', message: 'There is no conversation to go on with here yet: ask me something first.' }
    }
    case 'status': {
      const now = await status(workspaceId)
      const { audiences } = await scopeOf({ ...incoming, install })
      if (!audiences.includes('workspace')) return { kind: 'notice', message: statusForOutsiders(now, platform) }
      // The question after the status is pending itself.
      return { kind: 'status', status: { ...now, pending: Math.max(0, now.pending - 1) } }
    }
    case 'help':
      return request
    case 'hint':
      return { kind: 'notice', message: request.reason }
    case 'ask':
    case 'index':
      // Small talk: who greets gets to know what the bot is for.
      return { kind: 'help' }
  }
}

/** How much the workspace holds is not theirs to know; why they count as outsiders is, where that can be mended. */
function statusForOutsiders({ warnings }: WorkspaceStatus, platform: string): string {
  const own = warnings.filter((line) => line.startsWith(`${platform}: `))
  return ['I am running. What I hold I tell only where members alone read along.', ...own].join('\n')
}

/** Seen by all: in a channel it opens the thread in which the conversation goes on. */
async function goOn({ store, scopeOf }: CommandOptions, row: InboxRow, code: string) {
  const { install, incoming } = row
  const scope = await scopeOf({ ...incoming, install })
  const found = await store.redeemLinkCode(install.workspaceId, incoming, scope.audiences, code)
  if (!found) {
    const message =
      'I do not know this code: it works once, within 15 minutes. Write “continue” where the conversation is, and I give you a new one.'
    return { reply: { kind: 'notice', message } as const, private: true }
  }
  const title = found.turns.find(({ role }) => role === 'user')?.text ?? 'an earlier conversation'
  return { reply: { kind: 'continued', title, turns: found.turns } as const, private: false }
}

function newCode(): string {
  const letters = Array.from({ length: 8 }, () => codeLetters[randomInt(codeLetters.length)])
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}
