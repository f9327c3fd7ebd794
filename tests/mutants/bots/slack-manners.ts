// Mistakes about what in a Slack thread is for the bot.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/bots/slack/receive/manners.test.ts']
const file = 'src/bots/slack/index.ts'

export const slackManners: readonly Mutant[] = [
  {
    file,
    from: "isOverheard && turn === 'open' && ",
    to: 'isOverheard && ',
    suffered: 'the bot barges into what people say to each other',
    tests,
  },
  {
    file,
    from: "isAddressed ? 'bot' : kind",
    to: 'kind',
    suffered: 'a mention does not bring the bot back into a thread',
    tests,
  },
  {
    file: 'src/bots/slack/receive/parse.ts',
    from: "if (text(event, 'bot_id') !== undefined || isRecord(event.bot_profile)) return 'from a bot'",
    to: '',
    suffered: 'two bots answer each other for ever',
    tests,
  },
]
