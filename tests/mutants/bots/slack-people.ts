// Mistakes in who reads along on Slack, and in what is kept of it.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/bots/slack/people/audience.test.ts']
const reads = (file: string, from: string, to: string, suffered: string): Mutant => ({
  file: `src/bots/slack/${file}`,
  from,
  to,
  suffered,
  tests: /facts|readers/.test(file) ? [...tests, 'tests/bots/slack/people/readers.test.ts'] : tests,
})
const kept = (from: string, to: string, suffered: string): Mutant => ({
  file: 'src/store/members.ts',
  from,
  to,
  suffered,
  tests: [...tests, 'tests/store/members'],
})

const standing = (from: string, to: string, suffered: string): Mutant => ({
  file: 'src/bots/slack/people/standing.ts',
  from,
  to,
  suffered,
  tests: ['tests/bots/slack/people/standing'],
})

export const slackPeople: readonly Mutant[] = [
  reads(
    'people/facts.ts',
    "if (isSet(user, guests)) return as('guest')\n",
    '',
    "a guest reads the workspace's documents",
  ),
  reads('people/facts.ts', "if (isSet(user, gone)) return as('deleted')\n", '', 'someone who left is answered'),
  reads(
    'people/facts.ts',
    "if (isSet(user, ['is_stranger']) || isOurs === false) return as('external')\n",
    '',
    'a stranger counts as a guest of ours',
  ),
  reads(
    'people/facts.ts',
    "user.is_restricted === false && isOurs ? as('member') : null",
    "as('member')",
    'someone of whom nothing is said counts as a member',
  ),
  reads(
    'people/facts.ts',
    "if (named(channel, 'pending_shared').length > 0) return true\n",
    '',
    'who accepts an invitation reads all that was said before',
  ),
  reads(
    'people/facts.ts',
    "(kind !== 'direct' && !shared && channel.is_ext_shared !== false)",
    'false',
    'a channel of which nothing is said counts as ours alone',
  ),
  reads(
    'people/readers.ts',
    'if (!isUnknown(here) && here.isShared) return null\n',
    '',
    'people of another organisation read what is not theirs',
  ),
  reads(
    'people/readers.ts',
    "if (!isUnknown(here) && here.kind === 'direct' && here.peer !== user) return null\n",
    '',
    'a direct message of others is answered as if nobody else read it',
  ),
  reads(
    'people/readers.ts',
    "(await directory.readers(channel)) ?? { asker: user, channel, isOpen: here.kind === 'public' }",
    "{ asker: user, channel, isOpen: here.kind === 'public' }",
    'whoever else reads a channel does not count',
  ),
  reads(
    'people/readers.ts',
    "{ asker: user, channel, isOpen: here.kind === 'public' }",
    '{ asker: user, channel, isOpen: false }',
    'a private channel of all members of a public one is read by everyone who may join that',
  ),
  reads(
    'people/readers.ts',
    "...(together.everyone === 'members' ? ['workspace' as const] : [])",
    "'workspace' as const",
    "guests read the workspace's documents",
  ),
  reads(
    'people/readers.ts',
    "if (together.everyone === 'outside') return own\n",
    '',
    'people from outside read what was shared elsewhere',
  ),
  reads(
    'people/readers.ts',
    'await Promise.all(channels.map((channel) => directory.confirm(channel)))',
    'await Promise.resolve()',
    'who was removed from a channel is answered from it until an event comes',
  ),
  reads(
    'people/directory.ts',
    'if (isUnknown(facts) || why !== null) await members.forgetChannel(channel)\n',
    '',
    'what cannot be looked up is answered as if it had been',
  ),
  reads(
    'people/directory.ts',
    'if (isFresh(membersCheckedAt, keptMs)) return null\n',
    'if (membersCheckedAt !== null) return null\n',
    'a change whose event was lost never counts',
  ),
  reads(
    'people/directory.ts',
    'if (kept?.facts != null && isFresh(kept.checkedAt, keptMs)) return kept.facts\n',
    'if (kept?.facts != null) return kept.facts\n',
    'whoever became a guest is a member for ever where the event was lost',
  ),
  reads(
    'people/directory.ts',
    'if (why !== null) return why\n',
    '',
    'a channel whose members are not told counts as if only the asker read it',
  ),
  reads(
    'people/lookups.ts',
    "return { unknown: 'unavailable' }\n    })\n\n  async function askForInstall",
    'return all\n    })\n\n  async function askForInstall',
    'in a channel of very many the last ones do not count as readers',
  ),
  reads(
    'index.ts',
    'if (install !== undefined && strangerIn(body, install) !== null) return\n    const change',
    'const change',
    "a stranger's team puts people out of our channels",
  ),
  reads(
    'index.ts',
    'if (change !== null) await members.noteChange(change)\n',
    '',
    'events of who came and went are lost',
  ),
  reads(
    'receive/changes.ts',
    "event.type === 'member_left_channel' && user !== undefined && { left: user }",
    "event.type === 'member_joined_channel' && user !== undefined && { left: user }",
    'whoever left a channel goes on reading it in direct messages',
  ),
  kept("(c.kind = 'public' or not $4)", 'true', 'a private channel is answered in a public one'),
  kept(
    "where not (c.kind = 'public' and r.kind = 'member' and (not $6 or c.team = any(r.teams)))",
    "where not (c.kind = 'public')",
    'guests read all public channels',
  ),
  kept('and (not $6 or c.team = any(r.teams))', '', 'teams of an organisation read each other'),
  kept(
    'where m.install_id = $1 and m.channel = c.channel and m.person = r.person',
    'where m.install_id = $1 and m.channel = c.channel',
    'a private channel is read by everyone',
  ),
  kept(
    "coalesce(p.kind, 'unknown') as kind",
    "coalesce(p.kind, 'member') as kind",
    'someone not known counts as a member',
  ),
  kept(
    'where install_id = $1 and channel = $2 and changes = $4 returning 1',
    'where install_id = $1 and channel = $2 returning 1',
    'an old look-up brings back who has left',
  ),
  kept("${'person' in changed ? ', kind = null' : ''}", '', 'whoever became a guest is a member until someone looks'),
  kept('where p.changes = excluded.checked_changes', 'where true', 'a look-up that began before the event undoes it'),
  kept(
    '`case when ${what}checked_changes = changes then',
    '`case when true then',
    'what an event changed is not looked up again for a minute',
  ),
  standing('!isMember || isAdmin', 'isAdmin', 'a guest who made a channel sets the bot up there'),
  standing(
    'isManager: isMember, isArchived',
    'isManager: person.isAdmin, isArchived',
    'an admin of another organisation sets up channels here',
  ),
  standing('here.creator === user', 'here.creator !== null', 'everyone sets up every channel'),
  standing(
    "return { isMember: 'unknown', isManager: 'unknown', ...hears }",
    'return { isMember: true, isManager: true }',
    'while Slack is slow guests count as members',
  ),
  standing(
    'person.isAdmin && (await isTheirs(person.teams[0], here))',
    'person.isAdmin',
    'an admin of one team of an organisation sets up channels of another',
  ),
  standing(
    'team !== undefined && here.team === team',
    'team !== undefined',
    'an admin of one team of an organisation sets up channels of all teams',
  ),
  standing('&& here.isArchived', '&& false', 'an archived channel is set up'),
  {
    file: 'src/bots/discord/people/standing.ts',
    from: 'member === null || isGuest(member)',
    to: 'member === null',
    suffered: 'a guest with a role sets up a channel',
    tests: ['tests/bots/discord/people/standing'],
  },
  {
    file: 'src/bots/discord/people/permissions.ts',
    from: '(Administrator | ManageChannels)) !== 0n',
    to: 'Administrator) !== 0n',
    suffered: 'who manages a channel cannot set the bot up there',
    tests: ['tests/bots/discord/people/standing'],
  },
  {
    file: 'src/bots/slack/index.ts',
    from: 'Promise.race([host.formFor(incoming, incoming.request), late])',
    to: 'host.formFor(incoming, incoming.request)',
    suffered: 'a form that comes too late is not opened, and nothing is said',
    tests: ['tests/bots/slack/surfaces/command-form'],
  },
  {
    file: 'src/bots/slack/receive/click.ts',
    from: "text(record(state, 'selected_option'), 'value') ?? text(state, 'value')",
    to: "text(state, 'value')",
    suffered: 'what is chosen in a form on Slack changes nothing',
    tests: ['tests/bots/slack/surfaces/command-form'],
  },
  {
    file: 'src/bots/discord/receive/parse.ts',
    from: "?? strings(input, 'values')[0] ?? ''",
    to: "?? ''",
    suffered: 'what is chosen in a form on Discord changes nothing',
    tests: ['tests/bots/forms'],
  },
]
