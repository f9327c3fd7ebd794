// A chat in the terminal: what is typed there is the owner's of this machine, and its replies stand below it.
import { createInterface } from 'node:readline'
import type { Platform, PlatformHost } from '../types.ts'
import { render } from './render.ts'
import { createScreen, type Terminal } from './screen.ts'
import { createSession } from './session.ts'

export function createConsolePlatform(terminal: Terminal, host: PlatformHost): Platform {
  const screen = createScreen(terminal)
  const session = createSession(host, screen)
  let stop = () => {}

  async function chat(): Promise<void> {
    const { input, output, onEnd } = terminal
    const { isInteractive } = screen
    const lines = createInterface({ input, prompt: '> ', terminal: isInteractive, ...(isInteractive && { output }) })
    let isStopped = false
    stop = () => {
      isStopped = true
      lines.close()
    }
    // ^C: nothing is waited for any more.
    lines.on('SIGINT', () => onEnd(session.isWhole()))
    const typed = lines[Symbol.asyncIterator]()
    const read = async () => {
      if (isInteractive && !isStopped) lines.prompt()
      const { value, done } = await typed.next()
      return done || isStopped ? null : String(value)
    }
    for (let line = await read(); line !== null; line = await read()) await session.type(line, read)
    onEnd(session.isWhole())
  }

  return {
    id: 'console',
    routes: [],
    answersFromBuiltInDocs: true,
    readableBy: ({ person }) => Promise.resolve(['workspace', `person:console:${person.id}`]),
    render: (card) => render(card, screen.columns()),
    // Whoever sits there is told nothing that they did not ask for.
    reach: () => null,
    async send(message) {
      await session.show(message)
      return message.id
    },
    start() {
      void chat()
    },
    async stop() {
      stop()
      await session.taken()
    },
  }
}
