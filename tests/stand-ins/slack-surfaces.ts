// What the Slack stand-in does beside messages: forms, Home tabs, links, and conversations with the bot.

import { type AgentStandIn as Agent, tellAgent } from './slack-agent.ts'
import { type StreamsStandIn, type Told as StreamsTold, tellStreams } from './slack-streams.ts'

export type AgentStandIn = Agent & StreamsStandIn

type Json = Record<string, unknown>

export interface HomeTab {
  readonly type: string
  readonly blocks: readonly unknown[]
}

interface Told extends Pick<StreamsTold, 'post' | 'posts'> {
  /** Whether the token has a scope. */
  readonly has: (scope: string) => boolean
  readonly manifest: Parameters<typeof tellAgent>[0] & {
    readonly features: { readonly app_home: { readonly home_tab_enabled: boolean } }
  }
}

export function tellSurfaces({ has, manifest, post, posts }: Told) {
  const agent = tellAgent(manifest, has)
  const streams = tellStreams({ post, posts, has, setSession: agent.setSession })
  /** By person. */
  const homes = new Map<string, HomeTab>()

  /** Undefined for what is none of these. */
  function answer(method: string, args: Json): Json | undefined {
    switch (method) {
      case 'chat.getPermalink': {
        const ts = String(args.message_ts).replace('.', '')
        return { ok: true, channel: args.channel, permalink: `https://acme.slack.com/archives/${args.channel}/p${ts}` }
      }
      case 'conversations.open':
        // https://docs.slack.dev/reference/methods/conversations.open/
        if (!has('im:write')) return { ok: false, error: 'missing_scope' }
        return { ok: true, channel: { id: `D${String(args.users).slice(1)}` } }
      case 'views.publish': {
        // https://docs.slack.dev/reference/views/home-tab-views/
        const { view, user_id } = args as { view: HomeTab; user_id: string }
        if (!manifest.features.app_home.home_tab_enabled) return { ok: false, error: 'not_enabled' }
        if (view.type !== 'home' || view.blocks.length > 100) return { ok: false, error: 'invalid_arguments' }
        homes.set(user_id, view)
        return { ok: true, view: { id: 'V2' } }
      }
      case 'views.open':
        return { ok: true, view: { id: 'V1' } }
      default:
        return streams.answer(method, args) ?? agent.answer(method, args)
    }
  }

  return { homes, agent: { ...agent.standIn, streams: streams.streams }, answer, stateOf: streams.stateOf }
}
