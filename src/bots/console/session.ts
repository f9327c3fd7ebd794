// One chat: its lines are messages, one at a time, each once the one before it is answered. Refuses to show what another
// session was to be told.
import { randomUUID } from 'node:crypto'
import { owner } from '../../askers.ts'
import { describeError } from '../../errors.ts'
import type { Asker, Request } from '../../model.ts'
import { storedClickable } from '../clickable.ts'
import { storable } from '../storable.ts'
import { readTyped } from '../typed.ts'
import type { Outbound, PlatformHost } from '../types.ts'
import { number } from './choices.ts'
import { fillIn } from './form.ts'
import { lineBytes } from './limits.ts'
import type { Screen } from './screen.ts'
import { targetOf, toThreadKey } from './target.ts'
import { clean, wrap } from './text.ts'

export interface Session {
  /** What a line asks for, to its answer. @param read the next line, for forms; null when there is none */
  type(line: string, read: () => Promise<string | null>): Promise<void>
  /** Shows a reply, unless it is another session's: whoever sat there is gone. */
  show(message: Outbound): Promise<void>
  /** Resolves when the house has what was typed so far. */
  taken(): Promise<void>
  /** False: something that was typed could not be taken. */
  isWhole(): boolean
}

export function createSession(host: PlatformHost, screen: Screen): Session {
  const session = randomUUID()
  const answered = new Map<string, () => void>()
  let lines = 0
  let tokens: readonly string[] = []
  let taking = Promise.resolve()
  let isWhole = true

  /** To be waited for before the house is closed. */
  function take<T>(given: Promise<T>): Promise<T> {
    taking = given.then(
      () => {},
      () => {},
    )
    return given
  }
  const say = (text: string) => screen.show(wrap(clean(text).trim(), screen.columns()))
  const askerAt = (line: string): Asker => ({ person: owner, place: { kind: 'page' }, target: { session, line } })

  /** Resolves once it is answered. */
  async function accept(request: Request): Promise<void> {
    lines += 1
    const line = String(lines)
    const answer = new Promise<void>((resolve) => answered.set(line, resolve))
    const incoming = { naturalKey: `${session}:${line}`, threadKey: toThreadKey(session), ...askerAt(line), request }
    await take(host.accept({ platform: 'console', ...incoming }))
    await answer
  }

  async function click(token: string, read: () => Promise<string | null>): Promise<void> {
    const asker = askerAt(String(lines))
    let clicked = await take(host.act(asker, token))
    if (clicked.kind === 'form') {
      const input = await fillIn(clicked.form, screen, read)
      if (input === null) return say('Nothing was sent.')
      clicked = await take(host.act(asker, clicked.token, input))
    }
    if (clicked.kind === 'said') say(clicked.message)
    if (clicked.kind === 'asked') await accept(clicked.request)
  }

  return {
    async type(typed, read) {
      const text = storable(typed).trim()
      if (text === '') return
      if (Buffer.byteLength(text) > lineBytes) return say('This line is over 200 kB: add it as a document instead.')
      const [, choice] = /^\/(\d{1,4})$/.exec(text) ?? []
      const token = tokens[Number(choice) - 1]
      try {
        if (choice === undefined) await accept(readTyped(text, host.desk.read))
        else if (token === undefined) say(`There is no /${choice} to choose.`)
        else await click(token, read)
      } catch (error) {
        isWhole = false
        say(`That could not be done: ${describeError(error)}`)
      }
    },
    async show({ kind, target, payload, answer, stillOurs }) {
      const { session: to, line } = targetOf(target)
      if (to !== session) return
      const text = String(payload.text ?? '')
      if (kind === 'placeholder') return screen.grow(text)
      const choices = number(await host.sign(storedClickable(payload), answer), screen.columns())
      await stillOurs?.()
      if (choices.tokens.length > 0) tokens = choices.tokens
      // Where nobody sits they are only in the way of the answers.
      screen.show([text, ...(screen.isInteractive && choices.text !== '' ? [choices.text] : [])].join('\n\n'))
      if (kind === 'final') answered.get(line)?.()
    },
    taken: () => taking,
    isWhole: () => isWhole,
  }
}
