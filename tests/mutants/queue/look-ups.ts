// Mistakes about answers that wait for look-ups.
import type { Mutant } from '../mutant.ts'

const queue = (file: string, from: string, to: string, suffered: string): Mutant => ({
  file: `src/queue/jobs/${file}`,
  from,
  to,
  suffered,
  tests: ['tests/queue/jobs/look-ups.test.ts'],
})
const slack = (file: string, from: string, to: string, suffered: string): Mutant => ({
  file: `src/bots/slack/people/${file}`,
  from,
  to,
  suffered,
  tests: ['tests/bots/slack/people/outage.test.ts'],
})

export const lookUps: readonly Mutant[] = [
  {
    file: 'src/queue/scope.ts',
    from: 'documentIds.every((id) =>',
    to: 'documentIds.some((id) =>',
    suffered: 'an answer from two documents is shown where one of them is closed by now',
    tests: ['tests/queue/jobs/still-readable.test.ts'],
  },
  queue(
    'look-ups.ts',
    'patienceMs === 0 || ageMs >= patienceMs ? 0',
    'ageMs >= patienceMs ? 0',
    'where the clocks differ every message waits for nothing',
  ),
  queue(
    'look-ups.ts',
    'await options.secondLook.isNeedless({ ...incoming, install }).catch(() => {})',
    '',
    'what waited for look-ups is answered without them though the platform tells again',
  ),
  queue(
    'look-ups.ts',
    'incoming.request.question === undefined || (await waitForLookUps(options, row)) === 0',
    'true',
    'in an outage each message is answered again and again in vain',
  ),
  queue(
    'answer-job.ts',
    'await store.uncountAttempt(row)\n            await store.postpone',
    'await store.postpone',
    'a message is given up as a failure after three tries in an outage',
  ),
  queue(
    'answer-job.ts',
    'if (laterMs > 0) return laterMs',
    '',
    'an answer goes out with less in it than its asker may see',
  ),
  queue(
    'answer-job.ts',
    'replied.answer === undefined ? 0 : await',
    'await',
    'whoever asks for help in an outage gets none',
  ),
  slack('lookups.ts', 'failing.delete(method)\n        return', 'return', 'a Slack that tells again is waited for'),
  slack(
    'readers.ts',
    '!isFailure || lookups.failingMs() === null',
    '!isFailure',
    'an answer waits where Slack asks to wait, and gets slower for nothing',
  ),
  slack(
    'readers.ts',
    'now() - (lost.get(key) ?? 0) > lostMs',
    '!lost.has(key)',
    'one look in vain delays answers for long',
  ),
  slack(
    'readers.ts',
    'keep(lost, keyOf(asker), confirmed.includes(false))',
    '',
    'an answer is made without a source that could not be looked up for a moment',
  ),
  slack(
    'readers.ts',
    'failing,\n        () => patienceMs.away',
    'failing,\n        () => patienceMs.failing',
    'an outage of an hour ends in answers without half of the sources',
  ),
  slack(
    'readers.ts',
    'const hears = asker.bot === undefined && !mayBeAskedAgain(asker)',
    'const hears = asker.bot === undefined',
    'whoever waits for look-ups is told that they get less, and then gets all',
  ),
]
