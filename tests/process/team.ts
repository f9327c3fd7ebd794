// What the process tests share: a team's three notes, and Slack's side of a conversation with a running process.
import { ragbot } from '../cli/in-process.ts'
import { writeNotesInto } from '../notes.ts'
import { commandBody, createSlackStandIn, eventBody, type SlackStandIn, signHeaders } from '../stand-ins/slack.ts'
import { type Environment, makeDataDir, makeFolder, type Running } from './ragbot.ts'

export const signingSecret = 'signing-secret-of-the-process-tests'
export const botToken = 'xoxb-token-of-the-process-tests'
const adminToken = 'admin-token-of-the-process-tests'

export interface Team {
  readonly slack: SlackStandIn
  readonly environment: Environment
  readonly dataDir: string
}

/**
 * A Slack stand-in and the environment that points to it, on a new DATA_DIR with a database in it.
 * @param tokens what the stand-in takes besides the bot's token
 */
export async function createTeam(extra: Environment = {}, tokens: { appToken?: string } = {}): Promise<Team> {
  const slack = await createSlackStandIn({ botToken, ...tokens })
  const dataDir = extra.DATA_DIR ?? (extra.DATABASE_URL ? makeFolder() : await makeDataDir())
  const environment = {
    DATA_DIR: dataDir,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: botToken,
    SLACK_API_URL: slack.apiUrl,
    ADMIN_TOKEN: adminToken,
    ...extra,
  }
  return { slack, environment, dataDir }
}

/** A folder with the team's notes. */
export const writeNotes = () => writeNotesInto(makeFolder())

export async function indexNotes({ environment }: Team): Promise<void> {
  const { code, stderr } = await ragbot(['index', writeNotes()], environment)
  if (code !== 0) throw new Error(`the notes were not indexed: ${stderr}`)
}

let sent = 1_000

/** A timestamp as Slack gives a message; no two are the same. */
export function newTs(): string {
  sent += 1
  return `1790000000.${String(sent).padStart(6, '0')}`
}

/** A mention of the bot in a channel. */
export function mention(text: string, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const ts = newTs()
  const event = { type: 'app_mention', user: 'U1', channel: 'C1', channel_type: 'channel', ts, event_ts: ts }
  return { ...event, text: `<@U0BOT> ${text}`, ...fields }
}

/** Delivers an event as Slack does; resolves with the status. */
export function deliverEvent(
  { url }: Running,
  event: Record<string, unknown>,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const body = eventBody(event)
  return post(url, body, { ...signHeaders(body, signingSecret, Date.now()), ...headers })
}

/** Delivers a slash command whose private replies go to the stand-in's response URL. */
export function deliverCommand({ url }: Running, slack: SlackStandIn, text: string): Promise<number> {
  const fields = { trigger_id: newTs(), response_url: `${slack.responseUrl}` }
  const body = commandBody(text, fields)
  return post(url, body, signHeaders(body, signingSecret, Date.now(), 'application/x-www-form-urlencoded'))
}

export async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const response = await fetch(`${url}/webhooks/slack`, { method: 'POST', headers, body })
  await response.body?.cancel()
  return response.status
}

export interface Message {
  readonly seq: number
  readonly role: string
  readonly kind: string
  readonly content_markdown: string
  readonly display_markdown: string
  readonly citations: readonly { readonly marker: number; readonly quote: string }[]
}

/** Every conversation's messages, oldest conversation first, through the API. */
export async function readTranscripts(running: Running): Promise<readonly (readonly Message[])[]> {
  const { conversations } = (await getApi(running, 'conversations')) as { conversations: readonly { id: string }[] }
  const read = ({ id }: { id: string }) =>
    getApi(running, `conversations/${id}/messages`) as Promise<{ messages: Message[] }>
  const found = await Promise.all(conversations.toReversed().map(read))
  return found.map(({ messages }) => messages)
}

async function getApi({ url }: Running, path: string): Promise<unknown> {
  const response = await fetch(`${url}/api/v2/${path}`, { headers: { authorization: `Bearer ${adminToken}` } })
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`)
  return response.json()
}

/** A message's text as a reader sees it: every text of its blocks in order. */
export function textOf(content: Readonly<Record<string, unknown>>): string {
  const texts: string[] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        if (name === 'text' && typeof inner === 'string') texts.push(inner)
        else visit(inner)
      }
    }
  }
  visit(content.blocks)
  return texts.join('\n')
}
