// The passages that fit words best, as a list.
import { type Button, type Card, type Form, noticeCard } from '../card.ts'
import { AppError } from '../errors.ts'
import type { Request, SearchResult } from '../model.ts'
import { quoteText } from './ask/quote.ts'
import type { Gesture } from './types.ts'
import { questionLimit } from './words.ts'

const hits = 5

interface Search extends Request {
  readonly kind: 'search'
  readonly query: string
}

/** Opens a form that asks what for. */
export const findButton: Button = { label: 'Search documents', action: { gesture: 'search', value: 'form' } }

const findForm: Form = {
  title: 'Search documents',
  fields: [{ id: 'query', label: 'Words', isRequired: true, maxLength: questionLimit }],
  submit: 'Search',
}

export function resultsCard({ query, hits }: SearchResult): Card {
  const asked = query.replace(/\s+/g, ' ').trim()
  const words = asked.length > 300 ? `${asked.slice(0, 299).replace(/[\uD800-\uDBFF]$/, '')}…` : asked
  const [first, ...more] = hits.map(({ rank, quote, ...hit }) => ({
    ...hit,
    quote: quoteText(quote),
    label: `${rank}.`,
  }))
  if (first === undefined) return { tone: 'quiet', parts: [{ kind: 'empty', text: `Nothing matches “${words}”.` }] }
  const title = `Results for “${words}”`
  return { tone: 'info', parts: [{ kind: 'sources', role: 'found', title, sources: [first, ...more] }] }
}

export const search: Gesture<Search> = {
  name: 'search',
  command: {
    words: ['search'],
    help: {
      usage: 'search <words>',
      says: 'lists the documents that match, only to you. Limits: from:handbook after:2026-01 type:pdf author:ada "exact phrase" -draft',
    },
    menu: {
      says: 'Find passages: only you see them',
      options: [
        {
          name: 'query',
          says: 'Words, or the title of a document',
          kind: 'text',
          isRequired: true,
          suggestsTitles: true,
          maxLength: 4000,
        },
      ],
    },
    isTyped: true,
    read(query, prefix) {
      if (query === '')
        return { kind: 'hint', reason: `Type what to look for after it: ${prefix}search parental leave` }
      if (query.length <= questionLimit) return { kind: 'search', query } satisfies Search
      return {
        kind: 'hint',
        reason: `This is longer than ${questionLimit.toLocaleString('en')} characters: look for fewer words.`,
      }
    },
  },
  act(_tools, _reader, _value, input) {
    const query = input?.query?.trim() ?? ''
    if (query === '') return Promise.resolve({ kind: 'form', form: findForm })
    const request: Search = { kind: 'search', query: query.slice(0, questionLimit) }
    return Promise.resolve({ kind: 'asked', request })
  },
  replies: {
    async search({ rag, scopeOf }, { install, incoming }) {
      const scope = await scopeOf({ ...incoming, install })
      try {
        return resultsCard(await rag.search(incoming.request.query, scope, hits))
      } catch (error) {
        if (error instanceof AppError && error.code === 'bad-query') return noticeCard(error.message)
        throw error
      }
    },
  },
}
