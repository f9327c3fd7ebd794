// The wiring of `chat`: one platform, the terminal, on the database of the configuration, beside whoever else works there.
// It does all its work itself and takes nobody else's: no queue, no server, no lease but those of its own thread.
import type { Terminal } from '../bots/console/screen.ts'
import { platformFactories } from '../bots/registry.ts'
import type { Platform } from '../bots/types.ts'
import { builtInWorkspace, indexBuiltInDocs } from '../built-in-docs.ts'
import type { Config } from '../config.ts'
import { createActions } from '../desk/actions.ts'
import { createDesk } from '../desk/desk.ts'
import { openDisk } from '../disk.ts'
import { createStatus } from '../health/status.ts'
import { monotonic, openLibrary } from '../library.ts'
import { createLog } from '../log.ts'
import type { InstallId } from '../model.ts'
import { createSourceLinks } from '../portal/source-links.ts'
import { createJobs } from '../queue/create-jobs.ts'
import { createRefusals } from '../queue/delivery/refusals.ts'
import { createInbox } from '../queue/inbox.ts'
import { createOwnWork } from '../queue/own-work.ts'
import { createPlatformHost } from '../queue/platform-host.ts'
import { createScopeOf, createSecondLook, createStandingOf } from '../queue/scope.ts'
import { maxDocumentBytes } from '../rag/extract/index.ts'
import { openSecrets } from '../secrets.ts'
import { leaseMs } from '../store/messages/leases.ts'

/** What a chat that was killed left behind for so long is settled by the next one, unseen. */
const leftAfterMs = 60_000

export interface Chat {
  /** Finishes what is under way, within 20 seconds, and closes everything in reverse order. */
  stop(): Promise<void>
}

/** @throws AppError with one line that says what to do */
export async function openChat(config: Config, workspace: string, terminal: Terminal): Promise<Chat> {
  const log = createLog(config.logLevel)
  const releasers: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const release of releasers.splice(0).reverse()) await release()
  }

  try {
    // Store and engine
    const library = await openLibrary(config, 'chat', workspace)
    releasers.push(library.close)
    const { store, rag, workspaceId } = library
    const builtInWorkspaceId = await store.openWorkspace(builtInWorkspace)
    const { secrets, findings } = await openSecrets(store, { ...config, acceptKey: false })
    const status = createStatus(store, config, [
      { about: 'key', look: () => findings },
      { about: 'disk', look: openDisk(config, monotonic).check },
    ])

    // Desk
    // It mints none itself, but knows those that `start` gave away.
    const { documentBehind } = createSourceLinks({ key: secrets.deriveKey('source links'), origin: () => '' })
    const platforms = new Map<InstallId, Platform>()
    const scopeOf = createScopeOf(store, platforms)
    const standingOf = createStandingOf(platforms)
    const linkToDocument = () => undefined
    const tools = { store, rag, scopeOf, standingOf, status, builtInWorkspaceId, log, documentBehind, linkToDocument }
    const desk = createDesk(tools)
    const actions = createActions(secrets.deriveKey('actions'), store)

    // Work
    const refusals = createRefusals({ log, now: monotonic })
    const { wake, ...work } = createOwnWork(log, (wake) =>
      createJobs({
        store,
        rag,
        desk,
        platforms,
        secondLook: createSecondLook(store, platforms, scopeOf),
        wake,
        sealer: secrets,
        refusals,
        log,
        placeholderAfterMs: 1_000,
        leaseMs,
        now: Date.now,
        maxBytes: maxDocumentBytes,
      }),
    )
    releasers.push(work.stop)

    // Platform
    const install = await store.openInstall(workspaceId, 'console')
    const { accept } = createInbox({ store, installs: store, wake, sealer: secrets })
    const refuse = () => ({ status: 404, body: '' })
    const host = createPlatformHost({ store, wake, desk, actions, scopeOf, install, accept, refuse, log })
    const platform = (await platformFactories.get('console')!({ console: terminal }, host))!
    platforms.set(install.id, platform)
    releasers.push(async () => platform.stop?.())

    await indexBuiltInDocs(rag, store, builtInWorkspaceId)
    const left = await store.findUnfinished(leftAfterMs, [install.id])
    for (const thread of left.incoming) wake.incoming(thread)
    for (const thread of left.outgoing) wake.outgoing(thread)
    for (const upload of left.uploads) if (upload.installId === install.id) wake.upload(upload)
    platform.start?.()
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}
