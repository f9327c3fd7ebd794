// The only wiring. Reads from top to bottom as the architecture: database, queues, engine, platforms, HTTP, workers.
import { randomBytes } from 'node:crypto'
import { owner } from './askers.ts'
import { installableApps, platformFactories } from './bots/registry.ts'
import type { PlatformApp } from './bots/types.ts'
import { builtInWorkspace, indexBuiltInDocs } from './built-in-docs.ts'
import { type Config, platformsOn } from './config.ts'
import { closeDataDir } from './data-dir.ts'
import { createActions } from './desk/actions.ts'
import { createDesk } from './desk/desk.ts'
import { openDisk } from './disk.ts'
import { describeError } from './errors.ts'
import { type Check, inBackground, lookAt, warningLines } from './health/findings.ts'
import { patiently } from './health/patience.ts'
import { readiness } from './health/readiness.ts'
import { createStatus } from './health/status.ts'
import { summaryOf } from './health/summary.ts'
import { createAddress } from './http/address.ts'
import { createHttpServer } from './http/server.ts'
import { createEngine, monotonic, openBackend, openConfiguredDatabase, usesDataDir } from './library.ts'
import { createLog } from './log.ts'
import type { Install, InstallId, PlatformId } from './model.ts'
import { createAccess } from './portal/access.ts'
import { createApiRoutes } from './portal/api.ts'
import { createChannelRoutes } from './portal/channel-routes.ts'
import { createPageRoutes } from './portal/page-routes.ts'
import { createSignInLinks } from './portal/sign-in-links.ts'
import { createSourceLinks } from './portal/source-links.ts'
import { createSourceRoute } from './portal/source-page.ts'
import { createPortalStore } from './portal/store.ts'
import { startAbsence, startPresence } from './queue/absence.ts'
import { createAppHost } from './queue/app-host.ts'
import { queueConnections } from './queue/backend.ts'
import { createJobs } from './queue/create-jobs.ts'
import { createRefusals } from './queue/delivery/refusals.ts'
import { createHosted } from './queue/hosted.ts'
import { createInbox } from './queue/inbox.ts'
import { createInstalls } from './queue/installs.ts'
import { startAwaited } from './queue/jobs/awaited.ts'
import { startDigests } from './queue/jobs/digests.ts'
import { startLateSigns } from './queue/jobs/late.ts'
import { createPlatformHost } from './queue/platform-host.ts'
import { createQueues } from './queue/queues.ts'
import { startRefresher } from './queue/refresher.ts'
import { createScopeOf, createSecondLook, createStandingOf } from './queue/scope.ts'
import { startSweeper } from './queue/sweeper.ts'
import { startUntaken } from './queue/untaken.ts'
import { drainMs, startWorkers, stopWithin } from './queue/workers.ts'
import { linkToOriginal, originalOf } from './rag/answer/original-link.ts'
import { maxDocumentBytes } from './rag/extract/index.ts'
import type { LinkTo } from './rag/search/locator.ts'
import { placeIn } from './rag/search/locator.ts'
import { type Role, requirePublicUrl } from './roles.ts'
import type { Route } from './route.ts'
import { openSecrets } from './secrets.ts'
import { lookAtDatabase } from './store/database/checks.ts'
import { requireConnections } from './store/database/connections.ts'
import { databaseConnections, refuseInsideTransaction } from './store/database/db.ts'
import { migrate } from './store/database/migrate.ts'
import { createStore } from './store/index.ts'
import { leaseMs } from './store/messages/leases.ts'

const checkPlatformsEveryMs = 60_000
export interface App {
  /** Where the HTTP server listens. */
  readonly url: string
  /** The chat page's address with its one-time token; null while the page is off. */
  readonly pageUrl: string | null
  /** What is on and what is off and why: a line each, for the person who started it. */
  readonly summary: readonly string[]
  /** Finishes what is under way, within 25 seconds, and closes everything in reverse order. */
  stop(): Promise<void>
}

export interface AppOptions {
  readonly workspace: string
  readonly roles: readonly Role[]
  /** How slow an answer has to be before a placeholder is posted, in milliseconds. Default 1000. */
  readonly placeholderAfterMs?: number
  /** The encryption key is another one than the database knows, because someone wants that. Default false. */
  readonly acceptKey?: boolean
}

