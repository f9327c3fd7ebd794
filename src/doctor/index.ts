// What is wrong with an installation, looked at from outside of the process that runs it. Changes nothing: where there is
// no database yet, none is made.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { platformFactories } from '../bots/registry.ts'
import type { PlatformHost } from '../bots/types.ts'
import { type Config, platformsOn, readWhatHolds } from '../config.ts'
import { lookAtDataDir } from '../data-dir.ts'
import { openDisk } from '../disk.ts'
import { type Check, lookAt } from '../health/findings.ts'
import { checkSources } from '../health/sources.ts'
import type { Finding, PlatformId } from '../model.ts'
import { createRedisBackend } from '../queue/backend.ts'
import { createQueues } from '../queue/queues.ts'
import { checkChat, checkEmbedding, checkJail, checkRerank } from '../rag/check.ts'
import { lookAtKey, readSecrets } from '../secrets.ts'
import { lookAtDatabase } from '../store/database/checks.ts'
import { type Database, openDatabase, refuseInsideTransaction } from '../store/database/db.ts'
import { readPending } from '../store/database/migrate.ts'
import { createStore, type Store } from '../store/index.ts'
import { checkClock } from './clock.ts'
import { checkInstalls } from './installs.ts'
import { checkWebhook, type WebhookCheck } from './webhooks.ts'
import { checkWork } from './work.ts'

/** For what answers in milliseconds when it is well. */
const soonMs = 5_000
/** A database that starts or recovers, a model that is loaded first, a child process on a busy machine. */
const lateMs = 30_000
const now = Date.now
const monotonic = () => performance.now()
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** @param workspace the slug whose vectors are compared with what the embedding model makes */
export async function examine(workspace: string): Promise<readonly Finding[]> {
  const { config, errors } = readWhatHolds()
  const settings: readonly Finding[] =
    errors.length > 0
      ? errors.map((message) => ({ about: 'settings', level: 'error', message }))
      : [{ about: 'settings', level: 'ok', message: 'complete' }]
  const [soon, late] = await Promise.all([
    lookAt(outside(config), soonMs),
    lookAt([{ about: 'file reader', look: checkJail }, ...models(config), stored(config, workspace)], lateMs),
  ])
  return [...settings, ...late, ...soon]
}

/** What is soon looked at: the disk, Redis, and each platform. */
function outside(config: Config): readonly Check[] {
  const { redisUrl } = config
  return [
    ...(config.databaseUrl || !existsSync(config.dataDir)
      ? []
      : [
          { about: 'disk', look: openDisk(config, monotonic).check },
          { about: 'DATA_DIR', look: () => lookAtDataDir(config.dataDir) },
        ]),
    ...(redisUrl === undefined ? [] : [{ about: 'queues', look: () => checkRedis(redisUrl) }]),
    ...platforms(config),
  ]
}

async function checkRedis(redisUrl: string): Promise<readonly Finding[]> {
  const backend = await createRedisBackend(redisUrl)
  const queues = createQueues(backend, silent, refuseInsideTransaction)
  try {
    await queues.ping()
    return await backend.check()
  } finally {
    await queues.close()
    await backend.close()
  }
}

function platforms(config: Config): readonly Check[] {
  const { slack, teams, discord, publicUrl } = config
  const timeoutMs = soonMs - 500
  const on: readonly (readonly [platform: 'slack' | 'teams' | 'discord', address: string])[] = [
    ...(slack ? [['slack', slack.apiUrl ?? 'https://slack.com/api/'] as const] : []),
    ...(teams ? [['teams', teams.openIdMetadataUrl] as const] : []),
    ...(discord ? [['discord', `${discord.apiUrl}/v10/gateway`] as const] : []),
  ]
  const slackSigningSecret = slack?.signingSecret
  // In Socket Mode a signing secret may be set all the same.
  const deliversToWebhook = slackSigningSecret !== undefined && (!slack?.appToken || publicUrl !== undefined)
  const lookAtWebhook = (platform: WebhookCheck['platform']) => () =>
    checkWebhook({
      platform,
      publicUrl,
      now,
      timeoutMs,
      ...(platform === 'slack' && slackSigningSecret !== undefined && { slackSigningSecret }),
    })
  return on.flatMap(([platform, address]) => [
    { about: platform, look: () => checkPlatform(platform, config) },
    { about: `${platform} clock`, look: () => checkClock(platform, address, now, timeoutMs) },
    ...(platform === 'slack' && !deliversToWebhook
      ? []
      : [{ about: `${platform} webhook`, look: lookAtWebhook(platform) }]),
  ])
}

