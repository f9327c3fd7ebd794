// @ts-check
// One conversation on the page: reads its transcript, sends questions, waits for their answers.
// A question is sent again under the same client_message_id until the server has it, so that a retry is never a second one.
import { ApiError, api } from './api.js'
import { el, need, newId, wait } from './dom.js'
import { renderAnswer, renderNotice, renderQuestion, renderThinking, renderUnanswered } from './messages.js'

/** A question without an answer for so long will get none: each is tried three times, within seconds. */
const overdueMs = 5 * 60_000

const list = need('messages', HTMLElement)
const scroll = need('scroll', HTMLElement)
const live = need('live', HTMLElement)

/**
 * @typedef {ReturnType<typeof renderQuestion>} QuestionView
 * @typedef {{ askedAt: number, isCommand: boolean, isDelivered: boolean }} Pending
 */

/** @param {{ deviceId: string, onChange: () => void }} options `onChange` runs when a message came or went out */
export function createConversation({ deviceId, onChange }) {
  /** @type {string | null} */
  let id = null
  // Counts the conversations opened: what an earlier one still has under way finds that it is no longer shown.
  let visit = 0
  let lastSeq = 0
  let isPolling = false
  /** @type {string | null} */
  let lastNotice = null
  /** Questions whose answer is awaited, oldest first. @type {Pending[]} */
  let pending = []
  /** Every question on the page by its client_message_id. @type {Map<string, QuestionView>} */
  let sent = new Map()
  /** What is written of the oldest question's answer. */
  let soFar = ''
  const thinking = renderThinking()

  function reset() {
    visit += 1
    lastSeq = 0
    lastNotice = null
    soFar = ''
    isPolling = false
    pending = []
    sent = new Map()
    list.replaceChildren()
    live.textContent = ''
  }

  /** @param {HTMLElement} item */
  function append(item) {
    list.append(item)
    showThinking()
    scrollTo(item)
  }

  function showThinking() {
    const oldest = pending.find(({ isDelivered }) => isDelivered)
    if (!oldest) {
      thinking.showText('')
      return thinking.item.remove()
    }
    if (Date.now() - oldest.askedAt > overdueMs) {
      pending = pending.filter((question) => question !== oldest)
      const item = renderUnanswered()
      live.textContent = item.textContent
      return append(item)
    }
    const isSlow = Date.now() - oldest.askedAt > 10_000
    const looking = soFar === '' ? 'Looking through the documents…' : 'Still writing…'
    const label = isSlow ? 'Still working on it. You can leave: the answer will be kept here.' : looking
    const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40
    thinking.showText(soFar)
    if (thinking.label.textContent !== label) {
      thinking.label.textContent = label
      live.textContent = label
    }
    if (list.lastElementChild !== thinking.item) list.append(thinking.item)
    // Whoever has scrolled up to read is left there.
    if (isAtEnd) scroll.scrollTop = scroll.scrollHeight
  }

  /** Shows the newest item whole, or from its question on when it is too long for that. @param {HTMLElement} item */
  function scrollTo(item) {
    scroll.scrollTop = scroll.scrollHeight
    const question = item.previousElementSibling ?? item
    if (question.getBoundingClientRect().top < scroll.getBoundingClientRect().top)
      question.scrollIntoView({ block: 'start' })
  }

  /** @param {import('./api.js').Message} message @param {boolean} isNew */
  function receive(message, isNew) {
    lastSeq = Math.max(lastSeq, message.seq ?? 0)
    if (message.role === 'user') {
      const known = message.client_message_id === undefined ? undefined : sent.get(message.client_message_id)
      if (known) return known.setText(message.display_markdown)
      const view = renderQuestion(message.display_markdown)
      if (message.client_message_id !== undefined) sent.set(message.client_message_id, view)
      const waiting = { askedAt: Date.parse(message.created_at ?? ''), isCommand: false, isDelivered: true }
      // In what is read back, an older question without an answer got a private reason instead.
      pending = isNew ? [...pending, waiting] : [waiting]
      return append(view.item)
    }
    settle(({ isCommand }) => !isCommand)
    const item = renderAnswer(message, act)
    append(item)
    if (isNew) live.textContent = `Answer: ${item.querySelector('.prose')?.textContent ?? ''}`
  }

  /** Replies come in the order of the questions. @param {(question: Pending) => boolean} fits */
  function settle(fits) {
    const settled = pending.find((question) => question.isDelivered && fits(question)) ?? pending.find(fits)
    pending = pending.filter((question) => question !== settled)
  }

  /** @param {import('./api.js').Notice} notice */
  function receiveNotice(notice) {
    lastNotice = notice.id
    settle(() => true)
    const item = renderNotice(notice, act)
    append(item)
    live.textContent = item.textContent
  }

  /** @param {string} conversationId @param {boolean} isNew */
  async function readMessages(conversationId, isNew) {
    const mine = visit
    for (;;) {
      const { messages, next_seq } = await api.messages(conversationId, lastSeq)
      if (mine !== visit) return
      for (const message of messages) receive(message, isNew)
      if (next_seq === undefined) return
    }
  }

  async function poll() {
    if (isPolling || id === null) return
    isPolling = true
    const mine = visit
    const conversationId = id
    let delayMs = 250
    const since = Date.now()
    while (mine === visit && pending.some(({ isDelivered }) => isDelivered)) {
      await wait(delayMs)
      if (mine !== visit) return
      delayMs = Date.now() - since > 60_000 ? 3_000 : Math.min(1_000, delayMs * 1.25)
      try {
        const before = pending.length
        await readMessages(conversationId, true)
        const { notices, so_far = '' } = await api.notices(conversationId, lastNotice)
        if (mine !== visit) return
        soFar = pending.length < before ? '' : so_far
        for (const notice of notices) receiveNotice(notice)
        if (pending.length < before) onChange()
      } catch (error) {
        // A conversation that holds only commands is not stored; its notices still come.
        const isMissing = error instanceof ApiError && error.kind === 'refused'
        if (isMissing && mine === visit) {
          const answer = await api.notices(conversationId, lastNotice).catch(() => ({ notices: [] }))
          if (mine === visit) for (const notice of answer.notices) receiveNotice(notice)
        } else delayMs = 2_000
      }
      if (mine === visit) showThinking()
    }
    if (mine === visit) isPolling = false
  }

  /** A click on something below an answer of this conversation. @type {import('./actions.js').Act} */
  async function act(token, input) {
    const click = { client_message_id: newId(), device_id: deviceId, action: token, ...(input && { input }) }
    const mine = visit
    const done = await api.act(id ?? newId(), click)
    if (done.said !== undefined || done.form || mine !== visit) return done
    pending.push({ askedAt: Date.now(), isCommand: true, isDelivered: true })
    showThinking()
    void poll()
    return done
  }

  /** @param {string} text @param {QuestionView} view @param {string} clientMessageId @param {string} conversationId */
  async function deliver(text, view, clientMessageId, conversationId) {
    const mine = visit
    // Awaited from the start: the answer may be polled before the post returns.
    const waiting = { askedAt: Date.now(), isCommand: text.startsWith('/'), isDelivered: false }
    pending.push(waiting)
    const slow = setTimeout(() => view.setState('Sending…'), 800)
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { message } = await api.send(conversationId, {
          client_message_id: clientMessageId,
          device_id: deviceId,
          content_markdown: text,
        })
        clearTimeout(slow)
        view.setState('')
        if (mine !== visit) return onChange()
        // What a retry is told may be shorter than what was typed.
        if (!text.startsWith(message.display_markdown)) view.setText(message.display_markdown)
        waiting.isDelivered = true
        waiting.askedAt = Date.now()
        showThinking()
        scrollTo(view.item)
        onChange()
        return void poll()
      } catch (error) {
        clearTimeout(slow)
        const kind = error instanceof ApiError ? error.kind : 'failed'
        const reason = error instanceof Error ? error.message : String(error)
        if (kind === 'refused') {
          pending = pending.filter((question) => question !== waiting)
          return view.setState(`Not sent: ${reason}`)
        }
        await untilRetry(
          view,
          kind === 'unauthorised' ? 'you are signed out' : reason,
          Math.min(15_000, 1_000 * 2 ** attempt),
        )
      }
    }
  }

  /** @param {QuestionView} view @param {string} reason @param {number} delayMs */
  function untilRetry(view, reason, delayMs) {
    return new Promise((resolve) => {
      const again = el('button', { type: 'button', class: 'link', click: resolve }, 'Retry now')
      view.setState(`Not sent yet: ${reason}. Trying again by itself. `, again)
      setTimeout(resolve, delayMs)
    })
  }

  return {
    get id() {
      return id
    },

    /** An empty one, stored with its first question. */
    start() {
      reset()
      id = null
    },

    /**
     * @param {string} conversationId
     * @throws {ApiError} when it cannot be read
     */
    async open(conversationId) {
      reset()
      id = conversationId
      const mine = visit
      const failed = await readMessages(conversationId, false).then(
        () => null,
        (/** @type {unknown} */ error) => error,
      )
      const { notices } = await api.notices(conversationId, null).catch(() => ({ notices: [] }))
      if (mine !== visit) return
      if (failed) {
        // One that holds only commands is not stored; what they said is.
        if (notices.length === 0) throw failed
        for (const notice of notices) receiveNotice(notice)
        return
      }
      lastNotice = notices.at(-1)?.id ?? null
      // A private reason is not in the transcript: without it the last question would seem to wait for ever.
      const reason = notices
        .filter(({ created_at }) => Date.parse(created_at) >= (pending[0]?.askedAt ?? Infinity))
        .at(-1)
      if (reason) receiveNotice(reason)
      showThinking()
      void poll()
    },

    /** @param {string} text */
    ask(text) {
      id ??= newId()
      const clientMessageId = newId()
      const view = renderQuestion(text)
      sent.set(clientMessageId, view)
      append(view.item)
      void deliver(text, view, clientMessageId, id)
      return id
    },
  }
}
