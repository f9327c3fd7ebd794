// A terminal to type into, and what it shows: as a screen, or as pipes.
import { PassThrough } from 'node:stream'
import { createConsolePlatform } from '../../../src/bots/console/index.ts'
import type { Outbound, Platform } from '../../../src/bots/types.ts'
import type { Card } from '../../../src/card.ts'
import type { Incoming } from '../../../src/model.ts'
import { createRecordingHost, type RecordingHost } from '../recording-host.ts'

export interface Typing {
  readonly platform: Platform
  readonly host: RecordingHost
  /** Lines, as someone types them. */
  type(...lines: readonly string[]): void
  /** Nothing more is typed. */
  end(): void
  /** All that was shown so far. */
  shown(): string
  /** With `isWhole`, once it has ended. */
  readonly ended: Promise<boolean>
  /** Resolves when `check` holds, however long that takes. */
  until(check: () => boolean): Promise<void>
  /** Sends a card as the reply to what was accepted. */
  reply(to: Incoming, card: Card, kind?: Outbound['kind']): Promise<void>
}

export function openTyping({ isScreen = false, columns = 80 } = {}): Typing {
  const host = createRecordingHost()
  const stream = () => Object.assign(new PassThrough(), { isTTY: isScreen, columns })
  const [input, output] = [stream(), stream()]
  let shown = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text
  })
  const ended = Promise.withResolvers<boolean>()
  const platform = createConsolePlatform({ input, output, onEnd: ended.resolve }, host)
  platform.start?.()
  let id = 0
  return {
    platform,
    host,
    type: (...lines) => void input.write(lines.map((line) => `${line}\n`).join('')),
    end: () => void input.end(),
    shown: () => shown,
    ended: ended.promise,
    async until(check) {
      while (!check()) await new Promise((resolve) => setImmediate(resolve))
    },
    async reply(to, card, kind = 'final') {
      id += 1
      const { payload } = JSON.parse(JSON.stringify(platform.render(card, to)))
      const answer = { conversationId: 'c', seq: 2 * id }
      await platform.send({
        id: String(id),
        kind,
        attempt: 1,
        target: to.target,
        payload,
        private: false,
        answer,
        createdAt: new Date(),
      })
    },
  }
}
