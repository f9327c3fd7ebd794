// Mistakes in what becomes of a reply that Slack refuses.
import type { Mutant } from '../mutant.ts'

const send = (from: string, to: string, suffered: string): Mutant => ({
  file: 'src/bots/slack/send/send.ts',
  from,
  to,
  suffered,
  tests: ['tests/bots/slack/send'],
})

export const slackRefused: readonly Mutant[] = [
  send("&& !code.startsWith('restricted_action')", '', 'where only admins may post, a question ends in silence'),
  send(
    'const directly = isDirectMessage(targetOf(message)) ? [] : [() => sendDirectly(message)]',
    'const directly: (() => Promise<string>)[] = []',
    'a reason for someone who left the channel is told nobody',
  ),
  send(
    'if (code === noThreadsThere) return post({ ...message, target })\n',
    '',
    'where no threads are allowed, only the asker is answered',
  ),
  send(
    'if (!isContentRefused(error) || message.payload.blocks === undefined) throw error',
    'throw error',
    'blocks that Slack does not take end in silence',
  ),
  send(
    'if (next === undefined || !isRefused(error) || isContentRefused(error)) throw error',
    'if (next === undefined || isContentRefused(error)) throw error',
    'what may have arrived one way is said another way too',
  ),
  send(
    'throw isRefused(later) && !isContentRefused(later) ? error : later',
    'throw error',
    'a limit on the last way gives the reply up',
  ),
  {
    file: 'src/bots/slack/surfaces/forms.ts',
    from: 'await accept(click, hint(`Slack did not open the form in time: ${again}.`))\n',
    to: '',
    suffered: 'a button whose form Slack did not open does nothing',
    tests: ['tests/bots/slack/receive/click'],
  },
]
