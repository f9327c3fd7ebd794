// Questions to whoever runs a command: on a terminal, where secrets are not shown, else lines of standard input.
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { AppError } from '../../errors.ts'

export interface Prompt {
  readonly isTerminal: boolean
  /** A line without white space around it. @throws AppError `config` on ^C, or when the input has ended */
  ask(question: string): Promise<string>
  /** The same, without showing what is typed. */
  askSecret(question: string): Promise<string>
  /** @throws AppError `config` when ^C was pressed while nothing was asked */
  requireGoing(): void
  close(): void
}

const stopped = 'Stopped: nothing was written.'

export function createPrompt(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  output: NodeJS.WritableStream,
): Prompt {
  const isTerminal = input.isTTY === true
  // Also what is typed or pasted ahead may be a secret.
  let isShown = false
  const shown = new Writable({
    write(chunk, _encoding, done) {
      if (isShown) output.write(chunk)
      done()
    },
  })
  const lines = createInterface({ input, terminal: isTerminal, historySize: 0, ...(isTerminal && { output: shown }) })
  // Lines that are piped in come before they are asked for.
  const read: string[] = []
  let ended: string | undefined
  let isStopped = false
  let wake = () => {}
  const end = (why: string) => {
    ended ??= why
    wake()
  }
  lines.on('line', (line) => {
    isShown = false
    read.push(line.trim())
    wake()
  })
  lines.on('SIGINT', () => {
    isStopped = true
    end(stopped)
    lines.close()
  })
  lines.on('close', () => end('The input ended before all was answered: nothing was written.'))

  async function next(): Promise<string> {
    for (;;) {
      const line = read.shift()
      if (line !== undefined) return line
      if (ended !== undefined) throw new AppError('config', ended)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  async function ask(question: string): Promise<string> {
    if (!isTerminal) return next()
    isShown = true
    lines.setPrompt(`${question} `)
    lines.prompt()
    // The answer is there already: what is typed now belongs to the next question.
    isShown = read.length === 0
    return next()
  }

  return {
    isTerminal,
    ask,
    async askSecret(question) {
      if (!isTerminal) return next()
      output.write(`${question} `)
      try {
        return await next()
      } finally {
        output.write('\n')
      }
    },
    requireGoing() {
      if (isStopped) throw new AppError('config', stopped)
    },
    close: () => lines.close(),
  }
}
