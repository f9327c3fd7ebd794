// `manifests`: what each platform's administration asks for, filled in with this installation's addresses and ids. Opens
// no database. Refuses to build a Teams package that Teams would refuse.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import { formGestures, menu, messageGestures } from '../desk/menu.ts'
import { AppError, describeError } from '../errors.ts'
import { print, printError } from './output.ts'
import type { Command } from './types.ts'

const folder = join(import.meta.dirname, '..', '..', 'manifests')
const defaultPackage = 'ragbot-teams.zip'

export const manifests: Command = {
  name: 'manifests',
  synopsis: 'manifests slack|teams|discord [--socket] [--out <file>]',
  summary: 'what a platform needs to install ragbot',
  help: `  slack     the app's manifest, with PUBLIC_URL in it: paste it at api.slack.com/apps
  --socket  the one for Socket Mode, which needs no address
  teams     builds the app package from MICROSOFT_APP_ID and PUBLIC_URL: upload it in Teams
  discord   scopes, permissions and commands as JSON; the address that invites the bot follows on standard error
  --out     the file to write: by default teams writes ${defaultPackage}, the others print`,
  options: { out: { type: 'string' }, socket: { type: 'boolean' } },
  async run({ positionals: [platform], values }) {
    const make = makers.get(platform ?? '')
    if (!make) throw new AppError('usage', `manifests needs one of ${[...makers.keys()].join(', ')}`)
    const isSocket = values.socket === true
    if (isSocket && platform !== 'slack') throw new AppError('usage', '--socket is for slack: leave it out')
    const { content, file, next } = await make(readConfig(), isSocket)
    const out = typeof values.out === 'string' ? values.out : file
    if (out === undefined) print(content.toString().trimEnd())
    else {
      await write(out, content)
      print(out)
    }
    for (const line of next) printError(line)
    return 0
  },
}

interface Made<Content = string | Uint8Array> {
  readonly content: Content
  /** Where it is written unless told otherwise; printed when there is none. */
  readonly file?: string
  /** What to do with it. */
  readonly next: readonly string[]
}

const makers = new Map<string, (config: Config, isSocket: boolean) => Promise<Made>>([
  ['slack', makeSlack],
  ['teams', makeTeams],
  ['discord', makeDiscord],
])

async function write(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content)
  } catch (error) {
    throw new AppError('usage', `${file} cannot be written (${describeError(error)}): name another with --out`)
  }
}

const read = (name: string) => readFile(join(folder, name), 'utf8')

const exampleUrl = 'https://ragbot.example.com'

const fillIn = `PUBLIC_URL is not set: replace ${exampleUrl} by the address that ragbot is reached at.`

async function makeSlack({ publicUrl }: Config, isSocket: boolean): Promise<Made> {
  // Only now, here and below: every command loads this file.
  const { slackManifest } = await import('../bots/slack/manifest.ts')
  const manifest = slackManifest(isSocket ? 'socket' : { publicUrl: publicUrl ?? exampleUrl }, {
    messageGestures,
    formGestures,
  })
  return {
    content: `${JSON.stringify(manifest, null, 2)}\n`,
    next: [
      ...(isSocket || publicUrl !== undefined ? [] : [fillIn]),
      'Next: api.slack.com/apps → Create New App → From a manifest. docs/slack.md goes on from there.',
    ],
  }
}

async function makeTeams({ teams, publicUrl }: Config): Promise<Made> {
  const appId = teams?.appId
  if (appId === undefined || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId))
    throw new AppError(
      'config',
      'MICROSOFT_APP_ID has to be the Application (client) ID of your Azure Bot, and MICROSOFT_APP_PASSWORD its secret: set both (docs/teams.md)',
    )
  if (publicUrl === undefined || new URL(publicUrl).protocol !== 'https:')
    throw new AppError('config', 'PUBLIC_URL has to be the https:// address that Teams reaches ragbot at: set it')
  const template = await read('teams/manifest.json')
  const manifest = template
    .replaceAll('{{MICROSOFT_APP_ID}}', appId)
    .replaceAll('{{PUBLIC_URL}}', publicUrl)
    .replaceAll('{{PUBLIC_HOST}}', new URL(publicUrl).hostname)
  const files: Record<string, Uint8Array> = { 'manifest.json': Buffer.from(manifest) }
  for (const icon of ['color.png', 'outline.png']) files[icon] = await readFile(join(folder, 'teams', icon))
  const { zipSync } = await import('fflate')
  return {
    content: zipSync(files),
    file: defaultPackage,
    next: [
      'Next: in Teams, Apps → Manage your apps → Upload an app, and choose this file. For everyone in the organisation:',
      'admin.teams.microsoft.com → Teams apps → Manage apps → Upload. docs/teams.md goes on from there.',
      `The bot’s messaging endpoint (Azure portal, your bot, Configuration) is ${publicUrl}/webhooks/teams`,
    ],
  }
}

async function makeDiscord({ discord, publicUrl }: Config): Promise<Made> {
  const template = (await read('discord.json')).replaceAll(exampleUrl, publicUrl ?? exampleUrl)
  const { commandsFor } = await import('../bots/discord/commands.ts')
  const whole = JSON.stringify({ ...JSON.parse(template), commands: commandsFor({ menu, messageGestures }) }, null, 2)
  const filled = discord ? whole.replaceAll('{application_id}', discord.applicationId) : whole
  const { invite_url } = JSON.parse(filled) as { readonly invite_url: string }
  const toDo = discord
    ? 'Next: open this address in a browser and choose the server. docs/discord.md goes on from there.'
    : 'DISCORD_APPLICATION_ID is not set: replace {application_id} by the Application ID of your app.'
  return { content: filled, next: [...(publicUrl === undefined ? [fillIn] : []), toDo, invite_url] }
}
