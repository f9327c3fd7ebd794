// `chat`: a conversation in the terminal, or with whatever writes lines into it.
import { openChat } from '../chat/index.ts'
import { readConfig } from '../config.ts'
import { printError } from './output.ts'
import { nextSignal } from './start.ts'
import type { Command } from './types.ts'

const stopWithinMs = 25_000

export const chat: Command = {
  name: 'chat',
  synopsis: 'chat',
  summary: 'ask and go on asking, in the terminal',
  help: `Each line is a message: a question, or a command, which begins with a slash (/help lists them). A number after a slash
does what stands behind it below an answer. ^D or ^C ends. Beside a running "ragbot start", or without one.
Lines that are piped in are answered in order: echo "Who approves travel?" | ragbot chat
Exit status 1 when a line could not be taken.`,
  options: {},
  async run({ workspace }) {
    // Listened for from the beginning, so that a signal while it opens ends in an orderly stop too.
    const stopping = nextSignal().then(() => true)
    const ended = Promise.withResolvers<boolean>()
    const { stdin: input, stdout: output } = process
    if (input.isTTY && output.isTTY) printError('Ask something. /help lists what else there is, ^D ends.\n')
    const opened = await openChat(readConfig(), workspace, { input, output, onEnd: ended.resolve })
    const isWhole = await Promise.race([ended.promise, stopping])
    // A second signal means now.
    void nextSignal().then(() => process.exit(1))
    const giveUp = setTimeout(() => process.exit(1), stopWithinMs)
    await opened.stop()
    clearTimeout(giveUp)
    return isWhole ? 0 : 1
  },
}
