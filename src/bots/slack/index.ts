// Slack, through Bolt for what comes in, over HTTP or Socket Mode, and the Web API for what goes out. Refuses unsigned
// requests; ignores whatever is not addressed to the bot. Delivery: a lost outcome is looked up by message metadata; only messages shown to one
// person cannot be, and are at-least-once.
import { setTimeout as sleep } from 'node:timers/promises'
import { App } from '@slack/bolt'
import { noticeCard } from '../../card.ts'
import { AppError, describeError } from '../../errors.ts'
import { hint, type Incoming, type Request, type SharedSource } from '../../model.ts'
import type { Outbound, Platform, PlatformHost, Turn } from '../types.ts'
import { createCheck } from './check.ts'
import { createFetchFile } from './files/fetch.ts'
import { createFollow, fileEvents } from './files/follow.ts'
import { createFileHosts } from './files/hosts.ts'
import { createFileInfo } from './files/info.ts'
import { quietFiles } from './files/quiet.ts'
import { isRecord, type Json, text } from './json.ts'
import { limits } from './limits.ts'
import { createDirectory } from './people/directory.ts'
import { strangerIn } from './people/install.ts'
import { createLookups, type Install } from './people/lookups.ts'
import { createPersonToAsk } from './people/person-to-ask.ts'
import { createReaders } from './people/readers.ts'
import { createStandingOf } from './people/standing.ts'
import { createTell, unconnected } from './people/tell.ts'
import { changeEvents, changeOf, endEvents, endsInstall } from './receive/changes.ts'
import { type Click, clicked, parseForm, parsePress } from './receive/click.ts'
import { createDispatch, type Delivered, type Dispatch } from './receive/dispatch.ts'
import { createEdge, type EdgeOptions } from './receive/edge.ts'
import { botUserIdOf, type Parsed, parse } from './receive/parse.ts'
import { parseShortcut } from './receive/shortcut.ts'
import { parseStop } from './receive/stop.ts'
import { formView, saidView, type ViewResponse } from './render/clicks.ts'
import { render } from './render/render.ts'
import { toAppError } from './send/errors.ts'
import { createFind } from './send/find.ts'
import { createRemove } from './send/remove.ts'
import { createSend, threadStartedBy } from './send/send.ts'
import { createStreams } from './send/stream.ts'
import { createWebClient, silentLogger, type TokenSource } from './send/web-client.ts'
import { createDirects } from './surfaces/directs.ts'
import { createOpenElsewhere, createOpenForm } from './surfaces/forms.ts'
import { createHome, parseLooking, parseOpened } from './surfaces/home.ts'
import { createHosts } from './surfaces/hosts.ts'
import { createPrompts } from './surfaces/prompts.ts'
import { createSessions } from './surfaces/sessions.ts'
import { createShortcuts } from './surfaces/shortcuts.ts'
import { createReadThread } from './surfaces/thread.ts'
import { reach, targetOf } from './target.ts'

/** Without a signing secret and an app-level token nothing comes in but what `dispatch` is given. */
interface SlackConfig extends Pick<EdgeOptions, 'signingSecret' | 'appToken'> {
  readonly botToken: string | TokenSource
  /** Base of the Web API, `https://slack.com/api/` by default. Its host may also be that of response URLs. */
  readonly apiUrl?: string
}

export interface SlackOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** For one call to Slack; 10 s by default. */
  readonly timeoutMs?: number
}

/** A slow Slack posts late as well: better an answer that is late than one with less in it. */
const lookupTimeoutMs = 15_000
const installWaitMs = 1_500
/** A trigger lives for 3 s. */
const formWaitMs = 1_500
/** For an answer, or the next part of a file. */
const fileTimeoutMs = 30_000

/** What speaks for one install. */
export interface SlackPlatform extends Platform {
  /** Takes what came in by an app that several teams have installed. */
  readonly dispatch: Dispatch
  /** No workspace answers there: says so to whoever wrote to the bot, in the acknowledgement where Slack shows it. */
  sayUnconnected(body: Json): Promise<Delivered>
}

export const isSlackPlatform = (platform: Platform): platform is SlackPlatform =>
  platform.id === 'slack' && 'dispatch' in platform

const isTs = (ts: string) => /^\d{1,15}(?:\.\d{1,10})?$/.test(ts)

// A Slack on this machine may name itself in any of these ways.
const loopback = ['127.0.0.1', 'localhost', '[::1]']
const hostsLike = (host: string) => (loopback.includes(host) ? loopback : [host])

