// `setup slack`: from nothing to a `.env` with which Slack is on. Whatever it is given is tried before it is written.

import { createAppUrl, type Delivery } from '../../bots/slack/manifest.ts'
import { readBeforeSetup } from '../../config.ts'
import { formGestures, messageGestures } from '../../desk/menu.ts'
import { checkPlatform } from '../../doctor/index.ts'
import { AppError } from '../../errors.ts'
import { print, printError } from '../output.ts'
import { readEnvFile, replacedIn, withValues, writeEnvFile } from './env-file.ts'
import type { Prompt } from './prompt.ts'

const file = '.env'

export interface SlackSetup {
  readonly address?: string
  readonly isSocket: boolean
  /** Values of `.env` are replaced without a question. */
  readonly replaces: boolean
}

/** @throws AppError `usage` or `config`; then nothing was written */
export async function setUpSlack(setup: SlackSetup, prompt: Prompt): Promise<void> {
  const before = readBeforeSetup(['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'PUBLIC_URL'])
  const text = readEnvFile(file)
  const delivery = await askForDelivery(setup, before.publicUrl, prompt)

  printError('Open this address in a browser, choose your workspace, then Next and Create:')
  print(createAppUrl(delivery, { messageGestures, formGestures }))
  printError('On the page of the new app: “Install App”, “Install to Workspace”, Allow.')

  const tryIt = async (tokens: { readonly botToken: string; readonly appToken?: string }, which: 0 | 1) => {
    const findings = await checkPlatform('slack', { slack: { ...tokens, ...before.slackApi } })
    const found = findings[which]
    if (found?.level === 'ok') printError(`  Slack: ${found.message}`)
    return found?.level === 'ok' ? null : (found?.message ?? 'Slack did not answer: try again')
  }
  const botToken = await askUntilRight(prompt, {
    question: 'Bot User OAuth Token, on “Install App”',
    prefix: 'xoxb-',
    tryIt: (token) => tryIt({ botToken: token }, 0),
  })
  const values: Record<string, string> = { SLACK_BOT_TOKEN: botToken }
  if (delivery === 'socket') {
    printError('“Basic Information”, “App-Level Tokens”: generate one with the scope connections:write.')
    values.SLACK_APP_TOKEN = await askUntilRight(prompt, {
      question: 'App-level token',
      prefix: 'xapp-',
      tryIt: (token) => tryIt({ botToken, appToken: token }, 1),
    })
  } else {
    // Only what Slack delivers shows whether it is right.
    const tryIt = () => Promise.resolve(null)
    values.SLACK_SIGNING_SECRET = await askUntilRight(prompt, {
      question: 'Signing secret, on “Basic Information”',
      tryIt,
    })
    values.PUBLIC_URL = delivery.publicUrl
  }

  await agreeToReplace(replacedIn(text, values), setup, prompt)
  prompt.requireGoing()
  writeEnvFile(file, withValues(text, values))
  printError(`${file} holds ${Object.keys(values).join(', ')}.`)
  for (const name of before.fixed.filter((one) => one in values))
    printError(`ATTENTION The environment sets ${name} too, and wins over ${file}: remove it there.`)
  for (const line of delivery === 'socket' ? nextBySocket : nextByAddress(delivery.publicUrl)) printError(line)
}

const inChannel = 'In Slack: /invite @ragbot in a channel, and mention it with a question.'
const nextBySocket = ['Next: start ragbot (npm start), or start it anew if it runs.', inChannel]
const nextByAddress = (publicUrl: string) => [
  'Next: start ragbot (npm start), or start it anew if it runs.',
  `On the app's page, “Event Subscriptions”: once ${publicUrl}/webhooks/slack is reached, “Retry” turns into “Verified”.`,
  inChannel,
]

async function askForDelivery(setup: SlackSetup, known: string | undefined, prompt: Prompt): Promise<Delivery> {
  if (setup.isSocket && setup.address !== undefined)
    throw new AppError('usage', 'setup slack takes --address or --socket, not both')
  if (setup.isSocket) return 'socket'
  if (setup.address !== undefined) return { publicUrl: parseAddress(setup.address) }
  if (!prompt.isTerminal)
    throw new AppError('usage', 'setup slack needs --address <url>, or --socket, where nobody can be asked')
  printError(
    'Slack can deliver to a public https address of ragbot, or, by Socket Mode, to a connection that ragbot opens.',
  )
  for (;;) {
    const offer = known === undefined ? 'empty for Socket Mode' : `empty for ${known}, "socket" for Socket Mode`
    const answer = await prompt.ask(`Address (${offer}):`)
    if (answer.toLowerCase() === 'socket' || (answer === '' && known === undefined)) return 'socket'
    try {
      return { publicUrl: parseAddress(answer === '' ? known! : answer) }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      printError(error.message)
    }
  }
}

/** Without a slash at the end. @throws AppError `usage` */
function parseAddress(address: string): string {
  const url = URL.parse(address)
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new AppError(
      'usage',
      `${address} is no address that Slack delivers to: it has to begin with https://, as in https://ragbot.example.com`,
    )
  return `${url.origin}${url.pathname.replace(/(?<!\/)\/+$/, '')}`
}

interface Wanted {
  readonly question: string
  /** What a token of this kind begins with: https://docs.slack.dev/authentication/tokens/ */
  readonly prefix?: string
  /** What is wrong with it; null when it is right. */
  tryIt(secret: string): Promise<string | null>
}

function shapeProblem(secret: string, prefix: string | undefined): string | null {
  if (secret === '') return 'Nothing was entered.'
  if (!/^[\w.-]+$/.test(secret))
    return 'No secret of Slack’s holds such signs: copy it anew, without anything around it.'
  const given = /^xox[a-z]-|^xapp-/.exec(secret)?.[0]
  return given === undefined || given === prefix
    ? null
    : `That begins with ${given}: it is another token than this one.`
}

/** On a terminal until it is right; else a wrong one is the end. @throws AppError `config` */
async function askUntilRight(prompt: Prompt, { question, prefix, tryIt }: Wanted): Promise<string> {
  const begins = prefix === undefined ? '' : `, begins with ${prefix}`
  for (;;) {
    const secret = await prompt.askSecret(`${question}${begins}:`)
    const problem = shapeProblem(secret, prefix) ?? (await tryIt(secret))
    if (problem === null) return secret
    if (!prompt.isTerminal) throw new AppError('config', `${problem}\nNothing was written.`)
    printError(`  ${problem}`)
  }
}

async function agreeToReplace(names: readonly string[], { replaces }: SlackSetup, prompt: Prompt): Promise<void> {
  if (names.length === 0 || replaces) return
  const what = `${file} has another value for ${names.join(' and ')}`
  if (!prompt.isTerminal) throw new AppError('config', `${what}: --replace replaces it. Nothing was written.`)
  const answer = await prompt.ask(`${what}. Replace it? (yes or no)`)
  if (!/^y(?:es)?$/i.test(answer)) throw new AppError('config', 'Nothing was written.')
}
