// Mistakes in what goes out: lost, said twice, or sent where it should not be.
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
const slackErrors = of('slack/send/errors')
const slackTurn = of('slack/send/turn')
const slackStream = of('slack/send/stream')
const discordErrors = of('discord/send/errors')
const discordFind = of('discord/send/find')
const discordRest = of('discord/send/rest')
const teamsCompose = of('teams/send/compose')
const teamsSend = of('teams/send/send')
const teamsServiceUrls = of('teams/send/service-urls')

export const sends: readonly Mutant[] = [
  slackErrors(
    'slack/send/errors.ts',
    "'token_revoked', 'token_expired'])",
    "'token_revoked'])",
    'a token that has expired loses every reply instead of waiting for a new one',
  ),
  slackErrors(
    'slack/send/errors.ts',
    "if (error instanceof Error && error.message.startsWith('Retry header')) return rateLimited(0, error)\n",
    '',
    'a limit that does not say how long is taken for a lost post, and looked for',
  ),
  slackTurn(
    'slack/send/find.ts',
    'message.private && (message.secret !== undefined || !isDirectMessage(target))',
    'message.private && !isDirectMessage(target)',
    'what a response URL showed in a direct message is shown a second time',
  ),
  slackTurn(
    'slack/send/send.ts',
    'const isBelowIt = thread_ts !== undefined && !isApart',
    'const isBelowIt = thread_ts !== undefined',
    'an answer that stands apart from its question in a thread does not say what it answers',
  ),
  slackTurn('slack/send/send.ts', 'await stillOurs?.()\n    try {', 'try {', 'two processes post the same answer'),
  slackTurn(
    'slack/send/send.ts',
    "message.kind === 'final' ? 'read' : 'write'",
    "'write'",
    'a lost change of an answer is looked for instead of made again',
  ),
  slackTurn(
    'slack/send/send.ts',
    "message.kind === 'final' ? 'read' : 'write'",
    "'read'",
    'a step that lands late covers the answer',
  ),
  slackTurn(
    'slack/send/send.ts',
    'await message.stillOurs?.()\n    const { thread_ts }',
    'const { thread_ts }',
    'two processes show the same by a response URL',
  ),
  slackTurn(
    'slack/send/send.ts',
    "kind === 'aside' ? [inPlace, byUrl, ...directly]",
    "kind === 'aside' ? [byUrl, inPlace, ...directly]",
    'words beside an answer use up the response URL that the answer needs',
  ),
  slackStream(
    'slack/send/send.ts',
    'if (!isRefused(error)) throw error\n    })',
    'throw error\n    })',
    'an answer is lost, as its draft cannot be taken away',
  ),
  slackStream(
    'slack/send/stream.ts',
    "const words = fits(text) ? text : ''",
    'const words = text',
    'Slack refuses a stream that begins with many words',
  ),
  slackStream(
    'slack/send/stream.ts',
    "error.code === 'lease-lost' || error.retry === 'refused') throw",
    "error.retry === 'refused') throw",
    'a process that may not send any more goes on with a stream as if nothing were',
  ),
  discordErrors(
    'discord/send/errors.ts',
    'waitMs > 0 ? Math.ceil(waitMs) : defaultRetryAfterMs',
    'Math.ceil(waitMs)',
    'a limit that does not say how long is not waited for at all',
  ),
  discordErrors(
    'discord/send/errors.ts',
    "'Discord is overloaded just now', { retry: 'later' }",
    "'Discord is overloaded just now'",
    'an answer is lost where Discord is too busy for it',
  ),
  discordFind(
    'discord/send/find.ts',
    'found.nonce !== undefined && found.nonce !== null && found.nonce === nonceOf(message)',
    'found.nonce === message.id',
    'an answer that Discord shows otherwise is posted twice',
  ),
  discordFind(
    'discord/send/find.ts',
    'message.createdAt.getTime() - marginMs - discordEpochMs',
    'message.createdAt.getTime() - discordEpochMs',
    'an answer is posted twice where clocks differ by some seconds',
  ),
  discordFind(
    'discord/send/find.ts',
    'message.private && !target.isEphemeral',
    'message.private',
    'a reply in a deferral that one person sees is given up instead of looked up',
  ),
  discordFind(
    'discord/send/find.ts',
    'return found && `private:${found}`',
    'return found',
    'what one person was told is changed in the channel',
  ),
  discordRest(
    'discord/send/rest.ts',
    "Math.max(seconds('retry-after'), 1000)",
    "seconds('retry-after')",
    'all processes come back at once where Discord asks to wait',
  ),
  discordRest(
    'discord/send/rest.ts',
    'if (auth && isRefused) throw',
    'if (isRefused) throw',
    'interactions are not answered once the bot’s token was refused',
  ),
  discordRest('discord/send/rest.ts', 'await before?.()\n', '', 'two processes post the same answer'),
  discordRest(
    'discord/send/rest.ts',
    "redirect: 'error' }",
    "redirect: 'follow' }",
    'the bot’s token goes wherever an answer leads to',
  ),
  teamsCompose(
    'teams/send/compose.ts',
    'const { clickable: _, ...activity } = payload',
    'const activity = payload',
    'what could be clicked goes out as it is stored',
  ),
  teamsSend(
    'teams/send/send.ts',
    '[400, 403, 404, 405].includes',
    '[400, 404, 405].includes',
    'an answer is lost where its placeholder cannot be changed any more',
  ),
  teamsSend(
    'teams/send/send.ts',
    'if (!isFinal(error) && !isRateLimited(error)) throw',
    'if (!isFinal(error)) throw',
    'a step of a stream holds its answer up',
  ),
  teamsServiceUrls(
    'teams/send/service-urls.ts',
    "parsed.protocol === 'https:' && parsed.port === '' &&",
    "parsed.port === '' &&",
    'the bot’s token goes out without encryption',
  ),
  teamsServiceUrls(
    'teams/send/service-urls.ts',
    'microsoftHosts.includes(parsed.hostname)',
    'microsoftHosts.some((one) => parsed.hostname.endsWith(one))',
    'the bot’s token goes to whoever registers a name that ends like Microsoft’s',
  ),
]
