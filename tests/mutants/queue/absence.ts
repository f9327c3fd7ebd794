// Mistakes in what an asker hears while nobody works.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/absence.test.ts']

const late = ['tests/queue/jobs/late.test.ts']

export const absence: readonly Mutant[] = [
  {
    file: 'src/store/messages/workers.ts',
    from: "state = 'pending' and attempts = 0 and",
    to: "state = 'pending' and",
    suffered: 'a question that is being worked on gets a sign for those that wait',
    tests: late,
  },
  {
    file: 'src/store/messages/workers.ts',
    from: `
          and not exists (select from inbox e where e.install_id = i.install_id and e.thread_key = i.thread_key
                             and e.state = 'pending' and e.id < i.id)`,
    to: '',
    suffered: 'the second question of a thread is answered above the first',
    tests: late,
  },
  {
    file: 'src/store/messages/workers.ts',
    from: "array['unasked', 'isOverheard', 'isHeldBack']",
    to: "array['never']",
    suffered: 'each file that someone shares under load gets a sign that nobody asked for',
    tests: late,
  },
  {
    file: 'src/queue/jobs/late.ts',
    from: 'allowance }])) > 0) continue',
    to: 'allowance }])) > 1e9) continue',
    suffered:
      'under load answers wait for minutes, as each has to change a sign and Slack takes fifty changes a minute',
    tests: ['tests/queue/jobs/late.test.ts'],
  },
  {
    file: 'src/queue/jobs/late.ts',
    from: 'row, card, false)',
    to: 'row, card, true)',
    suffered: 'a sign takes the place of the words that are written already',
    tests: late,
  },
  {
    file: 'src/queue/jobs/late.ts',
    from: 'const lateAfterMs = 2_000',
    to: 'const lateAfterMs = 20_000',
    suffered: 'whoever asks under load looks at nothing',
    tests: late,
  },
  {
    file: 'src/queue/jobs/late.ts',
    from: 'seen.add(row.id)',
    to: '',
    suffered: 'what gets no sign keeps those behind it from theirs',
    tests: late,
  },
  {
    file: 'src/desk/desk.ts',
    from: 'return card === null || (await reasonToRefuse(tools, reader)) !== null ? null : card',
    to: 'return card',
    suffered: 'a channel where the bot is switched off sees it at work',
    tests: late,
  },
  {
    file: 'src/desk/ask/ask.ts',
    from: 'rag.isSmallTalk(question) ? null : { ...draftCard',
    to: '{ ...draftCard',
    suffered: 'who says thanks sees the documents searched',
    tests: late,
  },
  {
    file: 'src/queue/delivery/aside.ts',
    from: `payload,
    private: true,`,
    to: `payload,
    private: false,`,
    suffered: 'that nobody works is told to the whole channel',
    tests,
  },
  {
    file: 'src/queue/absence.ts',
    from: 'const sureAfter = 3',
    to: 'const sureAfter = 1',
    suffered: 'each restart tells people that nobody works',
    tests,
  },
  {
    file: 'src/queue/absence.ts',
    from: "error.retry === 'later' || error.retry === 'refused'",
    to: "error.retry === 'later' || error.retry === 'unknown'",
    suffered: 'an asker is told again and again that nobody works',
    tests,
  },
  {
    file: 'src/queue/absence.ts',
    from: 'const tellAfterMs = 60_000',
    to: 'const tellAfterMs = 6_000',
    suffered: 'people are told that nobody works while a process restarts',
    tests,
  },
  {
    file: 'src/store/messages/workers.ts',
    from: 'told_at is null and install_id',
    to: 'install_id',
    suffered: 'an asker is told again and again that nobody works, every 5 s',
    tests,
  },
  {
    file: 'src/store/messages/workers.ts',
    from: 'set told_at = null where id',
    to: 'set told_at = now() where id',
    suffered: 'whoever could not be told once is never told',
    tests,
  },
  {
    file: 'src/queue/absence.ts',
    from: '  const report = () => store.within(reportEveryMs, () => store.reportWorking(id, installs()))',
    to: `  const here = installs()
  const report = () => store.within(reportEveryMs, () => store.reportWorking(id, here))`,
    suffered: 'a team that installs the app later hears that nobody works on its questions',
    tests: ['tests/queue/absence.test.ts'],
  },
  {
    file: 'src/queue/absence.ts',
    from: '() => store.reportStopped(id)).catch(() => {})',
    to: '() => store.reportStopped(id))',
    suffered: 'a process that stops while the database is away ends in an error',
    tests: ['tests/queue/absence.test.ts'],
  },
  {
    file: 'src/queue/absence.ts',
    from: `  if (unsent !== null) await store.putPlaceholder(waiting, unsent, true)
`,
    to: '',
    suffered: 'who asks in the portal is not told that nobody works',
    tests: ['tests/queue/absence.test.ts'],
  },
  {
    file: 'src/queue/absence.ts',
    from: 'if (unsent !== null) await store.putPlaceholder(waiting, unsent, true)',
    to: 'if (unsent !== null) await store.putPlaceholder(waiting, unsent, false)',
    suffered: 'in the portal the sign stands where it should say that nobody works',
    tests: ['tests/queue/absence.test.ts'],
  },
  {
    file: 'src/queue/jobs/late.ts',
    from: '`late-signs:${install.id}`',
    to: "'late-signs'",
    suffered: 'one busy team takes the signs of all others',
    tests: ['tests/queue/jobs/late.test.ts'],
  },
]
