// Mistakes in what comes in, and in what a terminal shows.
import type { Mutant } from '../mutant.ts'

const of =
  (test: string) =>
  (file: string, from: string, to: string, suffered: string): Mutant => ({
    file: `src/bots/${file}`,
    from,
    to,
    suffered,
    tests: [`tests/bots/${test}.test.ts`],
  })
const consoleRender = of('console/render')
const consoleForm = of('console/form')
const localParse = of('local/parse')
const textsin = of('texts-in')
const slackPress = of('slack/receive/press')
const slackChanges = of('slack/receive/changes')
const teamsClick = of('teams/receive/click')
const discordVerify = of('discord/receive/verify')
const discordResponses = of('discord/receive/responses')

export const takes: readonly Mutant[] = [
  consoleRender(
    'console/render.ts',
    '...(!card.isDraft && clickableOf(card))',
    '...clickableOf(card)',
    'buttons of a draft are typed, and lead nowhere',
  ),
  consoleRender(
    'console/render.ts',
    '(isDraft && parts.length > 0) ? []',
    'isDraft ? []',
    'while nothing is written yet a terminal stays blank',
  ),
  consoleRender(
    'console/render.ts',
    '(codeOf(part) === null ? boldRunsOf(part) : part)',
    'boldRunsOf(part)',
    'asterisks in code make the rest of a line bold',
  ),
  consoleRender(
    'console/render.ts',
    'Math.floor(done * 100)',
    'Math.ceil(done * 100)',
    'a bar says 100 % before all is done',
  ),
  consoleRender(
    'console/render.ts',
    'isAlarming ? bold(name) : name',
    'name',
    'a warning in a terminal looks like any other line',
  ),
  consoleRender(
    'console/render.ts',
    'if (usage.length > width) return',
    'if (usage.length > 2 * width) return',
    'a wide command runs into what it does',
  ),
  consoleRender(
    'console/render.ts',
    'cut(oneLine(quote), quoteColumns)',
    'oneLine(quote)',
    'quotes fill the whole terminal',
  ),
  consoleRender(
    'console/render.ts',
    "cut([oneLine(document.title), ...place].join(' · '), titleColumns)",
    "[oneLine(document.title), ...place].join(' · ')",
    'a title fills the whole terminal',
  ),
  consoleRender(
    'console/text.ts',
    'if (width > columns) return',
    'if (width >= columns) return',
    'a line that just fits loses its end',
  ),
  consoleRender(
    'console/text.ts',
    'wide.test(character) ? 2 : 1',
    'wide.test(character) ? 1 : 1',
    'lines of Chinese are twice as wide as the terminal',
  ),
  consoleForm(
    'console/form.ts',
    'if (line === null) return null\n',
    'if (line === null) return input\n',
    'a form is sent in half filled when the terminal is closed',
  ),
  consoleForm(
    'console/form.ts',
    'shown ? `Empty: ${oneLine(shown)}`',
    'value ? `Empty: ${oneLine(value)}`',
    'what is chosen now is shown by its value',
  ),
  localParse(
    'local/parse.ts',
    "'utf-8', { fatal: true }",
    "'utf-8', { fatal: false }",
    'a message that is no text is stored with its letters replaced',
  ),
  textsin(
    'texts-in.ts',
    'depth > limits.depth',
    'depth > 1000 * limits.depth',
    'a message of deep JSON stops the process',
  ),
  textsin('texts-in.ts', 'one.slice(0, limits.chars - chars)', 'one', 'a message of endless words is read to its end'),
  textsin('texts-in.ts', 'left -= 1', '', 'a message of endless parts is read to its end'),
  slackPress(
    'slack/receive/parse.ts',
    '...(!context.desk.isForAll(request) && { isForAskerAlone: true }),\n      target: { team, channel, user } satisfies',
    'target: { team, channel, user } satisfies',
    'what one person asks of the bot’s settings is answered to the whole channel',
  ),
  slackPress(
    'slack/receive/click.ts',
    "text(record(body, 'team'), 'id') ?? text(record(body, 'enterprise'), 'id')",
    "text(record(body, 'team'), 'id')",
    'buttons of an app of a whole organisation do nothing',
  ),
  slackPress(
    'slack/receive/click.ts',
    "text(container, 'thread_ts') ?? text(record(body, 'message'), 'thread_ts')",
    "text(container, 'thread_ts')",
    'what a click did is said beside its thread',
  ),
  slackPress(
    'slack/receive/click.ts',
    "(container.type === 'view' ? user : undefined)",
    'user',
    'a press that names no place counts as one in direct messages',
  ),
  slackPress(
    'slack/receive/shown.ts',
    "list(message, 'blocks').slice(0, limits.blocks).map(block).join('\\n').slice(0, limits.chars)",
    "list(message, 'blocks').map(block).join('\\n')",
    'a message of endless blocks is read to its end',
  ),
  slackPress(
    'slack/receive/shown.ts',
    '.slice(0, limits.blocks)\n    .map(attached)',
    '.map(attached)',
    'a message of endless attachments is read to its end',
  ),
  slackChanges(
    'slack/receive/changes.ts',
    "event.type === 'member_left_channel' && user !== undefined",
    'user !== undefined',
    'whoever joins a channel is taken for someone who left it',
  ),
  teamsClick(
    'teams/receive/click.ts',
    '!Number.isSafeInteger(seq) || seq < 0',
    '!Number.isSafeInteger(seq)',
    'a card that was tampered with asks for an answer at no place',
  ),
  teamsClick(
    'teams/receive/click.ts',
    "id === choiceId && value !== ''",
    "value !== ''",
    'what was typed beside a menu is taken for the choice',
  ),
  teamsClick(
    'teams/receive/parse.ts',
    '...(!isForAll && { isForAskerAlone: true }),',
    '',
    'what a click of one person asks for is answered to the whole channel',
  ),
  teamsClick(
    'teams/receive/parse.ts',
    '!(age <= longestEditMs)',
    'age > longestEditMs',
    'an edit that does not say when it was made is answered, however old',
  ),
  discordVerify(
    'discord/receive/verify.ts',
    'now() - at <= 2 * maxClockSkewMs',
    'now() - at <= 0',
    'a click that was recorded can be sent again',
  ),
  discordResponses(
    'discord/receive/responses.ts',
    ".filter((title) => title !== '')",
    '',
    'Discord refuses all suggestions for a document without a title',
  ),
  discordResponses(
    'discord/receive/responses.ts',
    'choices.slice(0, limits.options)',
    'choices',
    'Discord refuses a form with many choices',
  ),
]
