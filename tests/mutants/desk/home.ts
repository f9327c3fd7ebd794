// Mistakes in what stands on someone's own page.
import type { Mutant } from '../mutant.ts'

const home = (file: string, from: string, to: string, suffered: string, tests = 'tests/desk/home.test.ts'): Mutant => ({
  ...{ file: `src/${file}`, from, to, suffered, tests: [tests] },
})
const slack = 'tests/bots/slack/surfaces/home.test.ts'

export const homePage: readonly Mutant[] = [
  home(
    'desk/page/home.ts',
    'if (managed.length > 0)',
    'if (managed.length >= 0)',
    'everyone reads what others asked in vain',
  ),
  home(
    'store/transcripts/gaps.ts',
    "audiences[1] = any($1) and audiences[1] <> 'workspace'",
    "audiences[1] <> 'workspace'",
    'curators read what was asked in channels that they do not see',
  ),
  home(
    'store/transcripts/gaps.ts',
    "audiences[1] = any($1) and audiences[1] <> 'workspace'",
    'audiences[1] = any($1)',
    'curators read what the owner asked on the page',
  ),
  home('store/managed.ts', "and p.kind = 'member'", '', 'guests are offered to set up channels'),
  home('store/managed.ts', ' and not c.is_archived', '', 'archived channels are offered'),
  home(
    'store/managed.ts',
    "(c.kind = 'public' or exists",
    '(true or exists',
    'an admin reads the names of private channels that they are not in',
  ),
  home(
    'store/managed.ts',
    ' and coalesce(c.team, $3) = coalesce(p.teams[1], $3)',
    '',
    'an admin is offered channels of another team',
  ),
  home(
    'desk/channel/config.ts',
    'group === elsewhere && of === person.id',
    'group === elsewhere',
    'whoever gets hold of a choice of someone else’s opens it',
  ),
  home(
    'bots/slack/surfaces/forms.ts',
    'if (opened === null) await accept(click, hint(notTheirChannel))\n    else ',
    'if (opened !== null) ',
    'choosing a channel that one may not set up is answered with nothing',
    slack,
  ),
  home(
    'bots/slack/surfaces/forms.ts',
    'await openForm({ ...click, asker }, opened.form',
    'await openForm(click, opened.form',
    'the form of a channel sets up nothing',
    slack,
  ),
  home(
    'bots/slack/receive/click.ts',
    "(container.type === 'view' ? user : undefined)",
    'undefined',
    'nothing on the Home tab can be pressed',
    slack,
  ),
  home(
    'bots/slack/surfaces/home.ts',
    ', ...rest].slice(0, limits.viewBlocks)',
    ', ...rest]',
    'Slack refuses a long page',
    slack,
  ),
  {
    file: 'src/desk/status.ts',
    from: 'Math.max(0, now.pending - own)',
    to: 'now.pending - own',
    suffered: 'the status says that -1 messages wait',
    tests: ['tests/desk/status'],
  },
  {
    file: 'src/desk/status.ts',
    from: "tone: warnings.length > 0 ? 'weak' : 'info'",
    to: "tone: 'info'",
    suffered: 'a status with warnings looks like one without',
    tests: ['tests/desk/status'],
  },
  {
    file: 'src/desk/page/home.ts',
    from: 'times > 1 &&',
    to: 'times > 0 &&',
    suffered: 'a question that was asked once is said to have been asked “1 times”',
    tests: ['tests/desk/home'],
  },
  {
    file: 'src/desk/page/home.ts',
    from: 'total > items.length ?',
    to: 'total >= items.length ?',
    suffered: 'who sees all that they may read is told that it is the newest of more',
    tests: ['tests/desk/home'],
  },
]
