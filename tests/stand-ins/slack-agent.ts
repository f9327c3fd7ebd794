// What the Slack stand-in does for an app that is declared as an agent: sessions, statuses, suggested prompts. It goes by the
// manifest, as Slack does. https://docs.slack.dev/ai/agent-sessions/

type Json = Record<string, unknown>

interface StandInSession {
  status: string
  title: string | undefined
  readonly initiator: string | undefined
  /** Each status it had, in order. */
  readonly statuses: string[]
}

export interface AgentStandIn {
  /** By `<channel>/<thread ts>`. */
  readonly sessions: Map<string, StandInSession>
  /** What `assistant.threads.setStatus` said, by `<channel>/<thread ts>`. */
  readonly statuses: Map<string, string[]>
  /** By channel. */
  readonly prompts: Map<string, readonly { readonly title: string; readonly message: string }[]>
  /** What the app's settings say; the manifest by default. */
  readonly agent: { isDeclared: boolean; hearsStops: boolean }
}

interface Manifest {
  readonly features: { readonly agent_view?: unknown }
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } }
}

const states = ['processing', 'active', 'suspended', 'closed']
const refused = (error: string): Json => ({ ok: false, error })

export function tellAgent(manifest: Manifest, has: (scope: string) => boolean) {
  const standIn: AgentStandIn = {
    sessions: new Map(),
    statuses: new Map(),
    prompts: new Map(),
    agent: {
      isDeclared: manifest.features.agent_view !== undefined,
      hearsStops: manifest.settings.event_subscriptions.bot_events.includes('agent_session_stopped'),
    },
  }
  const { sessions, statuses, prompts, agent } = standIn
  const placeOf = ({ channel_id, thread_ts }: Json) => `${channel_id}/${thread_ts}`
  /** Tier 3: so many a minute. */
  const calls: number[] = []

  function setStatus(args: Json): Json {
    const { status, title, initiator_user_id } = args
    if (!agent.isDeclared || !has('chat:write')) return refused('not_authorized')
    if (!states.includes(String(status)) || args.thread_ts === undefined) return refused('invalid_arguments')
    if (title !== undefined && String(title).length > 200) return refused('invalid_arguments')
    calls.push(Date.now())
    if (calls.filter((at) => at > Date.now() - 60_000).length > 50) return refused('ratelimited')
    const session = sessions.get(placeOf(args)) ?? {
      status: '',
      // Seen: a colon of its own title becomes a low line.
      title: title === undefined ? undefined : String(title).replaceAll(':', '_'),
      initiator: initiator_user_id === undefined ? undefined : String(initiator_user_id),
      statuses: [],
    }
    session.status = String(status)
    session.statuses.push(session.status)
    sessions.set(placeOf(args), session)
    const warnings = agent.hearsStops ? [] : ['missing_agent_session_stopped_event_subscription']
    return { ok: true, status, agent_status: status, title: session.title, response_metadata: { warnings } }
  }

  /** As a stream does, whose app is declared. */
  function setSession(channel: string, thread: string, status: string): void {
    const session = sessions.get(`${channel}/${thread}`) ?? {
      status,
      title: undefined,
      initiator: undefined,
      statuses: [],
    }
    if (session.status !== status || session.statuses.length === 0) session.statuses.push(status)
    session.status = status
    if (agent.isDeclared) sessions.set(`${channel}/${thread}`, session)
  }

  /** Undefined for what is none of these. */
  function answer(method: string, args: Json): Json | undefined {
    switch (method) {
      case 'agents.sessions.setStatus':
        return setStatus(args)
      case 'agents.sessions.rename': {
        const session = sessions.get(placeOf(args))
        if (!agent.isDeclared || session === undefined) return refused('not_authorized')
        session.title = String(args.title)
        return { ok: true, title: session.title }
      }
      case 'assistant.threads.setStatus':
        if (!has('chat:write') && !has('assistant:write')) return refused('missing_scope')
        if (args.thread_ts === undefined) return refused('invalid_arguments')
        statuses.set(placeOf(args), [...(statuses.get(placeOf(args)) ?? []), String(args.status ?? '')])
        return { ok: true }
      case 'assistant.threads.setSuggestedPrompts': {
        if (!has('assistant:write')) return refused('missing_scope')
        const given = args.prompts as { title: string; message: string }[]
        if (given.length === 0 || given.length > 4) return refused('invalid_arguments')
        // An agent's are those of the conversation; with a thread the call fails without a word.
        if (agent.isDeclared && args.thread_ts === undefined) prompts.set(String(args.channel_id), given)
        return { ok: true }
      }
      default:
        return undefined
    }
  }

  return { standIn, answer, setSession }
}
