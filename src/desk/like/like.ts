// “More like this”: the documents nearest to one that a reader names, by a title, an address, or a click below a source.
import { type Action, type Card, noticeCard } from '../../card.ts'
import { AppError } from '../../errors.ts'
import type { AccessScope, Request, SearchResult } from '../../model.ts'
import type { DocumentStore } from '../../store/documents/documents.ts'
import { resultsCard } from '../search.ts'
import type { Asked, Gesture, Stage, Tools } from '../types.ts'
import { addressLimit, cutAtWord } from '../words.ts'
import { findNearest } from './nearest.ts'

const hits = 5
const name = 'like'
const isId = /^[0-9a-f-]{36}$/i

interface Like extends Request {
  readonly kind: 'like'
  /** A title, an address, or an id. */
  readonly document: string
}

type Named = Awaited<ReturnType<DocumentStore['findNamed']>>[number]

const actionOf = (id: string): Action => ({ gesture: name, value: id })

/** Several of that name: whoever asked says which. */
function whichCard(named: string, found: readonly Named[]): Card {
  return {
    tone: 'info',
    title: `Several documents are called “${cutAtWord(named, 100)}”`,
    parts: [
      { kind: 'list', items: found.map(({ title, uri }) => ({ text: title, note: uri })) },
      {
        kind: 'select',
        label: 'More like…',
        options: found.map(({ id, title, uri }) => ({ label: `${uri} · ${title}`, action: actionOf(id) })),
      },
    ],
  }
}

function nearestCard(title: string, result: SearchResult): Card {
  const text = `Nothing that you may see here is like “${title}”.`
  if (result.hits.length === 0) return { tone: 'quiet', parts: [{ kind: 'empty', text }] }
  const [list] = resultsCard(result).parts
  return { tone: 'info', parts: list?.kind === 'sources' ? [{ ...list, title: `More like “${title}”` }] : [] }
}

async function scopesOf({ scopeOf, builtInWorkspaceId }: Tools, { install, incoming }: Asked, stage: Stage) {
  const own = await scopeOf({ ...incoming, install })
  const builtIn: AccessScope = { workspaceId: builtInWorkspaceId, audiences: ['workspace'] }
  // Until there are others, answers cite ragbot's own documents.
  return stage.readsBuiltInDocs ? [own, builtIn] : [own]
}

async function reply(tools: Tools, asked: Asked<Like>, stage: Stage): Promise<Card> {
  const { document } = asked.incoming.request
  const named = tools.documentBehind(document) ?? document
  for (const scope of await scopesOf(tools, asked, stage)) {
    const found = await tools.store.findNamed(scope, named)
    const [only, ...others] = found
    if (only === undefined) continue
    if (others.length > 0) return whichCard(document, found)
    return nearestCard(only.title, await findNearest(tools, scope, only.id, hits))
  }
  // A click names it by an id, which says nothing to people.
  const shown = isId.test(document)
    ? 'that document (any more)'
    : `a document that is called “${cutAtWord(document, 100)}”`
  return noticeCard(
    `I do not know ${shown}, or it is not for everyone who reads here. Name one by its title, or by its address.`,
  )
}

export const like: Gesture<Like> = {
  name,
  command: {
    words: ['like'],
    help: { usage: 'like <title or link>', says: 'lists the documents nearest to one, only to you' },
    menu: {
      says: 'Documents nearest to one: only you see them',
      options: [
        {
          name: 'document',
          says: 'Its title, or a link to it',
          kind: 'text',
          isRequired: true,
          suggestsTitles: true,
          maxLength: addressLimit,
        },
      ],
    },
    isTyped: true,
    read: (rest, prefix) =>
      rest === '' || rest.length > addressLimit
        ? { kind: 'hint', reason: `Type the title of a document after it, or a link: ${prefix}like Travel policy` }
        : ({ kind: 'like', document: rest.replace(/^<(.*)>$/s, '$1') } satisfies Like),
  },
  replies: { like: reply },
  sourceAction: { label: 'More like…', of: ({ document }) => actionOf(document.id) },
  act: (_tools, _reader, document) =>
    Promise.resolve({ kind: 'asked', request: { kind: 'like', document } satisfies Like }),
  lister: {
    synopsis: 'like <document id>',
    summary: 'find documents like one',
    async find(tools, scope, words, top) {
      const [only, ...others] = await tools.store.findNamed(scope, words)
      if (only !== undefined && others.length === 0) return findNearest(tools, scope, only.id, top)
      const what = only === undefined ? `There is no document “${words}”` : `Several documents are called “${words}”`
      throw new AppError('no-such-document', `${what}: "ragbot documents" lists their ids`)
    },
  },
}