/** @throws AppError with one line that says what to do */
export async function startApp(config: Config, options: AppOptions): Promise<App> {
  const log = createLog(config.logLevel)
  const has = (role: Role) => options.roles.includes(role)
  requirePublicUrl(config, options.roles)
  const releasers: (() => Promise<void>)[] = []
  let released: Promise<void> | undefined
  const release = () => {
    released ??= (async () => {
      for (const releaser of releasers.reverse()) {
        await releaser().catch((error) => log.error('something did not close', { error: describeError(error) }))
      }
    })()
    return released
  }

  try {
    // Store
    const db = await patiently(log, () => openConfiguredDatabase(config, 'start'))
    releasers.push(() => db.close({ hurry: true }))
    await requireConnections(db, databaseConnections + (config.redisUrl ? 0 : queueConnections))
    await migrate(db)
    const store = createStore(db)
    if (db.traits.ownsLeases) await store.dropAllLeases()
    const workspaceId = await store.openWorkspace(options.workspace)
    const builtInWorkspaceId = await store.openWorkspace(builtInWorkspace)
    const installation = await store.openInstallation()
    const key = await openSecrets(store, { ...config, acceptKey: options.acceptKey ?? false })
    const { secrets } = key
    const atStart = [
      ...(await lookAtDatabase(db)),
      ...key.findings,
      ...(usesDataDir(config) ? closeDataDir(config.dataDir) : []),
    ]
    const disk = openDisk(config, monotonic)

    // Queue
    const backend = await patiently(log, () => openBackend(config, db))
    releasers.push(() => backend.close())
    const queues = createQueues(backend, log, refuseInsideTransaction)
    releasers.push(() => queues.close())
    await queues.ping()
    const known = createInstalls(store, monotonic)
    releasers.push(known.stop)
    const inbox = createInbox({ store, installs: known, wake: queues.wake, sealer: secrets })

    // Engine
    const address = createAddress(config.publicUrl)
    const links = createSourceLinks({ key: secrets.deriveKey('source links'), origin: address.origin })
    const linkTo: LinkTo = (document, locator, quote) =>
      linkToOriginal(document, locator, quote) ??
      links.linkTo(document.id, locator.start, locator.end, document.revision)
    const linkToDocument = ({ id, url }: { readonly id: string; readonly url: string | null }) =>
      originalOf(url) ?? links.linkTo(id, 0, 0)
    const rag = createEngine(config, store, linkTo, disk.requireRoom)
    releasers.push(() => rag.close())
    // Platforms are added below.
    const checks: Check[] = [
      { about: 'database', look: () => atStart },
      { about: 'disk', look: disk.check },
      { about: 'queues', look: () => backend.check(installation.id) },
    ]
    const status = createStatus(store, config, checks)

    // Platforms
    const access = createAccess({
      key: secrets.deriveKey('page cookie'),
      port: address.port,
      random: randomBytes,
      spendLink: createSignInLinks(secrets.deriveKey('sign-in links'), () => new Date()),
      now: () => new Date(),
      warn: log.warn,
      ...(config.adminToken !== undefined && { adminToken: config.adminToken }),
      ...(config.publicUrl !== undefined && { publicUrl: config.publicUrl }),
    })
    const hosted = createHosted({
      store,
      log,
      open: (app, { tokenOf, ...install }) => app.open({ ...install, tokenOf }, hostFor(install)),
    })
    releasers.push(hosted.stop)
    const { platforms } = hosted
    const scopeOf = createScopeOf(store, platforms)
    const desk = createDesk({
      store,
      rag,
      scopeOf,
      standingOf: createStandingOf(platforms),
      status,
      builtInWorkspaceId,
      log,
      documentBehind: links.documentBehind,
      linkToDocument,
    })
    const actions = createActions(secrets.deriveKey('actions'), store)
    const hostFor = (install: Install) =>
      createPlatformHost({
        store,
        wake: queues.wake,
        desk,
        actions,
        scopeOf,
        install,
        accept: inbox.accept,
        refuse: access.refuse,
        log,
      })
    const installs: Install[] = []
    for (const id of platformsOn(config)) {
      const install = await store.openInstall(workspaceId, id)
      const platform = await platformFactories.get(id)?.(config, hostFor(install))
      if (!platform) continue
      installs.push(install)
      hosted.add(install, platform)
      const look = platform.check?.bind(platform)
      // Only for whoever hears from it.
      if (look && has('bots')) checks.push(inBackground({ about: id, look }, checkPlatformsEveryMs, monotonic))
    }
    const apps: PlatformApp[] = []
    for (const { platform, app, create } of installableApps(config)) {
      const own = installs.find((install) => install.platform === platform)
      const host = createAppHost({
        app: { platform, app },
        store,
        installs: known,
        sealer: secrets,
        workspaceId,
        trustsFirst: own === undefined,
        openInstalled: hosted.look,
        isOpen: (id) => platforms.has(id),
        isOperator: access.isOperator,
        key: secrets.deriveKey(`installs of ${platform}`),
        origin: address.origin,
        log,
      })
      const made = await create(host, own === undefined ? null : (platforms.get(own.id) ?? null))
      apps.push(made)
      releasers.push(async () => made.stop?.())
      await hosted.addApp({ platform, app }, made)
      const look = made.check?.bind(made)
      if (look && has('bots')) checks.push(inBackground({ about: platform, look }, checkPlatformsEveryMs, monotonic))
    }
    const kinds = [...new Set([...installs.map(({ platform }) => platform), ...apps.map(({ id }) => id)])]
    // Asked now, so that the summary below can name what is missing without waiting for anyone.
    void lookAt(checks)

    // HTTP
    const page = installs.find(({ platform }) => platform === 'local')!
    const scope = await scopeOf({ install: page, person: owner, place: { kind: 'page' }, target: {} })
    const { requireRoom } = disk
    const own = { scope, builtInWorkspaceId, status, placeIn, requireRoom }
    const portalStore = createPortalStore({ store, wake: queues.wake, ...own })
    const isTaken = (id: PlatformId) => has(id === 'local' ? 'portal' : 'bots')
    const routes: Route[] = [
      { method: 'GET', path: '/healthz', handle: () => ({ status: 200, body: 'ok\n' }) },
      { method: 'GET', path: '/readyz', handle: () => readiness(store, queues.ping, checks) },
      ...[...apps, ...platforms.values()].flatMap(({ id, routes }) => (isTaken(id) ? routes : [])),
      ...(has('portal')
        ? [
            ...createApiRoutes(portalStore, access, (place, citations) =>
              actions.sign(page, desk.below(citations), place),
            ),
            ...createChannelRoutes({ store, workspaceId, access, models: rag.models }),
            createSourceRoute(links, portalStore),
            ...createPageRoutes(access, { canSignIn: config.adminToken !== undefined }),
          ]
        : []),
    ]
    // With the workers' 18 s this stays within the 25 s that SIGTERM is promised.
    const http = createHttpServer({ routes, host: config.host, port: config.port, log, drainMs: 4_000 })
    releasers.push(() => http.close())
    const { url, port } = await http.listen()
    address.listensAt({ url, port })
    if (has('bots')) hosted.start()

    // Who takes messages sees who waits for a worker.
    const taken = () => new Map([...platforms].filter(([, { id }]) => isTaken(id)))
    const late = startLateSigns({
      ...{ store, desk, platforms: taken, wake: queues.wake, log },
      // Who wants to see no placeholder sees none of these.
      ...(options.placeholderAfterMs !== undefined && { lateAfterMs: Math.max(2_000, options.placeholderAfterMs) }),
    })
    releasers.push(() => late.stop())

    // Workers
    if (has('workers')) {
      const refusals = createRefusals({ log, now: monotonic })
      checks.push({ about: 'replies', look: refusals.findings })
      const secondLook = createSecondLook(store, platforms, scopeOf)
      const jobs = createJobs({
        store,
        rag,
        desk,
        platforms,
        secondLook,
        wake: queues.wake,
        sealer: secrets,
        refusals,
        log,
        placeholderAfterMs: options.placeholderAfterMs ?? 1_000,
        leaseMs,
        now: Date.now,
        maxBytes: maxDocumentBytes,
      })
      const here = { has: (id: InstallId) => platforms.has(id), platforms: kinds }
      const workers = await startWorkers(backend, here, jobs, queues.wake, config.chat ? 'written' : 'quoted')
      const working = hosted.ids
      const untaken = startUntaken({ store, jobs, log, installs: working })
      releasers.push(async () => void (await Promise.all([workers.stop(), stopWithin(drainMs, untaken.stop())])))
      const sendingTo = () => working().filter((id) => !refusals.closed().includes(id))
      const sweeper = await startSweeper({ store, rag, wake: queues.wake, log, installs: working, sendingTo })
      releasers.push(() => sweeper.stop())
      const refresher = startRefresher({ store, rag, log })
      releasers.push(() => refresher.stop())
      const awaited = startAwaited({ store, desk, platforms, secondLook, wake: queues.wake, log })
      releasers.push(() => awaited.stop())
      const digests = startDigests({
        ...{ store, platforms, scopeOf, secondLook, wake: queues.wake, log, linkTo: linkToDocument },
        ...(config.timeZone !== undefined && { timeZone: config.timeZone }),
      })
      releasers.push(() => digests.stop())
      // Where one process works, nobody else asks.
      if (!db.traits.ownsLeases) {
        const presence = await startPresence({ store, log, installs: working })
        releasers.push(presence.stop)
      }
    } else {
      const absence = startAbsence({ store, sealer: secrets, log, platforms: taken })
      releasers.push(absence.stop)
      checks.push({ about: 'workers', look: absence.look })
    }
    if (has('portal')) await indexBuiltInDocs(rag, store, builtInWorkspaceId)

    const warnings = warningLines(await lookAt(checks)).map((line) => `ATTENTION ${line}`)
    const working = {
      config,
      database: db.traits.place,
      queues: backend.kind,
      platforms: kinds,
      url,
    }
    return {
      url,
      pageUrl: has('portal') ? access.address() : null,
      summary: [...summaryOf(working), ...warnings],
      stop: release,
    }
  } catch (error) {
    await release()
    throw error
  }
}
