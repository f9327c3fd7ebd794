// Mistakes in what can be done on Slack's other surfaces: menus, the home tab, threads of people.
import type { Mutant } from '../mutant.ts'
import { slackAgent } from './slack-agent.ts'
import { slackManners } from './slack-manners.ts'
import { slackStreams } from './slack-streams.ts'

const surfaces = (file: string, from: string, to: string, suffered: string): Mutant => ({
  file: `src/bots/slack/${file}`,
  from,
  to,
  suffered,
  tests: ['tests/bots/slack/surfaces'],
})

export const slackSurfaces: readonly Mutant[] = [
  ...slackAgent,
  ...slackStreams,
  ...slackManners,
  surfaces(
    'index.ts',
    'await ofOurs(body, parseShortcut(body, responseUrlHosts))',
    'parseShortcut(body, responseUrlHosts)',
    'a stranger’s team indexes messages here',
  ),
  surfaces(
    'receive/shortcut.ts',
    "asker: channel.startsWith('D') ? directly : askerAt(target)",
    'asker: askerAt(target)',
    'what is asked in a direct conversation of others is answered where nobody can post',
  ),
  surfaces(
    'receive/click.ts',
    ' || context.target.user !== user',
    '',
    'a form of someone else’s is answered where they are',
  ),
  surfaces('permalink.ts', '!host.test(domain) || ', '', 'a link in an answer leads out of Slack'),
  surfaces(
    'surfaces/directs.ts',
    'if (direct === undefined) return click',
    "if (direct === undefined) throw new Error('not opened')",
    'an app without im:write answers nothing that is asked from anywhere',
  ),
  surfaces(
    'surfaces/shortcuts.ts',
    'const incoming = clicked(shortcut, request, false)',
    'const incoming = clicked(shortcut, request, true)',
    'everyone sees what one person did with a message',
  ),
  surfaces('surfaces/thread.ts', 'before(one, until) && ', '', 'a question is answered by what was written after it'),
  surfaces('surfaces/thread.ts', 'if (asksUs || words', 'if (words', 'a summary is of what the bot was asked'),
  surfaces('surfaces/thread.ts', '(page === 0 || one.ts !== root)', 'true', 'a thread begins once a page'),
  surfaces(
    'surfaces/thread.ts',
    "asker.place.kind !== 'channel' || ",
    '',
    'each message to the bot has it list the direct messages',
  ),
  {
    file: 'src/bots/slack/send/send.ts',
    from: "if (unsigned.kind === 'placeholder' && targetOf(unsigned).isAlone",
    to: 'if (unsigned === null',
    suffered: 'what one person asks about a message is quoted for all while it takes long',
    tests: ['tests/bots/slack/send/send.test.ts'],
  },
  surfaces('surfaces/thread.ts', '    if (room < 0) break\n', '', 'a thread of long messages is read whole'),
  surfaces(
    'index.ts',
    "await ofOurs(body, parseOpened(body, 'home'))",
    "parseOpened(body, 'home')",
    'a stranger’s team is told how much is indexed here',
  ),
  surfaces('surfaces/home.ts', 'event.tab !== tab || ', '', 'each look at the messages publishes the Home tab'),
  surfaces('surfaces/home.ts', 'parts.slice(0, mostBefore)', 'parts', 'a long page is not taken by Slack'),
  surfaces('surfaces/home.ts', 'if ((await host.limits.take(turn)) > 0) return\n', '', 'one person keeps Slack busy'),
  {
    file: 'src/bots/slack/surfaces/directs.ts',
    from: 'const key = `${team}/${user}`',
    to: 'const key = team',
    suffered: 'a private answer goes to the direct messages of whoever used a shortcut first',
    tests: ['tests/bots/slack/surfaces/directs'],
  },
  {
    file: 'src/bots/look-up.ts',
    from: 'count === attempts || waitMs',
    to: 'count === attempts && waitMs',
    suffered: 'while a platform is away a look-up is tried for ever, and a question never answered',
    tests: ['tests/bots/look-up.test.ts'],
  },
]
