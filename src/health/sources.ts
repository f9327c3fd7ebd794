// Sources that cannot be read: which, since when, why, and what to do. Their documents stay.
import type { Finding, WorkspaceId } from '../model.ts'
import type { FailingSource, SourceStore } from '../store/documents/sources.ts'

// Of a hundred, a hundred lines say less.
const named = 5

/** For whoever runs ragbot: all of them, by their addresses. */
export async function checkSources(store: Pick<SourceStore, 'listFailingSources'>): Promise<readonly Finding[]> {
  const failing = await store.listFailingSources()
  return failing.length === 0 ? [{ about: 'sources', level: 'ok', message: 'none fails' }] : findingsOf(failing, 0)
}

/** For the members of a workspace: what is not for all of them is only counted. */
export async function failingSourcesOf(
  store: Pick<SourceStore, 'listFailingSources'>,
  workspaceId: WorkspaceId,
): Promise<readonly Finding[]> {
  const failing = (await store.listFailingSources()).filter((source) => source.workspaceId === workspaceId)
  const open = failing.filter(({ audience }) => audience === 'workspace')
  return findingsOf(open, failing.length - open.length)
}

function findingsOf(failing: readonly FailingSource[], unnamed: number): readonly Finding[] {
  const rest = Math.max(0, failing.length - named) + unnamed
  const lines = failing.slice(0, named).map(({ uri, failingSince, failures, message }) => {
    const tries = `${failures} ${failures === 1 ? 'try' : 'tries'}`
    return `${uri} cannot be read since ${failingSince.slice(0, 10)} (${tries}), its documents stay as they were: ${message} "ragbot sources refresh ${uri}" tries again, "ragbot sources remove ${uri}" gives it up`
  })
  const more = `${rest}${lines.length > 0 ? ' more' : ''} cannot be read: "ragbot sources list" shows them`
  return [...lines, ...(rest > 0 ? [more] : [])].map((message) => ({ about: 'sources', level: 'warning', message }))
}
