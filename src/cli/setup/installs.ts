// `installs`: the teams that have installed the Slack app by themselves, and which workspace answers them.
import { AppError } from '../../errors.ts'
import type { Library } from '../../library.ts'
import type { Store } from '../../store/index.ts'
import type { ListedInstall } from '../../store/installs.ts'
import { withLibrary } from '../library.ts'
import { print, printError, printJson } from '../output.ts'
import type { Command } from '../types.ts'

export const installs: Command = {
  name: 'installs',
  synopsis: 'installs list | connect <team> | remove <team> [--channel <id>] [--keep-days <n>] [--json]',
  summary: 'teams that installed the Slack app, and which workspace answers them',
  help: `  list     each team or organisation, its state and its workspaces
  connect  the workspace of --workspace answers in this team; of an organisation's install, in that one of its teams
  remove   its tokens are forgotten at once, its messages and documents after --keep-days
  --channel    connect: in this channel of the team alone
  --keep-days  how long messages and documents stay once the app was removed, 30 unless said; 0: not at all
  --json       JSON, one object a line
Teams install the app at /slack/install of a running ragbot.`,
  options: { channel: { type: 'string' }, 'keep-days': { type: 'string' }, json: { type: 'boolean' } },
  async run({ positionals: [action, team, ...rest], values, workspace }) {
    const run = actions.get(action ?? '')
    if (!run || rest.length > 0 || (action === 'list') !== (team === undefined))
      throw new AppError('usage', 'installs needs list, connect <team> or remove <team>')
    const keepDays = readDays(values['keep-days'])
    const channel = typeof values.channel === 'string' ? values.channel : undefined
    return withLibrary('installs', workspace, (library) =>
      run(library, { team: team ?? '', isJson: values.json === true, workspace, channel, keepDays }),
    )
  },
}

interface Asked {
  readonly team: string
  readonly isJson: boolean
  readonly workspace: string
  readonly channel: string | undefined
  readonly keepDays: number | undefined
}

const actions = new Map<string, (library: Library, asked: Asked) => Promise<number>>([
  ['list', list],
  ['connect', connect],
  ['remove', remove],
])

function readDays(text: string | boolean | undefined): number | undefined {
  if (text === undefined) return undefined
  const days = Number(text)
  if (!Number.isInteger(days) || days < 0 || days > 3_650)
    throw new AppError('usage', `--keep-days is "${text}": use a number from 0 to 3650`)
  return days
}

async function list({ store }: Library, { isJson }: Asked): Promise<number> {
  const found = await store.describeInstalls()
  for (const one of found) {
    if (isJson) printJson(one)
    else print(`${one.account.padEnd(14)} ${one.state.padEnd(8)} ${answersFrom(one)}`)
  }
  if (found.length === 0 && !isJson) printError('No team has installed the app. They do it at /slack/install.')
  return 0
}

function answersFrom({ account, state, workspace, mappings }: ListedInstall): string {
  if (state === 'paused') return `waits: ragbot installs connect ${account}`
  if (state === 'removed') return `answered from ${workspace} before`
  const all = mappings.map(({ workspace, team, channel }) => {
    const place = [...(team === account ? [] : [team]), ...(channel === undefined ? [] : [channel])]
    return place.length === 0 ? workspace : `${workspace} in ${place.join('/')}`
  })
  return all.join(', ') || 'in none of its teams yet: ragbot installs connect <team>'
}

async function connect({ store, workspaceId }: Library, asked: Asked): Promise<number> {
  const { team, channel, workspace, keepDays } = asked
  const install = await findInstall(store, team)
  await store.mapPlace(install.id, { team, ...(channel !== undefined && { channel }) }, workspaceId)
  if (keepDays !== undefined) await store.keepAfterEnd(install.id, keepDays)
  print(`${team}${channel === undefined ? '' : `/${channel}`} is answered from the workspace ${workspace}.`)
  return 0
}

async function remove({ store }: Library, { team, keepDays }: Asked): Promise<number> {
  const install = await findInstall(store, team, { isItself: true })
  if (keepDays !== undefined) await store.keepAfterEnd(install.id, keepDays)
  await store.endInstall(install.id)
  await store.removeEnded()
  print(`${team} is not answered any more. Its people may remove the app in Slack as well.`)
  return 0
}

/** The team's own, else the one of an organisation, where that is clear. */
async function findInstall(store: Store, team: string, { isItself = false } = {}): Promise<ListedInstall> {
  const installed = (await store.describeInstalls()).filter(({ state }) => state !== 'removed')
  const own = installed.find(({ account }) => account === team)
  const ofOrganisations = installed.filter(({ isOrg }) => isOrg)
  if (own !== undefined && (isItself || !own.isOrg)) return own
  if (own !== undefined)
    throw new AppError('usage', `${team} is a whole organisation: name one of its teams, which begin with T`)
  const [first, second] = isItself ? [] : ofOrganisations
  if (first === undefined)
    throw new AppError('not-installed', `${team} has not installed the app: it does so at /slack/install`)
  if (second !== undefined)
    throw new AppError(
      'usage',
      `${team} may be of ${ofOrganisations.map(({ account }) => account).join(' or ')}: install the app in the team itself`,
    )
  return first
}
