// What the Slack stand-in does of streams: begun, gone on with and ended, and all that Slack refuses of it.
// https://docs.slack.dev/reference/methods/chat.startStream/, …/chat.appendStream/, …/chat.stopStream/

type Json = Record<string, unknown>

interface StandInStream {
  readonly channel: string
  isOpen: boolean
  text: string
  /** Titles and states of the task cards, by their ids, as they are now. */
  readonly tasks: Map<string, { readonly title: string; readonly status: string }>
  readonly startedWith: Json
}

interface Posted {
  readonly ts: string
  content: Json
  metadata?: unknown
}

export interface Told {
  /** Posts a message, as `chat.postMessage` does. */
  readonly post: (args: Json) => Posted
  readonly posts: readonly (Posted & { readonly channel: string })[]
  readonly has: (scope: string) => boolean
  /** A stream opens a session, and ending it sets its state. */
  readonly setSession: (channel: string, thread: string, status: string) => void
}

const refused = (error: string): Json => ({ ok: false, error })
const statuses = ['pending', 'in_progress', 'complete', 'error']
const mostText = 12_000

export function tellStreams({ post, posts, has, setSession }: Told) {
  const streams = new Map<string, StandInStream>()

  function refusal(args: Json): Json | undefined {
    const { chunks, markdown_text } = args
    if (markdown_text !== undefined && chunks !== undefined) return refused('invalid_arguments')
    if (String(markdown_text ?? '').length > mostText) return refused('msg_too_long')
    if (chunks === undefined) return undefined
    if (!Array.isArray(chunks)) return refused('invalid_chunks')
    const isSound = (chunks as Json[]).every(({ type, id, title, status, text }) =>
      type === 'task_update'
        ? typeof id === 'string' &&
          typeof title === 'string' &&
          title.length <= 256 &&
          statuses.includes(String(status))
        : type === 'markdown_text' && typeof text === 'string' && text !== '' && text.length <= mostText,
    )
    return isSound ? undefined : refused('invalid_chunks')
  }

  function add(stream: StandInStream, { chunks = [], markdown_text = '' }: Json): Json | undefined {
    const given = chunks as { type: string; id: string; title: string; status: string; text: string }[]
    const words = given.map((one) => one.text ?? '').join('') + String(markdown_text)
    if (stream.text.length + words.length > mostText) return refused('msg_too_long')
    stream.text += words
    for (const { type, id, title, status } of given) if (type === 'task_update') stream.tasks.set(id, { title, status })
    return undefined
  }

  /** What a message looks like meanwhile. */
  function show(stream: StandInStream, posted: Posted): void {
    const tasks = [...stream.tasks].map(([task_id, task]) => ({ type: 'task_card', task_id, ...task }))
    posted.content = { text: stream.text, blocks: [{ type: 'plan', tasks }] }
  }

  function start(args: Json): Json {
    const { channel, thread_ts, recipient_user_id, recipient_team_id } = args
    if (!has('chat:write')) return refused('missing_scope')
    if (!String(channel).startsWith('D') && recipient_team_id === undefined) return refused('missing_recipient_team_id')
    if (!String(channel).startsWith('D') && recipient_user_id === undefined) return refused('missing_recipient_user_id')
    if (thread_ts === undefined) return refused('invalid_thread_ts')
    const no = refusal(args)
    if (no !== undefined) return no
    const stream = { channel: String(channel), isOpen: true, text: '', tasks: new Map(), startedWith: args }
    const long = add(stream, args)
    if (long !== undefined) return long
    const posted = post({ channel, thread_ts })
    streams.set(posted.ts, stream)
    show(stream, posted)
    setSession(String(channel), String(thread_ts), 'processing')
    return { ok: true, channel, ts: posted.ts }
  }

  const postOf = ({ ts, channel }: Json) => posts.find((one) => one.ts === ts && one.channel === channel)

  function append(args: Json): Json {
    const [stream, posted] = [streams.get(String(args.ts)), postOf(args)]
    if (posted === undefined) return refused('message_not_found')
    if (!stream?.isOpen) return refused('message_not_in_streaming_state')
    if (args.chunks === undefined && args.markdown_text === undefined) return refused('no_text')
    const no = refusal(args) ?? add(stream, args)
    if (no !== undefined) return no
    show(stream, posted)
    return { ok: true, channel: args.channel, ts: args.ts }
  }

  function stop(args: Json): Json {
    const [stream, posted] = [streams.get(String(args.ts)), postOf(args)]
    if (posted === undefined) return refused('message_not_found')
    if (!stream?.isOpen) return refused('message_not_in_streaming_state')
    const { blocks, metadata, session_status = 'active' } = args
    if (!['active', 'processing', 'suspended', 'closed'].includes(String(session_status)))
      return refused('invalid_arguments')
    const no = refusal(args) ?? add(stream, args)
    if (no !== undefined) return no
    show(stream, posted)
    if (Array.isArray(blocks))
      posted.content = { ...posted.content, blocks: [...(posted.content.blocks as []), ...blocks] }
    if (metadata !== undefined) posted.metadata = metadata
    stream.isOpen = false
    setSession(stream.channel, String(stream.startedWith.thread_ts), String(session_status))
    return { ok: true, channel: args.channel, ts: args.ts, message: { ts: args.ts, streaming_state: 'completed' } }
  }

  /** Undefined for what is none of these. */
  function answer(method: string, args: Json): Json | undefined {
    switch (method) {
      case 'chat.startStream':
        return start(args)
      case 'chat.appendStream':
        return append(args)
      case 'chat.stopStream':
        return stop(args)
      case 'chat.update':
        // https://docs.slack.dev/reference/methods/chat.update/#errors
        return streams.get(String(args.ts))?.isOpen && postOf(args) ? refused('streaming_state_conflict') : undefined
      default:
        return undefined
    }
  }

  /** As messages carry it. */
  const stateOf = (ts: string) => {
    const stream = streams.get(ts)
    return stream && { streaming_state: stream.isOpen ? 'in_progress' : 'completed' }
  }

  return { streams, answer, stateOf }
}

export interface StreamsStandIn {
  /** By the `ts` of their messages. */
  readonly streams: Map<string, StandInStream>
}