export function createSlackPlatform(config: SlackConfig, host: PlatformHost, options: SlackOptions): SlackPlatform {
  const { botToken } = config
  const client = createWebClient(botToken, config.apiUrl, options.timeoutMs ?? 10_000)
  const patientMs = options.timeoutMs ?? 30_000
  const patient = createWebClient(botToken, config.apiUrl, patientMs)
  const responseUrlHosts = config.apiUrl === undefined ? [] : hostsLike(new URL(config.apiUrl).hostname)
  const { receiver, dispatch } = createDispatch(host.log)
  const edge = createEdge({
    ...config,
    dispatch,
    log: host.log,
    now: options.now,
    timeoutMs: options.timeoutMs ?? lookupTimeoutMs,
  })
  const reading = createWebClient(botToken, config.apiUrl, options.timeoutMs ?? lookupTimeoutMs)
  const lookups = createLookups(reading, options.now)
  const checkToken = createCheck(lookups)
  const tell = createTell(client, host, lookups.known)
  const { members, limits: turns } = host
  const directory = createDirectory({ lookups, members, limits: turns, now: options.now })
  const readers = createReaders({ lookups, directory, members, now: options.now, tell })
  const streams = createStreams({ client, host, now: options.now })
  const send = createSend({ client, patient, patientMs, streams }, host)
  const make = (files: readonly SharedSource[]) => host.desk.read('', 'message', { files })
  const { files } = host
  const info = createFileInfo({ client: reading, limits: turns, now: options.now })
  const follow = createFollow({ files, info, make, accept: (incoming) => host.accept(incoming), now: options.now })
  const fetchFile = createFetchFile({
    info,
    files,
    now: options.now,
    token: typeof botToken === 'string' ? async () => botToken : botToken.current,
    isAllowed: createFileHosts(config.apiUrl),
    timeoutMs: options.timeoutMs ?? fileTimeoutMs,
  })

  let botUserIdSeen: string | undefined
  /** Ours, as soon as Slack tells; whoever delivers waits 3 s for us, so not for long. */
  async function whoWeAre(): Promise<Install | undefined> {
    const known = lookups.known()
    if (known !== undefined) return known
    const asked = lookups.install().catch((error: unknown) => {
      const { code, message } = toAppError(error, 'read')
      host.log.warn('slack: the workspace of the token is not known yet', { code, message })
      return undefined
    })
    return Promise.race([asked, sleep(installWaitMs, undefined, { ref: false })])
  }

  /** Also takes note of what people say to each other where the bot has answered. */
  async function turnOf({
    kind,
    incoming,
  }: Pick<Extract<Parsed, { incoming: Incoming }>, 'kind' | 'incoming'>): Promise<Turn> {
    const { ts, thread_ts } = targetOf(incoming)
    const isAddressed = kind === 'addressed'
    // A command, a message of its own, and whatever is said to the bot alone.
    if (ts === undefined || !isTs(ts) || thread_ts === ts || incoming.place.kind !== 'channel')
      return isAddressed ? 'bot' : 'open'
    return host.noteTalk(incoming.threadKey, ts, isAddressed ? 'bot' : kind === 'follow-up' ? 'maybe' : 'people')
  }

  async function receive(body: unknown): Promise<void> {
    // Not known: it is stored, answered from that place alone, and looked at again before anything is posted.
    const install = await whoWeAre()
    const stranger = install === undefined || !isRecord(body) ? null : strangerIn(body, install)
    if (stranger !== null) {
      // Acknowledged, or Slack would deliver it again and again.
      host.log.warn('slack: a delivery for a team that this token is not of was refused', { team: stranger })
      return
    }
    botUserIdSeen = botUserIdOf(body) ?? botUserIdSeen
    const botUserId = install?.botUserId ?? botUserIdSeen
    const isAgent = install?.scopes?.includes('assistant:write') ?? false
    const botId = install?.botId
    const parsed = parse(body, { botUserId, botId, responseUrlHosts, desk: host.desk, isAgent })
    if (parsed.kind === 'from-bot' && (await host.answersOverheard(parsed.incoming))) {
      await host.accept(parsed.incoming)
      return
    }
    const turn = 'incoming' in parsed && parsed.kind !== 'from-bot' ? await turnOf(parsed) : 'open'
    if ('incoming' in parsed && turn === 'bot') {
      if (isRecord(body) && (await openAtOnce(body, parsed.incoming))) return
      const { duplicate } = await host.accept(parsed.incoming)
      if (duplicate && parsed.kind === 'addressed' && parsed.edited) await host.accept(parsed.edited)
      return
    }
    const isOverheard = parsed.kind === 'overheard' || parsed.kind === 'follow-up'
    // Where people talk to each other the channel's settings change nothing.
    if (isOverheard && turn === 'open' && (await host.answersOverheard(parsed.incoming))) {
      await host.accept({ ...parsed.incoming, isOverheard: true, isHeldBack: true })
      return
    }
    if (isRecord(body) && (await follow.receive(body))) return
    for (const incoming of quietFiles(body, botUserId, make)) await host.accept(incoming)
  }

  /** What a command begins with may be a form, which its trigger opens; what it takes too long to make is replied to. */
  async function openAtOnce(body: Json, incoming: Incoming): Promise<boolean> {
    const trigger = text(body, 'trigger_id')
    if (text(body, 'command') === undefined || trigger === undefined) return false
    const late = sleep(formWaitMs, null, { ref: false })
    const opened = await Promise.race([host.formFor(incoming, incoming.request), late])
    if (opened === null) return false
    const { person, place, secret } = incoming
    const asker = { person, place, target: targetOf(incoming) }
    const click = { trigger, asker, ...(secret !== undefined && { responseUrl: secret }) }
    await openForm(click, opened.form, opened.token, 'type the command again')
    return true
  }

  /** Who reads what may have changed: what is known of it is asked again. */
  async function receiveChange(body: Json): Promise<void> {
    const install = await whoWeAre()
    if (install !== undefined && strangerIn(body, install) !== null) return
    const change = changeOf(body)
    if (change !== null) await members.noteChange(change)
  }

  /** Null for a click in a stranger's team. */
  async function ofOurs<T>(body: Json, click: T | null): Promise<T | null> {
    const install = click === null ? undefined : await whoWeAre()
    return install !== undefined && strangerIn(body, install) !== null ? null : click
  }

  const directs = createDirects(client, host.log)
  const accept = async (given: Omit<Click, 'token'>, request: Request): Promise<undefined> => {
    const click = await directs.settle(given)
    await host.accept(clicked(click, request, host.desk.isForAll(request)))
    return undefined
  }
  const hosts = createHosts(reading)
  const publishHome = createHome({ client, host, hosts })
  const prompt = createPrompts({ client, host })
  const sessions = createSessions({ client, host, now: options.now })
  const openForm = createOpenForm({ client, log: host.log, accept })
  const openElsewhere = createOpenElsewhere({ host, openForm, accept })
  const takeShortcut = createShortcuts({ host, directs, openForm })

  async function receivePress(body: Json): Promise<void> {
    const click = await ofOurs(body, parsePress(body, responseUrlHosts))
    if (click === null) return
    const acted = await host.act(click.asker, click.token)
    if (acted.kind === 'asked') return accept(click, acted.request)
    if (acted.kind === 'said')
      // Pressed again it would take back what is recorded now.
      return accept(click, hint(acted.message)).catch((error) => {
        host.log.warn('slack: a click was recorded, but not answered', { error: describeError(error) })
      })
    if (acted.kind === 'elsewhere') return openElsewhere(click, acted)
    await openForm(click, acted.form, acted.token, 'press the button again')
  }

  /** Not waited for: Slack would tell it again. */
  async function receiveHome(body: Json): Promise<void> {
    const asker = await ofOurs(body, parseOpened(body, 'home'))
    if (asker !== null) void publishHome(asker)
    await receiveLooking(body, parseOpened(body, 'messages'))
  }

  async function receiveLooking(body: Json, asker = parseLooking(body)): Promise<void> {
    const reader = await ofOurs(body, asker)
    if (reader !== null) void prompt(reader)
  }

  /** Slack has ended what it showed by itself; the session waits for us. */
  async function receiveStop(body: Json): Promise<void> {
    const stop = await ofOurs(body, parseStop(body))
    if (stop === null) return
    const { asker, threadKey, isMeant } = stop
    await host.stop(threadKey, isMeant, render(noticeCard('Stopped.')).payload)
    void sessions.end(asker.target)
  }

  async function receiveShortcut(body: Json): Promise<void> {
    const shortcut = await ofOurs(body, parseShortcut(body, responseUrlHosts))
    if (shortcut !== null) await takeShortcut(shortcut)
  }

  /** What the form becomes: undefined, and it closes. A failure leaves it open, with all that was written. */
  async function receiveForm(body: Json): Promise<ViewResponse | undefined> {
    const click = await ofOurs(body, parseForm(body))
    if (click === null) return undefined
    try {
      const acted = await host.act(click.asker, click.token, click.input)
      if (acted.kind === 'asked') return await accept(click, acted.request)
      if (acted.kind === 'said') return { response_action: 'update', view: saidView(acted.message) }
      if (acted.kind === 'elsewhere') return undefined
      const view = formView(acted.form, { token: acted.token, target: click.asker.target })
      return { response_action: 'update', view }
    } catch (error) {
      host.log.warn('slack: a form was not taken', { error: describeError(error) })
      const [field = ''] = Object.keys(click.input)
      return {
        response_action: 'errors',
        errors: { [field]: 'This could not be stored just now: send it again in a moment.' },
      }
    }
  }

  /** What was stored while the install was not known yet is looked at again before anything is posted. */
  async function sendHere(message: Outbound): Promise<string> {
    const { team } = targetOf(message)
    const install = lookups.known()
    if (install !== undefined && !install.isOrgWide && team !== install.team)
      throw new AppError('slack-other-team', 'This message is of a workspace that this token is not for')
    if (message.kind !== 'final') return send(message)
    try {
      const id = await send(message)
      await sessions.end(targetOf(message))
      return id
    } catch (error) {
      // Nothing more comes of it.
      if (error instanceof AppError && error.retry === 'never') await sessions.end(targetOf(message))
      throw error
    }
  }

  const look = createFind(client)
  async function findHere(message: Outbound): Promise<string | null> {
    const found = await look(message)
    // Whoever sent it may have ended right after.
    if (found !== null && message.kind === 'final') await sessions.end(targetOf(message))
    return found
  }

  async function sayUnconnected(body: Json): Promise<Delivered> {
    const parsed = parse(body, { botUserId: botUserIdOf(body), responseUrlHosts, desk: host.desk })
    // What may be meant for others is not addressed to the bot for certain.
    if (parsed.kind !== 'addressed') return {}
    const { team } = targetOf(parsed.incoming)
    if (text(body, 'command') !== undefined)
      return { response: { response_type: 'ephemeral', text: unconnected(team) } }
    tell(parsed.incoming, 'unconnected')
    return {}
  }

  async function warnOfScopes(): Promise<void> {
    for (const { level, message } of await checkToken()) if (level !== 'ok') host.log.warn(`slack: ${message}`)
  }

  const app = new App({
    receiver,
    // With `token`, Bolt would call auth.test on the first event; who may write to us the signature has settled.
    authorize: () => Promise.resolve({}),
    convoStore: false,
    ignoreSelf: false,
    logger: silentLogger,
  })
  app.error((error) => Promise.reject(error))
  app.event('app_mention', ({ body }) => receive(body))
  app.event('app_home_opened', ({ body }) => receiveHome({ ...body }))
  app.event('agent_session_stopped', ({ body }) => receiveStop({ ...body }))
  app.event('app_context_changed', ({ body }) => receiveLooking({ ...body }))
  app.event('message', ({ body }) => receive(body))
  for (const type of fileEvents) app.event(type, ({ body }) => receive(body))
  for (const type of changeEvents) app.event(type, ({ body }) => receiveChange({ ...body }))
  for (const type of endEvents)
    app.event(type, async ({ body }) => {
      if (endsInstall({ ...body }))
        host.log.warn('slack: the app was removed from the workspace, or its token revoked: install it again')
    })
  // Whatever a workspace had to rename it to: every command sent here is this app's own.
  app.command(/^\//, ({ body }) => receive(body))
  app.shortcut(/^/, ({ body }) => receiveShortcut({ ...body }))
  app.action(/^/, ({ body }) => receivePress({ ...body }))
  app.view(/^/, async ({ body, ack }) => {
    const response = await receiveForm({ ...body })
    await (response === undefined ? ack() : ack(response))
  })

  return {
    id: 'slack',
    routes: edge.routes,
    answersFromBuiltInDocs: false,
    tellsMore: true,
    // Known before the first mention comes, and a refused token is in the log from the beginning.
    start() {
      void warnOfScopes()
      edge.start()
    },
    stop: edge.stop,
    check: async () => [...(await checkToken()), ...(await edge.check())],
    dispatch,
    sayUnconnected,
    ...readers,
    standingOf: createStandingOf(directory, lookups),
    personToAsk: createPersonToAsk(directory, lookups),
    render,
    readThread: createReadThread(reading, lookups, hosts),
    reach,
    fetchFile,
    lookAgainAtFiles: follow.lookAgain,
    send: sendHere,
    remove: createRemove(client),
    threadStartedBy,
    showWorking: (asker, question) => sessions.begin(asker, question),
    showsSteps: (asker) => streams.isOpenTo(targetOf(asker)),
    find: findHere,
    lookAfterMs: limits.lookAfterMs,
  }
}
