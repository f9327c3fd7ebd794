// The Home tab: what the bot is, how it does, and what whoever opened it asked last. Published anew each time it is opened,
// for that person alone; what fails is logged, and what was published before stays.

import type { Card } from '../../../card.ts'
import { describeError } from '../../../errors.ts'
import { storedClickable } from '../../clickable.ts'
import type { Home, PlatformHost } from '../../types.ts'
import { isRecord, type Json, text } from '../json.ts'
import { limits } from '../limits.ts'
import { teamOf } from '../people/install.ts'
import { linkTo } from '../permalink.ts'
import { askerAt, type Click } from '../receive/click.ts'
import { type Block, context, richText } from '../render/blocks.ts'
import { clickBlocks } from '../render/clicks.ts'
import { clip, oneLine } from '../render/mrkdwn.ts'
import { render } from '../render/render.ts'
import type { SlackClient } from '../send/web-client.ts'
import { isSlackTarget } from '../target.ts'
import type { Hosts } from './hosts.ts'

/** Whoever opens it over and over looks at what is there. */
const openings = [{ count: 6, perMs: 60_000 }] as const
const questionLength = 150
/** Of help and status, where more follows. */
const mostBefore = 50

/** Who opened a tab; null for the other one, and for what is no such event. https://docs.slack.dev/reference/events/app_home_opened/ */
export function parseOpened(body: Json, tab: 'home' | 'messages'): Click['asker'] | null {
  const event = isRecord(body.event) ? body.event : {}
  const team = teamOf(body)
  const user = text(event, 'user')
  if (event.tab !== tab || team === undefined || user === undefined) return null
  return askerAt({ team, channel: text(event, 'channel') ?? user, user })
}

/**
 * Who looks at something else while the bot's messages are open; null where Slack does not say.
 * https://docs.slack.dev/reference/events/app_context_changed/
 */
export function parseLooking(body: Json): Click['asker'] | null {
  const event = isRecord(body.event) ? body.event : {}
  return parseOpened({ ...body, event: { ...event, tab: 'messages' } }, 'messages')
}

const header = (words: string) => richText([{ type: 'text', text: words, style: { bold: true } }])

function list(lines: readonly (readonly object[])[]): Block {
  const elements = lines.map((line) => ({ type: 'rich_text_section', elements: line }))
  return { type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements }] }
}

interface HomeOptions {
  readonly client: SlackClient
  readonly host: Pick<PlatformHost, 'home' | 'sign' | 'limits' | 'log'>
  readonly hosts: Hosts
}

/** @returns publishes the page of whoever opened it. Never throws */
export function createHome({ client, host, hosts }: HomeOptions): (asker: Click['asker']) => Promise<void> {
  async function lineOf({ question, at, target, messageId }: Home['asked'][number]): Promise<readonly object[]> {
    const words = clip(oneLine(question), questionLength)
    const when = { type: 'text', text: ` · ${at.slice(0, 10)}` }
    const place = isSlackTarget(target) ? target : undefined
    const domain = place && (await hosts.of(place.team, place.channel, messageId))
    const url = place && linkTo(domain, place.channel, messageId, place.thread_ts)
    return [url === undefined ? { type: 'text', text: words } : { type: 'link', url, text: words }, when]
  }

  /** What can be clicked stands below the card that it is of. */
  async function shown(card: Card, index: number): Promise<readonly Block[]> {
    const { payload } = render(card)
    const clicks = clickBlocks(await host.sign(storedClickable(payload)))
    // Ids of a view are told apart by their blocks.
    const placed = clicks.map((block, at) => ({ ...block, block_id: `clicks-${index}-${at}` }))
    return [...(payload.blocks as Block[]), ...placed, { type: 'divider' }]
  }

  async function blocksOf({ cards, asked, more: others }: Home): Promise<readonly Block[]> {
    const parts = (await Promise.all(cards.map(shown))).flat()
    const rest = (await Promise.all(others.map((card, index) => shown(card, cards.length + index)))).flat()
    const [first, ...more] = asked
    // The first one finds the address of the others.
    const lines = first && [await lineOf(first), ...(await Promise.all(more.map(lineOf)))]
    const last = lines === undefined ? context('You have asked me nothing in the last days.') : list(lines)
    const before = [...parts.slice(0, mostBefore), header('What you asked last'), last]
    return rest.length === 0 ? before : [...before, { type: 'divider' }, ...rest].slice(0, limits.viewBlocks)
  }

  return async (asker) => {
    const { team, user = '' } = asker.target
    try {
      const turn = { bucket: `slack-home:${team}/${user}`, allowance: openings }
      if ((await host.limits.take(turn)) > 0) return
      const blocks = await blocksOf(await host.home(asker))
      await client.apiCall('views.publish', { user_id: user, view: { type: 'home', blocks } })
    } catch (error) {
      host.log.warn('slack: the Home tab was not published', { error: describeError(error) })
    }
  }
}
