// Which functions of the store name which of the tables that hold what people wrote, as their source says it.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Documents, passages, vectors, turns, gaps, links, sources, and the messages that brought and answered them. */
const tables = [
  'documents',
  'document_audiences',
  'readable_chunks',
  'readable_embeddings',
  'readable_texts',
  'artifacts',
  'revisions',
  'chunks',
  'embeddings',
  'document_counts',
  'term_counts',
  'conversations',
  'conversation_messages',
  'platform_conversations',
  'feedback',
  'awaited',
  'gaps',
  'link_codes',
  'action_values',
  'uploads',
  'inbox',
  'outbox',
  'places',
  'sources',
  'source_items',
]
const mention = new RegExp(
  String.raw`\b(?:from|join|update|using)\s+(?:only\s+)?(?:public\.)?(?:(${tables.join('|')})\b|\$\{(table)\})|\b(find_chunks)\(`,
  'gi',
)
// As our formatter lays source out: a declaration begins its line, an operation of a store's object stands four in.
const declaration = /^(?:export )?(?:async )?(?:function\*? |const )(\w+)/
const operation = /^ {4}(?:async )?(\w+)(?:: |\()/

/** `file function` → the tables it reads or changes, in the order of its source, each as often as it is named there. */
export function readStatements(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )) {
    let outer = ''
    let owner = ''
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      const declared = declaration.exec(line)?.[1]
      if (declared) outer = declared
      owner = declared ?? (outer.startsWith('create') ? operation.exec(line)?.[1] : undefined) ?? owner
      if (/^\s*(?:\/\/|\*|\/\*|import )/.test(line)) continue
      for (const [, table, any, lookup] of line.matchAll(mention)) {
        const key = `${basename(file, '.ts')} ${owner}`
        found[key] = [found[key], table ?? any ?? lookup].filter(Boolean).join(' ')
      }
    }
  }
  return found
}
