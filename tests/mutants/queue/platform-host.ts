// Mistakes in what platforms get to know at once, and for whom.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/platform-host']

export const platformHost: readonly Mutant[] = [
  {
    file: 'src/queue/platform-host.ts',
    from: "if (action === 'stale')",
    to: "if (action === 'old')",
    suffered: 'whoever clicks on what is too old is not told so',
    tests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: 'desk.act({ ...asker, install }, action, input)',
    to: 'desk.act({ ...asker, install }, action)',
    suffered: 'whoever fills in a form is asked to fill it in again, for ever',
    tests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: "kind: 'form', form: acted.form, token: goesTo ?? token",
    to: "kind: 'form', form: acted.form, token: goesTo ?? ''",
    suffered: 'what is filled into a form leads nowhere',
    tests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: 'await quickly(() => actions.open(install, token))',
    to: 'await actions.open(install, token)',
    suffered: 'while the database hangs whoever clicks is told nothing',
    tests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: 'actions.sign(install, clickable, answer)',
    to: 'actions.sign(install, clickable)',
    suffered: 'no answer can be judged or saved',
    tests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: 'store.readAnswer(await scopeOf({ ...asker, install }), place)',
    to: "store.readAnswer({ workspaceId, audiences: ['workspace', 'channel:discord:C9'] }, place)",
    suffered: 'whoever knows where an answer stands saves it as a file without being allowed to see it',
    tests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: 'store.suggestTitles(await scopeOf({ ...asker, install }), words)',
    to: "store.suggestTitles({ workspaceId, audiences: ['channel:discord:C1', 'channel:discord:C2'] }, words)",
    suffered: 'titles of documents of another channel are offered while someone types',
    tests,
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: " and i.payload -> 'person' ->> 'id' = $3 and",
    to: ' and $3::text is not null and',
    suffered: 'a person’s page shows what others asked',
    tests: ['tests/queue/platform-host'],
  },
  {
    file: 'src/queue/platform-host.ts',
    from: 'return answer === null ? [] : [{ question: answer.question, at: answer.at, target, messageId }]',
    to: "return [{ question: answer?.question ?? 'closed', at: answer?.at ?? '', target, messageId }]",
    suffered: 'a person’s page leads to answers that are closed to them now',
    tests: ['tests/queue/platform-host'],
  },
  {
    file: 'src/desk/status.ts',
    from: "if (!audiences.includes('workspace')) return noticeCard(",
    to: 'if (audiences.length === 0) return noticeCard(',
    suffered: 'a guest’s page says how much is indexed',
    tests: ['tests/queue/platform-host'],
  },
  {
    file: 'src/queue/platform-host.ts',
    from: 'return bot === undefined || (await',
    to: 'return (await',
    suffered: 'in a busy channel people are not answered any more',
    tests: ['tests/queue/jobs/bots.test.ts'],
  },
  {
    file: 'src/queue/platform-host.ts',
    from: `        if (naturalKey !== undefined) await quickly(() => store.forgetIncoming(install, naturalKey))
`,
    to: '',
    suffered: 'a file whose message was deleted at once is indexed all the same',
    tests: ['tests/queue/platform-host.test.ts'],
  },
  {
    file: 'src/queue/platform-host.ts',
    from: `      wake.outgoing({ installId: install.id, platform, threadKey })
`,
    to: '',
    suffered: 'that an answer was stopped is shown seconds later',
    tests: ['tests/queue/jobs/stop.test.ts'],
  },
]
