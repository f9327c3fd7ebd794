import { clicks } from './bots/clicks.ts'
import { discordLooks } from './bots/discord-looks.ts'
import { render } from './bots/render.ts'
import { seen } from './bots/seen.ts'
import { sends } from './bots/sends.ts'
import { slackFiles } from './bots/slack-files.ts'
import { slackLooks } from './bots/slack-looks.ts'
import { slackOAuth } from './bots/slack-oauth.ts'
import { slackPeople } from './bots/slack-people.ts'
import { slackRefused } from './bots/slack-refused.ts'
import { slackSurfaces } from './bots/slack-surfaces.ts'
import { slackTaken } from './bots/slack-taken.ts'
import { socket } from './bots/socket.ts'
import { taken } from './bots/taken.ts'
import { takes } from './bots/takes.ts'
import { teamsMutants } from './bots/teams.ts'
import { teamsLooks } from './bots/teams-looks.ts'
import { whoReads } from './bots/who-reads.ts'
import type { Mutant } from './mutant.ts'

export const bots: readonly Mutant[] = [
  {
    file: 'src/bots/slack/render/table.ts',
    from: 'part.rows.length - body.length',
    to: 'part.rows.length - rows.length',
    suffered: 'a table that was cut says that a row less is missing',
    tests: ['tests/bots/slack/render/cards.test.ts'],
  },
  {
    file: 'src/bots/slack/files/info.ts',
    from: "new Set(['file_not_found', 'file_deleted'",
    to: "new Set(['file_deleted'",
    suffered: 'a file that Slack does not know any more stays indexed',
    tests: ['tests/bots/slack/files/fetch.test.ts'],
  },
  ...teamsMutants,
  {
    file: 'src/bots/unreachable.ts',
    from: "'ENETUNREACH',",
    to: "'ENETUNREACH', 'ECONNRESET',",
    suffered: 'a post whose connection was reset is posted twice',
    tests: ['tests/bots/unreachable.test.ts'],
  },
  ...slackLooks,
  ...discordLooks,
  ...teamsLooks,
  ...sends,
  ...taken,
  ...takes,
  ...slackFiles,
  ...slackOAuth,
  ...slackPeople,
  ...slackRefused,
  ...slackSurfaces,
  ...slackTaken,
  {
    file: 'src/bots/slack/receive/receiver.ts',
    from: 'Math.abs(now - Number(timestamp) * 1000) <= maxClockSkewMs',
    to: 'now - Number(timestamp) * 1000 <= maxClockSkewMs',
    suffered: 'a delivery stamped in the far future stays valid for ever and can be replayed',
    tests: ['tests/bots/slack/receive'],
  },
  {
    file: 'src/bots/slack/receive/parse.ts',
    from: "if (text(event, 'bot_id') !== undefined || isRecord(event.bot_profile)) return 'from a bot'\n",
    to: '',
    suffered: 'two bots answer each other for ever',
    tests: ['tests/bots/slack/receive/parse'],
  },
  {
    file: 'src/bots/slack/receive/parse.ts',
    from: "url.protocol === 'https:' && url.host === 'hooks.slack.com'",
    to: "url.protocol === 'https:' && url.host.endsWith('slack.com')",
    suffered: 'answers are posted to evil-slack.com',
    tests: ['tests/bots/slack/receive/parse'],
  },
  {
    file: 'src/bots/slack/receive/parse.ts',
    from: 'origins.some((one) => one !== team)',
    to: 'false',
    suffered: "what a stranger of another organisation asks is answered from the workspace's documents",
    tests: ['tests/bots/slack/receive/parse'],
  },
  {
    file: 'src/bots/slack/receive/parse.ts',
    from: 'const isExternal = body.is_ext_shared_channel === true || ',
    to: 'const isExternal = ',
    suffered: "a channel shared with another organisation reads the workspace's documents",
    tests: ['tests/bots/slack/receive/parse'],
  },
  {
    file: 'src/bots/slack/receive/parse.ts',
    from: "isDirect: channel.startsWith('D'), isExternal: false }",
    to: 'isDirect: true, isExternal: false }',
    suffered: 'a command in a channel counts as a private conversation',
    tests: ['tests/bots/slack/receive/parse'],
  },
  {
    file: 'src/bots/slack/people/lookups.ts',
    from: "return isRecord(found) && found.id === id ? found : { unknown: 'unavailable' }",
    to: "return isRecord(found) ? found : { unknown: 'unavailable' }",
    suffered: 'an answer about somebody else decides who reads',
    tests: ['tests/bots/slack/people/readers'],
  },
  {
    file: 'src/bots/slack/people/install.ts',
    from: "if (seenBy.length > 0 && named === undefined) return text(seenBy[0] ?? {}, 'team_id') ?? 'unnamed'\n",
    to: '',
    suffered: 'deliveries of a workspace whose token is not ours are answered',
    tests: ['tests/bots/slack/people/readers'],
  },
  {
    file: 'src/bots/slack/people/install.ts',
    from: 'team === undefined && enterprise === install.enterprise))',
    to: 'enterprise === install.enterprise))',
    suffered: "another workspace of the organisation is answered from this one's documents",
    tests: ['tests/bots/slack/people/readers'],
  },
  {
    file: 'src/bots/slack/index.ts',
    from: 'if (install !== undefined && !install.isOrgWide && team !== install.team)',
    to: 'if (install !== undefined && !install.isOrgWide && team === undefined)',
    suffered: 'what was stored before the workspace was known is posted for a stranger',
    tests: ['tests/bots/slack/people/readers'],
  },
  {
    file: 'src/bots/slack/send/send.ts',
    from: "response_type: 'ephemeral', replace_original: false",
    to: "response_type: 'in_channel', replace_original: false",
    suffered: 'a private notice is posted for the whole channel',
    tests: ['tests/bots/slack/send'],
  },
  {
    file: 'src/bots/slack/send/send.ts',
    from: "if (!notAllowedThere.has(code) && !code.startsWith('restricted_action')) throw error\n",
    to: '',
    suffered: 'a post whose outcome is lost is shown a second time',
    tests: ['tests/bots/slack/send'],
  },
  {
    file: 'src/bots/slack/send/send.ts',
    from: "redirect: 'error',",
    to: "redirect: 'follow',",
    suffered: 'an answer is posted to where a response URL leads',
    tests: ['tests/bots/slack/send'],
  },
  {
    file: 'src/bots/slack/send/find.ts',
    from: "throw toAppError(error, 'read')\n        })",
    to: 'return {}\n        })',
    suffered: 'a look-up that fails counts as not posted, and the answer comes twice',
    tests: ['tests/bots/slack/send'],
  },
  {
    file: 'src/bots/discord/receive/verify.ts',
    from: 'isWellFormed && Math.abs(now() - Number(timestamp) * 1000) <= maxClockSkewMs',
    to: 'isWellFormed && now() - Number(timestamp) * 1000 <= maxClockSkewMs',
    suffered: 'a request stamped in the future can be replayed for ever',
    tests: ['tests/bots/discord/receive/verify'],
  },
  {
    file: 'src/bots/discord/receive/interactions.ts',
    from: 'if (!verifier.isSigned(request)) return refused\n',
    to: '',
    suffered: 'anyone can speak for Discord',
    tests: ['tests/bots/discord/receive/verify'],
  },
  {
    file: 'src/bots/discord/people/access.ts',
    from: 'if (!allowed.guildIds.includes(place.guild))',
    to: 'if (allowed.guildIds.length > 0 && !allowed.guildIds.includes(place.guild))',
    suffered: 'while no server is named, all are answered',
    tests: ['tests/bots/discord/receive'],
  },
  {
    file: 'src/bots/discord/people/access.ts',
    from: 'const voiceTypes: readonly unknown[] = [2, 13]',
    to: 'const voiceTypes: readonly unknown[] = [2]',
    suffered: "guests of a stage channel read the workspace's documents",
    tests: ['tests/bots/discord/receive'],
  },
  {
    file: 'src/bots/discord/people/permissions.ts',
    from: 'return (sum & ~denied) | allowed',
    to: 'return sum | allowed',
    suffered: 'people who are denied a channel read its documents',
    tests: ['tests/bots/discord/people/readers'],
  },
  {
    file: 'src/bots/discord/people/readers.ts',
    from: 'member === null || isGuest(member) ? null : member',
    to: 'member',
    suffered: "guests read the workspace's documents",
    tests: ['tests/bots/discord/people/readers'],
  },
  {
    file: 'src/bots/discord/receive/events.ts',
    from: 'return unknownPerson',
    to: 'return null',
    suffered: 'while Discord is away strangers are answered in direct messages',
    tests: ['tests/bots/discord/receive/gateway'],
  },
  {
    file: 'src/bots/discord/receive/parse-message.ts',
    from: 'if (author.bot !== true && message.webhook_id === undefined) return []',
    to: 'if (author.bot !== true) return []',
    suffered: 'webhooks and the bot answer each other for ever',
    tests: ['tests/bots/discord/receive/gateway'],
  },
  {
    file: 'src/bots/discord/people/access.ts',
    from: 'id: readers, hasGuests, hasExternals: false',
    to: 'id: readers, hasGuests: false, hasExternals: false',
    suffered: "guests of a voice channel read the workspace's documents",
    tests: ['tests/bots/discord/receive'],
  },
  {
    file: 'src/bots/discord/receive/components.ts',
    from: 'return isOwn && (click.isDirect || target.channel === click.channel)',
    to: 'return true',
    suffered: 'an outbox id opens a private reply to anyone',
    tests: ['tests/bots/discord/receive'],
  },
  {
    file: 'src/bots/discord/send/send.ts',
    from: 'isForOne(message) && !targetOf(message).isDirect ? sendPrivately(message) : post(message)',
    to: 'message.target.dm === undefined ? post(message) : sendPrivately(message)',
    suffered: 'a private reply is posted for the whole channel',
    tests: ['tests/bots/discord/send'],
  },
  {
    file: 'src/bots/discord/send/send.ts',
    from: '`${id} ${createdAt.toISOString()} ${replaces}`',
    to: '`${id} ${replaces}`',
    suffered: 'after a restore replies are dropped as posted already',
    tests: ['tests/bots/discord/send'],
  },
  {
    file: 'src/bots/discord/send/find.ts',
    from: 'if (isRefusal(error, ...notThere)) return undefined\n      throw error',
    to: 'return undefined',
    suffered: 'a look-up that fails counts as not posted, and the answer comes twice',
    tests: ['tests/bots/discord/send'],
  },
  {
    file: 'src/bots/discord/send/find.ts',
    from: "throw new AppError('not-findable', `The post",
    to: "return null; throw new AppError('not-findable', `The post",
    suffered: 'what was not looked for to the end counts as not posted',
    tests: ['tests/bots/discord/send'],
  },
  {
    file: 'src/bots/discord/files/files.ts',
    from: 'hosts.includes(url.hostname)',
    to: 'hosts.some((one) => url.hostname.endsWith(one))',
    suffered: 'files are fetched from evilcdn.discordapp.com',
    tests: ['tests/bots/discord/files'],
  },
  {
    file: 'src/bots/discord/files/files.ts',
    from: "redirect: 'manual',",
    to: "redirect: 'follow',",
    suffered: 'a shared file makes the bot read from inside the network',
    tests: ['tests/bots/discord/files'],
  },
  {
    file: 'src/bots/discord/receive/waiting.ts',
    from: 'if (waiting.length > 0) return wait(work)\n',
    to: '',
    suffered: 'questions overtake those that came while the database was away',
    tests: ['tests/bots/discord/receive/waiting'],
  },
  {
    file: 'src/bots/local/index.ts',
    from: "// A stranger must not make us buffer a body.\n    admit: host.refuse,\n    admitsBy: 'credential',",
    to: '',
    suffered: "whoever reaches the port asks in the owner's name",
    tests: ['tests/portal/access', 'tests/bots/local'],
  },
  {
    file: 'src/bots/storable.ts',
    from: "replaceAll('\\0', '')",
    to: "replace('\\0', '')",
    suffered: 'a message with two NULs is delivered again and again',
    tests: ['tests/bots/slack/receive/parse'],
  },
  ...clicks,
  ...render,
  ...seen,
  ...socket,
  ...whoReads,
]
