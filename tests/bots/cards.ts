// The cards of gestures, from what they show: for tests of how they look.
import { type Card, noticeCard } from '../../src/card.ts'
import { answerCard, draftCard } from '../../src/desk/ask/card.ts'
import { codeCard, continuedCard } from '../../src/desk/continue.ts'
import { favouritesCard } from '../../src/desk/favourites.ts'
import { helpCard, readHelp } from '../../src/desk/help.ts'
import { indexingCard } from '../../src/desk/indexing/card.ts'
import { resultsCard } from '../../src/desk/search.ts'
import { statusCard } from '../../src/desk/status.ts'
import { summaryCard } from '../../src/desk/summary/texts.ts'
import type {
  Answer,
  CommandHelp,
  FileProgress,
  SavedAnswer,
  SearchResult,
  Turn,
  WorkspaceStatus,
} from '../../src/model.ts'

export interface AnswerReply {
  readonly kind: 'answer'
  readonly question: string
  readonly answer: Answer
  readonly notes: readonly string[]
}

export type Reply =
  | AnswerReply
  | { readonly kind: 'placeholder'; readonly question: string; readonly soFar?: string }
  | { readonly kind: 'results'; readonly result: SearchResult }
  | { readonly kind: 'indexing'; readonly files: readonly FileProgress[]; readonly isDone: boolean }
  | ({ readonly kind: 'summary' } & Parameters<typeof summaryCard>[0])
  | { readonly kind: 'favourites'; readonly favourites: readonly SavedAnswer[] }
  | { readonly kind: 'link-code'; readonly code: string; readonly minutes: number }
  | { readonly kind: 'continued'; readonly title: string; readonly turns: readonly Turn[] }
  | { readonly kind: 'status'; readonly status: WorkspaceStatus }
  | { readonly kind: 'help'; readonly commands: readonly CommandHelp[]; readonly problem?: string }
  | { readonly kind: 'notice'; readonly message: string; readonly traceId?: string }

export function cardFor(reply: Reply): Card {
  switch (reply.kind) {
    case 'answer':
      return answerCard(reply.question, reply.answer, reply.notes)
    case 'placeholder':
      return draftCard(reply.question, reply.soFar ?? '')
    case 'results':
      return resultsCard(reply.result)
    case 'indexing':
      return indexingCard(reply.files, reply.isDone)
    case 'summary':
      return summaryCard(reply)
    case 'favourites':
      return favouritesCard(reply.favourites)
    case 'link-code':
      return codeCard(reply.code, reply.minutes)
    case 'continued':
      return continuedCard(reply.title, reply.turns)
    case 'status':
      return statusCard(reply.status)
    case 'help':
      return helpCard(reply.commands, readHelp(reply.problem))
    case 'notice':
      return noticeCard(reply.message, reply.traceId)
  }
}
