// The chat page as a platform: its API takes messages, and the transcript is where its replies are read.
// Refuses whoever has no credential for this machine.
import type { Incoming } from '../../model.ts'
import type { HttpResponse, Route } from '../../route.ts'
import { storedClickable } from '../clickable.ts'
import type { AcceptedMessage, Platform, PlatformHost } from '../types.ts'
import { bodyBytes } from './limits.ts'
import { clicked, page, parseClick, parseMessage } from './parse.ts'
import { render } from './render.ts'
import { toThreadKey } from './thread-key.ts'

export function createLocalPlatform(host: PlatformHost): Platform {
  return {
    id: 'local',
    routes: [postMessage(host), getNotices(host), postClick(host)],
    answersFromBuiltInDocs: true,
    readsStore: true,
    readableBy: ({ person }) => Promise.resolve(['workspace', `person:local:${person.id}`]),
    render,
    // Whoever has the page open is told nothing that they did not ask for.
    reach: () => null,
    // Nothing is posted: the page reads what is in the database already.
    send: (message) => Promise.resolve(message.id),
  }
}

/** A second post of the same `client_message_id` from the same device answers 200 with the message that is there. */
function postMessage(host: PlatformHost): Route {
  return {
    method: 'POST',
    path: '/api/v2/conversations/:id/messages',
    bodyLimitBytes: bodyBytes,
    // A stranger must not make us buffer a body.
    admit: host.refuse,
    admitsBy: 'credential',
    async handle(request) {
      const parsed = parseMessage(request.params.id ?? '', request.body, host.desk.read)
      if (parsed.kind === 'refused')
        return json(parsed.status, { error: { code: parsed.code, message: parsed.message } })
      const accepted = await host.accept(parsed.incoming)
      const message = toMessageJson(parsed.incoming, parsed.content, parsed.clientMessageId, accepted)
      return json(accepted.duplicate ? 200 : 201, { message })
    },
  }
}

/**
 * Private reasons, help, status and results: no part of the transcript. `after` is the id of the last one seen.
 * `so_far` is what is written of the next answer, as it grows.
 */
function getNotices(host: PlatformHost): Route {
  return {
    method: 'GET',
    path: '/api/v2/conversations/:id/notices',
    admit: host.refuse,
    async handle(request) {
      const after = Number(request.query.get('after') ?? 0)
      if (!Number.isSafeInteger(after) || after < 0)
        return json(400, { error: { code: 'bad-request', message: 'after must be the id of a notice' } })
      const threadKey = toThreadKey((request.params.id ?? '').toLowerCase())
      const replies = await host.privateReplies(threadKey, after)
      const soFar = (await host.placeholderIn(threadKey))?.markdown
      const notices = await Promise.all(
        replies.map(async ({ id, payload, createdAt }) => ({
          id: String(id),
          markdown: payload.markdown,
          ...(payload.clickable !== undefined && { actions: await host.sign(storedClickable(payload)) }),
          created_at: createdAt,
        })),
      )
      return json(200, { notices, ...(typeof soFar === 'string' && { so_far: soFar }) })
    },
  }
}

/** A click on something below an answer: said at once, a form to fill in, or accepted as a message with its own reply. */
function postClick(host: PlatformHost): Route {
  return {
    method: 'POST',
    path: '/api/v2/conversations/:id/actions',
    bodyLimitBytes: bodyBytes,
    admit: host.refuse,
    admitsBy: 'credential',
    async handle(request) {
      const parsed = parseClick(request.params.id ?? '', request.body)
      if (parsed.kind === 'refused')
        return json(parsed.status, { error: { code: parsed.code, message: parsed.message } })
      const target = { conversation: parsed.id.conversationId }
      const acted = await host.act({ ...page, target }, parsed.token, parsed.input)
      if (acted.kind === 'said') return json(200, { said: acted.message })
      if (acted.kind === 'form') return json(200, { form: acted.form, action: acted.token })
      await host.accept(clicked(parsed.id, acted.request, host.desk.isForAll(acted.request)))
      return json(201, {})
    },
  }
}

/** `seq` is there when the message is part of the transcript, which a command is not. */
function toMessageJson(
  incoming: Incoming,
  content: string,
  clientMessageId: string,
  { message, content: first }: AcceptedMessage,
): unknown {
  // The same id again with other words: what was stored is what counts.
  const shown = message?.content ?? first ?? content
  return {
    ...(message && { seq: message.seq, created_at: message.createdAt }),
    conversation_id: message?.conversationId ?? incoming.clientMessage?.conversationId,
    role: 'user',
    kind: 'user',
    content_markdown: shown,
    // What is over the length of a question that is read is kept, and shown.
    display_markdown: content.startsWith(shown) ? content : shown,
    citations: [],
    client_message_id: clientMessageId,
  }
}

function json(status: number, body: unknown): HttpResponse {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  return { status, headers, body: JSON.stringify(body) }
}
