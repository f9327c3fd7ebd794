// The API over how the bot behaves in channels: for whoever runs it, who alone may keep the workspace's list of channels.
import type { ChannelSettings, OwnSettings } from '../askers.ts'
import { botId, instructionsLimit, longestRetentionDays, mostBots, settingValues, usualModel } from '../askers.ts'
import { AppError } from '../errors.ts'
import type { PlatformId, WorkspaceId } from '../model.ts'
import type { Route } from '../route.ts'
import type { ChannelSettingsStore } from '../store/channel-settings.ts'
import type { Access } from './access.ts'
import { parseObject } from './parameters.ts'
import { json, jsonError } from './responses.ts'

const platforms = ['slack', 'teams', 'discord'] as const satisfies readonly PlatformId[]
const channelLength = 500

interface Named {
  /** In JSON. */
  readonly name: string
  /** What it takes besides null, in words; and whether a value is that. */
  readonly takes: string
  readonly is: (value: unknown) => boolean
}

const flag = (name: string): Named => ({ name, takes: 'true, false', is: (value) => typeof value === 'boolean' })
const oneOf = (name: string, values: readonly string[]): Named => ({
  name,
  takes: values.map((value) => `"${value}"`).join(', '),
  is: (value) => values.some((one) => one === value),
})

/** What can be set. @param models what `model` may be besides the usual one */
const namedWith = (models: readonly string[]): Readonly<Record<keyof ChannelSettings, Named>> => ({
  isAllowed: flag('allowed'),
  answersGuests: flag('answers_guests'),
  indexers: oneOf('indexers', settingValues.indexers),
  indexesFiles: flag('indexes_files'),
  replies: oneOf('replies', settingValues.replies),
  autoRespond: oneOf('auto_respond', settingValues.autoRespond),
  retentionDays: {
    name: 'retention_days',
    takes: `a whole number from 0, for good, to ${longestRetentionDays}`,
    is: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= longestRetentionDays,
  },
  answerLength: oneOf('answer_length', settingValues.answerLength),
  digest: oneOf('digest', settingValues.digest),
  bots: {
    name: 'bots',
    takes: `a list of ids of bots, ${mostBots} at most`,
    is: (value) =>
      Array.isArray(value) && value.length <= mostBots && value.every((id) => typeof id === 'string' && botId.test(id)),
  },
  model: oneOf('model', [usualModel, ...models]),
  instructions: {
    name: 'instructions',
    takes: `a text of ${instructionsLimit} characters at most, without control characters`,
    is: (value) =>
      typeof value === 'string' &&
      value.length <= instructionsLimit &&
      value.isWellFormed() &&
      !/[^\P{Cc}\n]/u.test(value),
  },
})
type All = readonly (readonly [keyof ChannelSettings, Named])[]

type Change = Partial<OwnSettings> & { readonly isListed?: boolean }

/** @param listed what its place on the list is called @throws AppError `bad-request` that names what is none */
function readChange(all: All, body: Uint8Array, listed: 'listed' | 'only_listed'): Change {
  const given = Object.entries(parseObject(Buffer.from(body).toString()))
  const known = `${all.map(([, { name }]) => name).join(', ')}, ${listed}`
  if (given.length === 0) throw new AppError('bad-request', `The body must be JSON with some of: ${known}`)
  const changes = given.map(([name, value]) => {
    if (name === listed) {
      if (typeof value !== 'boolean') throw new AppError('bad-request', `${listed} must be true or false`)
      return ['isListed', value] as const
    }
    const found = all.find(([, one]) => one.name === name)
    if (found === undefined) throw new AppError('bad-request', `There is no setting “${name.slice(0, 50)}”: ${known}`)
    const [key, { takes, is }] = found
    if (value !== null && !is(value)) throw new AppError('bad-request', `${name} must be ${takes} or null`)
    return [key, value] as const
  })
  return Object.fromEntries(changes) as Change
}

interface ChannelRoutesOptions {
  readonly store: ChannelSettingsStore
  readonly workspaceId: WorkspaceId
  readonly access: Pick<Access, 'refuse'>
  /** Who may write answers, besides the usual one. */
  readonly models: readonly string[]
}

export function createChannelRoutes({ store, workspaceId, access, models }: ChannelRoutesOptions): readonly Route[] {
  const all = Object.entries(namedWith(models)) as [keyof ChannelSettings, Named][]
  const toJson = (settings: ChannelSettings | OwnSettings) =>
    Object.fromEntries(all.map(([key, { name }]) => [name, settings[key]]))
  const at = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    ...{ method, path: `/api/v2${path}`, admit: access.refuse, admitsBy: 'credential', handle },
  })

  async function workspace() {
    const { own, settings, isListed } = await store.readDefaults(workspaceId)
    return { only_listed: isListed, own: toJson(own), settings: toJson(settings) }
  }

  /** Null where nothing of that platform is installed, or it is none. */
  async function find({ platform: asked, channel = '' }: Readonly<Record<string, string>>) {
    const platform = platforms.find((one) => one === asked)
    if (platform === undefined || channel === '' || channel.length > channelLength || /\p{Cc}/u.test(channel))
      return null
    const id = await store.installAt(workspaceId, platform, channel)
    return id === null ? null : { platform, channel, install: { id, workspaceId } }
  }
  type Found = NonNullable<Awaited<ReturnType<typeof find>>>

  async function show({ platform, channel, install }: Found) {
    const { own, settings, isListed } = await store.readSettings(install, channel)
    return json(200, { platform, channel, listed: isListed, own: toJson(own), settings: toJson(settings) })
  }
  const noChannel = () =>
    jsonError(
      404,
      'not-found',
      `There is no such channel: ${platforms.join(', ')} of those installed, and its id in one part of the path`,
    )

  return [
    at('GET', '/channels', async () => {
      const channels = await store.listSettings(workspaceId)
      return json(200, {
        channels: channels.map(({ platform, channel, name, isListed, own, settings }) => ({
          ...{ platform, channel, name, listed: isListed, own: toJson(own), settings: toJson(settings) },
        })),
        workspace: await workspace(),
      })
    }),
    at('PATCH', '/channels', async ({ body }) => {
      await store.saveDefaults(workspaceId, readChange(all, body, 'only_listed'))
      return json(200, { workspace: await workspace() })
    }),
    at('GET', '/channels/:platform/:channel', async ({ params }) => {
      const found = await find(params)
      return found === null ? noChannel() : show(found)
    }),
    at('PATCH', '/channels/:platform/:channel', async ({ params, body }) => {
      const changes = readChange(all, body, 'listed')
      const found = await find(params)
      if (found === null) return noChannel()
      await store.saveSettings(found.install, found.channel, changes, null)
      return show(found)
    }),
  ]
}
