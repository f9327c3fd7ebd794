// @ts-check
// The page's calls to /api/v2. Every failure is an ApiError that says whether trying again can help.

/**
 * @typedef {{ id: string, title: string, uri: string }} DocumentRef
 * @typedef {{ marker: number, document: DocumentRef, quote: string, locator: import('../../place.js').Place & { start: number, end: number } }} Citation
 * @typedef {{ seq?: number, role: 'user' | 'assistant', kind: string, display_markdown: string, citations: Citation[], created_at?: string, client_message_id?: string, actions?: Actions }} Message
 * @typedef {{ id: string, label: string, value?: string, isLong?: true, isRequired?: true, maxLength: number, choices?: { value: string, label: string }[] }} FormField
 * @typedef {{ title: string, submit: string, fields: FormField[] }} Form
 * @typedef {{ buttons: { label: string, icon?: string, token: string, form?: Form }[], selects: { label: string, options: { label: string, token: string }[] }[] }} Actions
 * @typedef {{ id: string, title: string, platform: string, updated_at: string, message_count: number }} Conversation
 * @typedef {{ id: string, markdown: string, created_at: string, actions?: Actions }} Notice
 * @typedef {{ id: string, title: string, uri: string, path: string, source: 'folder' | 'upload' | 'web' | 'chat', kind: string, chunks: number, audience: string, updated_at: string }} DocumentSummary
 * @typedef {{ documents: DocumentSummary[], kinds: { kind: string, count: number }[], sources: { source: DocumentSummary['source'], count: number }[], next?: string }} DocumentPage
 * @typedef {{ text: string, textStart: number, format: 'document' | 'plain' | 'lines', headings: { offset: number, level: number }[] }} Shown
 * @typedef {Shown & { document: DocumentRef, start: number, end: number }} Passage
 * @typedef {Shown & { document: DocumentRef, length: number, next?: number }} TextPage
 * @typedef {{ id: string, name: string, status: 'pending' | 'failed', error?: { code: string, message: string } }} Unread
 * @typedef {{ status: 'pending' | 'indexed' | 'unchanged' | 'failed', chunks?: number, error?: { code: string, message: string } }} Upload
 * @typedef {{ documents: number, chunks: number, pending: number, retrieval: string, writer: string, builtIn: boolean, examples: string[], warnings: string[] }} Status
 */

export class ApiError extends Error {
  /**
   * @param {'offline' | 'unauthorised' | 'failed' | 'refused'} kind `failed` and `offline` may work another time, `refused` will not
   * @param {string} message
   */
  constructor(kind, message) {
    super(message)
    this.kind = kind
  }
}

/** @type {Set<(state: 'online' | 'offline' | 'unauthorised') => void>} */
const watchers = new Set()

/** @param {(state: 'online' | 'offline' | 'unauthorised') => void} watcher told after every call */
export function watchConnection(watcher) {
  watchers.add(watcher)
}

/** @param {'online' | 'offline' | 'unauthorised'} state */
function tell(state) {
  for (const watcher of watchers) watcher(state)
}

/**
 * @param {string} method
 * @param {string} path below /api/v2
 * @param {BodyInit} [body]
 * @param {number} [timeoutMs]
 */
async function call(method, path, body, timeoutMs = 20_000) {
  /** @type {Response} */
  let response
  /** @type {any} */
  let data
  try {
    response = await fetch(`/api/v2${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    data = response.status === 204 ? null : await response.json().catch(() => null)
  } catch {
    tell('offline')
    throw new ApiError('offline', 'ragbot cannot be reached')
  }
  tell(response.status === 401 || (response.status === 403 && method === 'GET') ? 'unauthorised' : 'online')
  if (response.ok) return data
  const message = data?.error?.message ?? `ragbot answered with status ${response.status}`
  if (response.status === 401) throw new ApiError('unauthorised', message)
  throw new ApiError(response.status >= 500 || response.status === 429 ? 'failed' : 'refused', message)
}

/** @param {string} id */
const part = (id) => encodeURIComponent(id)

/** Those that say something. @param {Record<string, string>} values */
const parameters = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''))

export const api = {
  /** @returns {Promise<Status>} */
  status: () => call('GET', '/status'),

  /** @param {string | null} cursor @param {string} words @returns {Promise<{ conversations: Conversation[], next?: string }>} */
  conversations: (cursor, words) =>
    call('GET', `/conversations?${parameters({ limit: '30', q: words, cursor: cursor ?? '' })}`),

  /** @param {string} id @param {string} title @returns {Promise<{ title: string }>} */
  rename: (id, title) => call('PATCH', `/conversations/${part(id)}`, JSON.stringify({ title })),

  /** @param {string} id @returns {Promise<null>} */
  deleteConversation: (id) => call('DELETE', `/conversations/${part(id)}`),

  /** @param {string} id @param {number} sinceSeq @returns {Promise<{ messages: Message[], next_seq?: number }>} */
  messages: (id, sinceSeq) => call('GET', `/conversations/${part(id)}/messages?since_seq=${sinceSeq}&limit=200`),

  /** @param {string} id @param {string | null} after @returns {Promise<{ notices: Notice[], so_far?: string }>} */
  notices: (id, after) =>
    call('GET', `/conversations/${part(id)}/notices${after === null ? '' : `?after=${part(after)}`}`),

  /**
   * @param {string} id
   * @param {{ client_message_id: string, device_id: string, content_markdown: string }} message
   * @returns {Promise<{ message: Message }>}
   */
  send: (id, message) => call('POST', `/conversations/${part(id)}/messages`, JSON.stringify(message)),

  /**
   * A click. `said`: what it did. `form`: to be filled in first, for `action`. Neither: its reply comes as a notice.
   * @param {string} id
   * @param {{ client_message_id: string, device_id: string, action: string, input?: Record<string, string> }} click
   * @returns {Promise<{ said?: string, form?: Form, action?: string }>}
   */
  act: (id, click) => call('POST', `/conversations/${part(id)}/actions`, JSON.stringify(click)),

  /** @param {{ words: string, source: string, kind: string, cursor: string | undefined }} wanted @returns {Promise<DocumentPage>} */
  documents: ({ words, source, kind, cursor = '' }) =>
    call('GET', `/documents?${parameters({ q: words, source, kind, cursor })}`),

  /** @param {string} id @param {number} start @returns {Promise<TextPage>} */
  text: (id, start) => call('GET', `/documents/${part(id)}/text?start=${start}`),

  /** @param {string} id @returns {Promise<null>} */
  deleteDocument: (id) => call('DELETE', `/documents/${part(id)}`),

  /** @param {string} id @param {number} start @param {number} end @returns {Promise<Passage>} */
  passage: (id, start, end) => call('GET', `/documents/${part(id)}/passage?start=${start}&end=${end}`),

  /**
   * @param {string} name @param {Blob} file @param {boolean} keepsOthers another document of this name stays as it is
   * @returns {Promise<{ upload: { id: string, name: string } }>}
   */
  upload: (name, file, keepsOthers) =>
    call('POST', `/documents?${parameters({ name, keep: keepsOthers ? 'others' : '' })}`, file, 600_000),

  /** @returns {Promise<{ uploads: Unread[] }>} */
  uploads: () => call('GET', '/uploads'),

  /** @param {string} id @returns {Promise<Upload>} */
  readUpload: (id) => call('GET', `/uploads/${part(id)}`),
}
