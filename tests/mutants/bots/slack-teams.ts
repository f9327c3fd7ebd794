import type { Mutant } from '../mutant.ts'

const tests = ['tests/bots/slack/oauth/teams.test.ts']

/** Teams that an organisation lets its app into later, and takes it out of. */
export const slackTeams: readonly Mutant[] = [
  {
    file: 'src/store/installs.ts',
    from: "where i.id = $1 and i.is_org and i.state = 'active'",
    to: 'where i.id = $1 and i.is_org',
    suffered: 'an organisation of strangers that nobody connected reads all documents',
    tests,
  },
  {
    file: 'src/store/installs.ts',
    from: 'having count(*) = 1) as said',
    to: 'having count(*) > 0) as said',
    suffered: 'a new team is answered from one of several workspaces, by chance',
    tests,
  },
  {
    file: 'src/store/installs.ts',
    from: "team = any($2::text[]) and channel is distinct from ''",
    to: "channel is distinct from '' and $2::text[] is not null",
    suffered: 'with one team all of the organisation go unanswered',
    tests,
  },
  {
    file: 'src/store/installs.ts',
    from: 'where install_id = $1 and team = any($2::text[]) on conflict do nothing',
    to: 'where install_id = $1 and team = any($2::text[]) and false on conflict do nothing',
    suffered: 'what a team left that was taken out is kept for ever, also after the end of the install',
    tests,
  },
  {
    file: 'src/bots/slack/oauth/app.ts',
    from: 'still === null || still.includes(team) === isGranted',
    to: 'still === null || teams.includes(team)',
    suffered: 'old news that Slack delivers again takes a team out that is back',
    tests,
  },
  {
    file: 'src/bots/slack/oauth/app.ts',
    from: 'isGranted ? host.addTeams(id, changed) : host.removeTeams(id, changed)',
    to: 'host.addTeams(id, changed)',
    suffered: 'a team that took the app out is answered from our documents',
    tests,
  },
  {
    file: 'src/bots/slack/receive/changes.ts',
    from: '/^T[A-Z0-9]{1,30}$/.test(id)',
    to: 'id.length >= 0',
    suffered: 'what is no team is mapped',
    tests,
  },
]
