// `sources`: addresses and folders that are read again; list, add, remove, refresh.
import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '../../errors.ts'
import type { Library } from '../../library.ts'
import { readClaimed } from '../../queue/refresher.ts'
import { isWebAddress } from '../../rag/indexing/sources.ts'
import type { ListedSource } from '../../store/documents/sources.ts'
import { withLibrary } from '../library.ts'
import { print, printError, printJson } from '../output.ts'
import type { Command } from '../types.ts'
import { parseAudience } from './audience.ts'
import { parseEvery, shownEvery } from './every.ts'
import { watchReading } from './watch-reading.ts'

export const sources: Command = {
  name: 'sources',
  synopsis: 'sources list | add | remove | refresh [<address|folder|id> …]',
  summary: 'addresses and folders that are read again',
  help: `  list                         each source: id, how often and when it was read, documents, address, what is wrong
  add <address|folder> …       indexes it now, and again as --every says
  remove <address|id> …        forgets it; its documents stay, and are read no more
  refresh [<address|id> …]     reads it again now; without a name all of them
  --every 6h       with add: how often, in m, h, d or w; without it only "refresh" reads it again
  --audience <who> with add: who may read what comes from it, as with "index"
  --documents      with remove: its documents go too, but for those that come from another source as well
  --json           JSON, one object a line
What "index" reads from an address or a folder is a source too. Reading again asks a site once a second at most, and
indexes what changed; what is gone there is taken out. A source that suddenly has a tenth of what it had or nothing, or
cannot be read, keeps its documents and is named here, in "status" and by "doctor". What you delete stays deleted.
Exit status 1 when a source, or something of it, could not be read.`,
  options: {
    json: { type: 'boolean' },
    every: { type: 'string' },
    audience: { type: 'string' },
    documents: { type: 'boolean' },
  },
  async run({ positionals: [action, ...names], values, workspace }) {
    const run = actions.get(action ?? '')
    if (!run) throw new AppError('usage', `sources needs one of ${[...actions.keys()].join(', ')}`)
    if (names.length === 0 && (action === 'add' || action === 'remove'))
      throw new AppError('usage', `sources ${action} needs an address or a folder`)
    // Refused before anything is opened.
    parseEvery(values.every)
    parseAudience(values.audience)
    return withLibrary('sources', workspace, (library) => run(library, names, values))
  },
}

type Values = Parameters<Command['run']>[0]['values']
type Run = (library: Library, names: readonly string[], values: Values) => Promise<number>

async function list({ store, workspaceId }: Library, names: readonly string[], { json }: Values): Promise<number> {
  const all = names.length === 0 ? await store.listSources(workspaceId) : []
  const { found, missing } = await named({ store, workspaceId }, names)
  for (const source of [...all, ...found]) {
    if (json === true) printJson(forJson(source))
    else for (const line of linesOf(source)) print(line)
  }
  return missing
}

function linesOf(source: ListedSource): readonly string[] {
  const { id, uri, every, readAt, documents, audience, error, failingSince, leftOut, note } = source
  const when = readAt === null ? 'never read' : `read ${minute(readAt)}`
  const often = every === null ? 'on request' : `every ${shownEvery(every)}`
  const whose = audience === 'workspace' ? '' : `  ${audience}`
  return [
    `${id}  ${often.padEnd(10)}  ${when.padEnd(21)}  ${String(documents).padStart(5)} documents  ${uri}${whose}`,
    ...(error === null ? [] : [`  failing since ${minute(failingSince!)}: ${error.message}`]),
    ...(leftOut === 0 || error !== null ? [] : [`  ${leftOut} left out, the first: ${note}`]),
  ]
}

const minute = (time: string) => time.slice(0, 16).replace('T', ' ')

function forJson({ error, failingSince, every, note, workspaceId: _, ...source }: ListedSource) {
  return {
    ...source,
    every: every === null ? null : shownEvery(every),
    ...(note !== null && { note }),
    ...(error !== null && { failing: { since: failingSince, ...error } }),
  }
}

/** As sources are called: an address without its fragment, a folder by its absolute path, or an id. */
function nameOf(name: string): string {
  if (!isWebAddress(name)) return /^[\da-f]{8}-[\da-f-]{27}$/i.test(name) ? name : resolve(name)
  const url = URL.parse(name)
  if (url === null) return name
  url.hash = ''
  return url.href
}

/** @returns `missing`: 1 when there is none of some name, which is said */
async function named({ store, workspaceId }: Pick<Library, 'store' | 'workspaceId'>, names: readonly string[]) {
  const found: ListedSource[] = []
  let missing = 0
  for (const name of names) {
    const some = await store.listSources(workspaceId, nameOf(name))
    found.push(...some)
    if (some.length > 0) continue
    missing = 1
    printError(new AppError('no-such-source', `There is no source ${name}: see "ragbot sources list"`).message)
  }
  return { found, missing }
}

async function add({ rag, store, workspaceId }: Library, names: readonly string[], values: Values): Promise<number> {
  const every = parseEvery(values.every)
  const target = { workspaceId, audience: parseAudience(values.audience) }
  let failed = 0
  for (const name of names) {
    const isFolder = !isWebAddress(name)
    if (isFolder && !(await stat(name).catch(() => null))?.isDirectory()) {
      failed = 1
      printError(`failed: ${name}: There is no such folder, and a single file is no source: use "ragbot index".`)
      continue
    }
    const at = isFolder ? resolve(name) : name
    const { reading, report } = watchReading(name, values.json === true)
    for await (const outcome of rag.indexSource(at, target, { ...reading, every })) reading.onOutcome(outcome)
    await rag.embedMissing(workspaceId)
    const [source] = (await store.listSources(workspaceId, nameOf(name))).filter(
      ({ audience }) => audience === target.audience,
    )
    if (!report(source)) failed = 1
  }
  return failed
}

async function refresh(library: Library, names: readonly string[], values: Values): Promise<number> {
  const { store, rag, workspaceId } = library
  const { found, missing } = await named(library, names)
  const holder = randomUUID()
  let failed = missing
  for (const source of names.length === 0 ? await store.listSources(workspaceId) : found) {
    const claimed = await store.claimSource(source, holder, new Date())
    if (!claimed) {
      failed = 1
      const busy = 'It, or another source of its site, is being read just now by another process: try again later.'
      printError(`failed: ${source.uri}: ${new AppError('source-busy', busy).message}`)
      continue
    }
    const { reading, report } = watchReading(source.uri, values.json === true)
    const warn = (_: string, fields: { error?: unknown } = {}) => printError(`failed: ${source.uri}: ${fields.error}`)
    const log = { debug() {}, info() {}, warn, error: warn }
    await readClaimed({ store, rag, log }, claimed, { isAgain: true, ...reading }, new AbortController().signal)
    if (!report(source)) failed = 1
  }
  return failed
}

async function remove(library: Library, names: readonly string[], values: Values): Promise<number> {
  const { store, workspaceId } = library
  const { found, missing } = await named(library, names)
  for (const source of found) {
    const alone = await store.removeSource(source)
    if (values.documents === true) {
      for (const id of alone) await store.retireDocument(workspaceId, id)
      await store.removeRetired(workspaceId)
    }
    const deleted = values.documents === true ? alone.length : 0
    const kept = source.documents - deleted
    if (values.json === true) printJson({ id: source.id, uri: source.uri, status: 'removed', deleted, kept })
    else print(`removed ${source.uri}  ${deleted} documents deleted, ${kept} kept`)
  }
  return missing
}

const actions = new Map<string, Run>([
  ['list', list],
  ['add', add],
  ['remove', remove],
  ['refresh', refresh],
])