/** What a platform made of these settings finds: whether its tokens work, and what the app lacks. */
export async function checkPlatform(
  id: PlatformId,
  config: Pick<Config, 'slack' | 'teams' | 'discord'>,
): Promise<readonly Finding[]> {
  const platform = await platformFactories.get(id)?.(config, deaf)
  return (await platform?.check?.()) ?? []
}

const notHere = () => Promise.reject(new Error('nothing is answered here'))
const nothing = { kind: 'nothing' }
/** A platform is made to be asked how it is, not to work. */
const deaf: PlatformHost = {
  accept: notHere,
  knowsThread: notHere,
  noteTalk: notHere,
  stop: notHere,
  answersOverheard: notHere,
  privateReplies: notHere,
  placeholderIn: notHere,
  sentReply: notHere,
  answer: notHere,
  formFor: notHere,
  suggestTitles: notHere,
  answerAt: notHere,
  home: notHere,
  sign: notHere,
  act: notHere,
  desk: {
    read: () => nothing,
    readsLikeQuestion: () => false,
    menu: [],
    messageGestures: [],
    formGestures: [],
    welcome: nothing,
    isForAll: () => false,
  },
  limits: { take: async () => 0, block: async () => {} },
  members: {
    readPeople: notHere,
    savePeople: notHere,
    readChannel: notHere,
    saveChannel: notHere,
    saveMembers: notHere,
    noteChange: notHere,
    forgetChannel: notHere,
    readAround: notHere,
    listUnchecked: notHere,
    listUnseen: notHere,
    readableTogether: notHere,
  },
  files: { sharedWith: notHere, sharedBy: notHere, withdraw: notHere },
  refuse: () => ({ status: 503, body: '' }),
  log: { warn() {} },
}

function models({ chat, rerank }: Config): readonly Check[] {
  return [
    ...(chat ? [{ about: 'chat model', look: () => checkChat(chat, lateMs - 1_000) }] : []),
    ...(rerank
      ? [{ about: 'rerank model', look: () => checkRerank({ rerank, ...(chat && { chat }) }, monotonic) }]
      : []),
  ]
}

/** The database and what is in it. The embedding model belongs to it: its vectors are there. */
function stored(config: Config, workspace: string): Check {
  return {
    about: 'database',
    async look() {
      if (!config.databaseUrl && !existsSync(join(config.dataDir, 'postgres'))) {
        const message = `none in DATA_DIR ${config.dataDir} yet: "ragbot start" makes it`
        return [{ about: 'database', level: 'ok', message }, ...(await embeddingWith(config, null))]
      }
      let db: Database
      try {
        db = await openDatabase({ ...config, command: 'doctor' })
      } catch (error) {
        return [
          ...(await lookAt([{ about: 'database', look: () => Promise.reject(error) }])),
          ...(await embeddingWith(config, null)),
        ]
      }
      try {
        const store = createStore(db)
        const pending = await readPending(db)
        if (pending === null || pending.length > 0) {
          const message = `${pending === null ? 'has no tables yet' : `lacks ${pending.join(', ')}`}: "ragbot start" makes them`
          const level = pending === null ? 'ok' : 'warning'
          return [{ about: 'database', level, message }, ...(await embeddingWith(config, null))]
        }
        return await lookAt(
          [
            { about: 'database', look: () => [{ about: 'database', level: 'ok', message: db.traits.place }] },
            { about: 'database', look: () => lookAtDatabase(db) },
            { about: 'key', look: () => lookAtKey(store, config) },
            { about: 'work', look: () => checkWork(store, platformsOn(config)) },
            { about: 'sources', look: () => checkSources(store) },
            { about: 'slack', look: () => installsOf(store, config) },
            {
              about: 'embedding model',
              look: async () => embeddingWith(config, await storedDimensions(store, config, workspace)),
            },
          ],
          lateMs,
        )
      } finally {
        await db.close({ hurry: true })
      }
    },
  }
}

async function installsOf(store: Store, config: Config): Promise<readonly Finding[]> {
  const { slack } = config
  if (slack?.oauth === undefined) return []
  return checkInstalls({
    store,
    app: slack.oauth.clientId,
    secrets: readSecrets(config),
    look: (botToken) => checkPlatform('slack', { slack: { ...slack, botToken } }),
    now,
  })
}

async function storedDimensions(store: Store, { embedding }: Config, workspace: string): Promise<number | null> {
  const known = (await store.listWorkspaces()).find(({ slug }) => slug === workspace)
  if (!known || !embedding) return null
  return store.readDimensions(known.id, embedding.model)
}

function embeddingWith({ embedding }: Config, dimensions: number | null): Promise<readonly Finding[]> {
  return lookAt(
    embedding ? [{ about: 'embedding model', look: () => checkEmbedding(embedding, dimensions, monotonic) }] : [],
    lateMs,
  )
}
