// Tells channels that want it what came in and what was asked there, each morning or each Monday: from what everyone who reads
// there may see, in one post, once. What cannot be found out now is told at the next look.
import { setTimeout as sleep } from 'node:timers/promises'
import { audienceOf, someone } from '../../askers.ts'
import type { Card, Item } from '../../card.ts'
import { describeError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Install, Place } from '../../model.ts'
import type { RecentDocument, RecentStore } from '../../store/documents/recent.ts'
import type { InstallStore } from '../../store/installs.ts'
import type { Asked, DigestStore, DueDigest } from '../../store/transcripts/digests.ts'
import { type SpeakOptions, speak } from '../delivery/unasked.ts'
import { platformOf, type ScopeOf, type SecondLook } from '../scope.ts'
import { nextDigest } from './digest-times.ts'

const lookEveryMs = 60_000
const mostAtOnce = 20
const mostDocuments = 10
/** After a long absence no more than that is told of. */
const longestMs = 31 * 86_400_000
const stopWithinMs = 2_000
const questionLength = 150

export interface DigestOptions extends SpeakOptions {
  readonly store: DigestStore & RecentStore & Pick<InstallStore, 'listInstalls'> & SpeakOptions['store']
  readonly scopeOf: ScopeOf
  readonly secondLook: Pick<SecondLook, 'stillReadable'>
  /** Where a document is opened. */
  readonly linkTo: (document: Pick<RecentDocument, 'id' | 'url'>) => string | undefined
  /** By default this process's. */
  readonly timeZone?: string
  readonly log: Log
  /** Milliseconds since the epoch; the real clock by default. */
  readonly now?: () => number
}

interface Told extends Asked {
  readonly documents: readonly RecentDocument[]
  readonly total: number
}

const counted = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`
const shortened = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text

/** Null where there is nothing to tell. */
function cardOf(every: DueDigest['every'], told: Told, linkTo: DigestOptions['linkTo']): Card | null {
  const { documents, total, asked, answered, open } = told
  if (total === 0 && asked === 0) return null
  const itemOf = (document: RecentDocument): Item => {
    const url = linkTo(document)
    const text = shortened(document.title || document.uri, questionLength)
    return { text, note: document.isNew ? 'new' : 'changed', ...(url !== undefined && { url }) }
  }
  const more = total - documents.length
  const questions = `${counted(asked, 'question')} ${asked === 1 ? 'was' : 'were'} asked here, ${answered === asked ? 'all' : answered.toLocaleString('en')} with an answer.`
  return {
    tone: 'quiet',
    title: every === 'daily' ? 'Since the last working day' : 'Since last week',
    parts: [
      ...(total > 0
        ? ([
            { kind: 'notice', text: `${counted(total, 'document')} came in or changed:` },
            { kind: 'list', items: documents.map(itemOf) },
          ] as const)
        : []),
      ...(more > 0 ? [{ kind: 'note', text: `and ${counted(more, 'other', 'others')}` } as const] : []),
      ...(asked > 0 ? [{ kind: 'notice', text: questions } as const] : []),
      ...(open.length > 0
        ? ([
            { kind: 'note', text: 'Without an answer so far:' },
            { kind: 'list', items: open.map((text) => ({ text: shortened(text, questionLength) })) },
          ] as const)
        : []),
    ],
    footer: 'Whoever made the channel, or an admin, sets how often this comes.',
  }
}

async function tell(options: DigestOptions, install: Install, due: DueDigest, now: Date): Promise<void> {
  const { store, platforms, scopeOf, secondLook, linkTo } = options
  const place: Place = { kind: 'channel', id: due.channel, hasGuests: 'unknown', hasExternals: 'unknown' }
  // Nobody asks: what all who read there may see.
  const to = { install, person: someone('nobody'), place, bot: [] } as const
  const here = audienceOf(install.platform, to)
  const reached = platformOf(platforms, install).reach(to, await store.readLastTarget(install, here))
  const next = nextDigest(due.every, now, options.timeZone)
  if (reached !== null) {
    const since = new Date(Math.max(due.toldUntil.getTime(), now.getTime() - longestMs))
    const span = { since, until: now }
    const reader = { ...to, target: reached.target }
    const recent = await store.listRecent(await scopeOf(reader), { ...span, limit: mostDocuments })
    const asked = await store.readAsked(install, here, span)
    const ids = recent.documents.map(({ id }) => id)
    // Asked again at the next look.
    if (!(await secondLook.stillReadable(reader, ids))) return
    const card = cardOf(due.every, { ...recent, ...asked }, linkTo)
    if (card !== null)
      await speak(options, to, `digest ${install.id} ${due.channel} ${due.toldUntil.toISOString()}`, card)
  }
  await store.settleDigest(install, due, now, next)
}

/** One look at what is due in an install. @throws what the store throws */
export async function tellDigests(options: DigestOptions, install: Install): Promise<void> {
  const { store, log, timeZone, now = Date.now } = options
  const at = new Date(now())
  for (const due of await store.claimDigests(install, at, (every) => nextDigest(every, at, timeZone), mostAtOnce)) {
    try {
      await tell(options, install, due, at)
    } catch (error) {
      log.warn('a channel was not told what came in', { error: describeError(error) })
    }
  }
}

export function startDigests(options: DigestOptions): { stop(): Promise<void> } {
  const { store, platforms, log } = options
  let isStopping = false
  let running: Promise<void> | undefined

  async function look(): Promise<void> {
    for (const install of await store.listInstalls())
      if (!isStopping && platforms.has(install.id)) await tellDigests(options, install)
  }
  const timer = setInterval(() => {
    running ??= look()
      .catch((error) => log.warn('digests are looked at again', { error: describeError(error) }))
      .finally(() => {
        running = undefined
      })
  }, lookEveryMs)
  return {
    async stop() {
      isStopping = true
      clearInterval(timer)
      await Promise.race([running, sleep(stopWithinMs, undefined, { ref: false })])
    },
  }
}
