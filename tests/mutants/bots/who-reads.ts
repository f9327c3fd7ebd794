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
]
