// What the house hands to an app that teams install: which install a delivery is for, and its tokens, sealed on their way
// to the store. Refuses to keep a token in plain words anywhere.
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppHost, AppTokens, KeptTokens } from '../bots/types.ts'
import type { InstallId, WorkspaceId } from '../model.ts'
import type { Deadlines } from '../store/deadlines.ts'
import type { EndedInstallStore } from '../store/ended-installs.ts'
import type { InstallTokenStore, SealedTokens } from '../store/install-tokens.ts'
import type { InstalledApp, InstallStore } from '../store/installs.ts'
import { acceptWithinMs } from './inbox.ts'
import type { Installs } from './installs.ts'

type SealContext = readonly ['install token', InstallId, 'access' | 'refresh']

interface Sealer {
  seal(text: string, context: SealContext): Buffer
  open(sealed: Buffer, context: SealContext): string
}

export interface AppHostOptions extends Pick<AppHost, 'isOperator' | 'key' | 'origin' | 'log'> {
  readonly app: InstalledApp
  readonly store: InstallStore & InstallTokenStore & Pick<EndedInstallStore, 'removeEnded'> & Deadlines
  readonly installs: Pick<Installs, 'routeOf'>
  readonly sealer: Sealer
  /** The workspace of this process. */
  readonly workspaceId: WorkspaceId
  /** No other token of this platform is here, so the first install is the one that the app was made for. */
  readonly trustsFirst: boolean
  /** Opens what is installed and not open yet. */
  readonly openInstalled: () => Promise<void>
  readonly isOpen: (id: InstallId) => boolean
}

/** A refresh token is good once: what it brought must not be lost to a moment without the database. */
const saveAttempts = 10
const savePauseMs = 500

export function createAppHost(options: AppHostOptions): AppHost {
  const { app, store, installs, sealer, workspaceId, trustsFirst, openInstalled, isOpen } = options
  const { isOperator, key, origin, log } = options

  const seal = (id: InstallId, { access, refresh, expiresAt }: AppTokens): SealedTokens => ({
    access: sealer.seal(access, ['install token', id, 'access']),
    refresh: refresh === null ? null : sealer.seal(refresh, ['install token', id, 'refresh']),
    expiresAt,
  })

  const tokensOf = (id: InstallId): KeptTokens => ({
    async read() {
      const stored = await store.readTokens(id)
      if (stored === null) return null
      const { access, refresh, expiresAt, version } = stored
      return {
        access: sealer.open(Buffer.from(access), ['install token', id, 'access']),
        refresh: refresh === null ? null : sealer.open(Buffer.from(refresh), ['install token', id, 'refresh']),
        expiresAt,
        version,
      }
    },
    claim: (version, forMs) => store.claimRefresh(id, version, forMs),
    async save(version, tokens) {
      for (let count = 1; ; count += 1) {
        try {
          // False: the team was installed anew meanwhile, and has newer ones.
          await store.saveRefreshed(id, version, seal(id, tokens))
          return
        } catch (error) {
          if (count === saveAttempts) throw error
          await sleep(savePauseMs)
        }
      }
    },
    failed: (version, wasRefused) => store.failRefresh(id, version, wasRefused),
  })

  return {
    async routeOf(place) {
      const route = await store.within(acceptWithinMs, () => installs.routeOf({ ...app, ...place }))
      if (route === null) return null
      const { token, install } = route
      if (!isOpen(token.id) || (install !== null && !isOpen(install.id))) await openInstalled()
      return { token: token.id, install: install?.id ?? null }
    },
    async install(made, tokens) {
      const saved = await store.saveInstall({ ...app, ...made, workspaceId, trustsFirst }, (id) => seal(id, tokens))
      await openInstalled()
      return { id: saved.id, isActive: saved.isActive }
    },
    async answerIn(id, teams) {
      for (const team of teams) await store.mapPlace(id, { team }, workspaceId)
      await openInstalled()
    },
    async addTeams(id, teams) {
      await store.addTeams(id, teams)
      await openInstalled()
    },
    removeTeams: (id, teams) => store.removeTeams(id, teams),
    tokensOf,
    async end(id, before) {
      await store.endInstall(id, before)
      // What is not to be kept at all is gone now, not with the next hour.
      await store.removeEnded()
    },
    spend: (state, expiresAt) => store.spendState(state, expiresAt),
    isOperator,
    key,
    origin,
    log,
  }
}
