// Mistakes in whom a platform lets in, and whom it shows what is private.
import type { Mutant } from '../mutant.ts'

export const whoReads: readonly Mutant[] = [
  {
    file: 'src/bots/teams/receive/gate.ts',
    from: 'claims.serviceurl !== serviceUrl',
    to: '!serviceUrl.startsWith(String(claims.serviceurl))',
    suffered: 'a caller appends to the address the token is for and has our replies sent to another host',
    tests: ['tests/bots/teams/receive/gate.test.ts'],
  },
  {
    file: 'src/bots/teams/send/token.ts',
    from: 'const key = `${tenant} ${scope}`',
    to: 'const key = scope',
    suffered: 'a token of one tenant is sent to another',
    tests: ['tests/bots/teams/send/connector.test.ts'],
  },
  {
    file: 'src/bots/teams/send/send.ts',
    from: 'return message.private && !isDirect(targetOf(message))',
    to: "return message.private && targetOf(message).type === 'channel'",
    suffered: 'a private answer is posted to all of a group chat',
    tests: ['tests/bots/teams/send/send.test.ts'],
  },
  {
    file: 'src/bots/slack/people/facts.ts',
    from: 'if (install.isOrgWide) return false\n  const isOurs',
    to: 'if (install.enterprise !== undefined) return false\n  const isOurs',
    suffered: 'a channel shared with another team of the organisation is answered from this team’s documents',
    tests: ['tests/bots/slack/people/facts.test.ts'],
  },
  {
    file: 'src/bots/slack/people/facts.ts',
    from: "return channel.is_private ? 'private' : 'public'",
    to: "return channel.is_private && !channel.is_channel ? 'private' : 'public'",
    suffered: 'every full member reads what was shared in a private channel',
    tests: ['tests/bots/slack/people/facts.test.ts'],
  },
  {
    file: 'src/bots/slack/people/readers.ts',
    from: "    if (!isUnknown(here) && (here.kind === 'direct') !== (place.kind === 'direct')) return null\n",
    to: '',
    suffered: 'what someone shared with the bot alone is answered to a group that seemed a direct message',
    tests: ['tests/bots/slack/people/readers.test.ts'],
  },
  {
    file: 'src/bots/slack/people/readers.ts',
    from: 'found !== null && (found.team === install.team || install.isOrgWide)',
    to: 'found !== null',
    suffered: 'what was shared in another team’s channel is shown',
    tests: ['tests/bots/slack/people/audience.test.ts'],
  },
  {
    file: 'src/bots/slack/people/directory.ts',
    from: 'checkedAt !== null && checkedAt <= now() && now() < checkedAt + forMs',
    to: 'checkedAt !== null && now() < checkedAt + forMs',
    suffered: 'after the clock was set back someone who left reads on for days',
    tests: ['tests/bots/slack/people/audience.test.ts'],
  },
  {
    file: 'src/bots/slack/people/directory.ts',
    from: "isFresh(checkedAt, facts.kind === 'direct' ? directKeptMs : keptMs)",
    to: "isFresh(checkedAt, facts.kind === 'public' ? keptMs : directKeptMs)",
    suffered: 'for an hour nobody notices that a private channel was shared with another company',
    tests: ['tests/bots/slack/people/audience.test.ts'],
  },
  {
    file: 'src/bots/discord/people/readers.ts',
    from: 'thread?.guild_id === guild ?',
    to: 'thread !== null ?',
    suffered: 'a thread of another server is judged by this one’s rules',
    tests: ['tests/bots/discord/people/readers.test.ts'],
  },
]
