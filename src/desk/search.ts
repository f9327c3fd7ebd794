// The passages that fit words best, as a list.
import { AppError } from '../errors.ts'
import type { Gesture } from './types.ts'
import { questionLimit } from './words.ts'

const hits = 5

export const search: Gesture = {
  words: ['search'],
  help: {
    usage: 'search <words>',
    says: 'lists the documents that match, only to you. Limits: from:handbook after:2026-01 type:pdf author:ada "exact phrase" -draft',
  },
  isTyped: true,
  command(query, prefix) {
    if (query === '') return { kind: 'hint', reason: `Type what to look for after it: ${prefix}search parental leave` }
    if (query.length <= questionLimit) return { kind: 'search', query }
    return {
      kind: 'hint',
      reason: `This is longer than ${questionLimit.toLocaleString('en')} characters: look for fewer words.`,
    }
  },
  replies: {
    async search({ rag, scopeOf }, { install, incoming }, { query }) {
      const scope = await scopeOf({ ...incoming, install })
      try {
        return { kind: 'results', result: await rag.search(query, scope, hits) }
      } catch (error) {
        if (error instanceof AppError && error.code === 'bad-query') return { kind: 'notice', message: error.message }
        throw error
      }
    },
  },
}
