// Mistakes in what channels are told by themselves.
import type { Mutant } from '../mutant.ts'

const digest = (file: string, from: string, to: string, suffered: string, tests = 'tests/queue/digests'): Mutant => ({
  ...{ file: `src/${file}`, from, to, suffered, tests: [tests] },
})
const times = 'tests/queue/jobs/digest-times'

export const digests: readonly Mutant[] = [
  digest(
    'queue/jobs/digests.ts',
    'place, bot: [] } as const',
    'place } as const',
    'a digest goes by the eyes of one person',
  ),
  digest(
    'queue/jobs/digests.ts',
    'if (total === 0 && asked === 0) return null',
    '',
    'each morning a channel is told that nothing happened',
  ),
  digest(
    'queue/jobs/digests.ts',
    'if (!(await secondLook.stillReadable(reader, ids))) return',
    '',
    'a digest names a document that someone there may not see any more',
  ),
  digest(
    'queue/jobs/digests.ts',
    '${due.toldUntil.toISOString()}',
    '${now.toISOString()}',
    'a process that ends in between says it twice',
  ),
  digest(
    'queue/jobs/digests.ts',
    'const more = total - documents.length',
    'const more = 0',
    'nobody learns of the eleventh document',
  ),
  digest(
    'store/transcripts/digests.ts',
    "(whole.it ->> 'isAllowed')::boolean and ",
    '',
    'a channel is told where the bot is switched off',
  ),
  digest('store/transcripts/digests.ts', ' and not coalesce(k.is_archived, false)', '', 'an archived channel is told'),
  digest(
    'store/transcripts/digests.ts',
    "if (every === 'off' && kept !== null)",
    "if (every === 'off' && kept === '')",
    'who switches it on again is told of months',
  ),
  digest(
    'store/transcripts/digests.ts',
    'due_at <= $2 and claimed_until < $2',
    'due_at <= $2',
    'two processes make the same digest',
  ),
  digest(
    'store/transcripts/digests.ts',
    'a.audience = $1 and q.audience = $1',
    'q.audience is not null',
    'a channel is told what was asked in private',
  ),
  digest(
    'store/transcripts/digests.ts',
    'having not bool_or(is_answered)',
    'having true',
    'questions with an answer are named among those without one',
  ),
  digest(
    'store/transcripts/digests.ts',
    'set told_until = $4, due_at = $5',
    'set due_at = $5',
    'each digest tells of all before it',
  ),
  digest(
    'store/documents/recent.ts',
    'updated_at <= $2::timestamptz',
    'true',
    'what came in while a digest was made is told twice',
  ),
  digest(
    'queue/jobs/digest-times.ts',
    'weekday === 0 || weekday === 6',
    'weekday === 6',
    'people are told on Sundays',
    times,
  ),
  digest(
    'queue/jobs/digest-times.ts',
    'if (at > after.getTime())',
    'if (at >= after.getTime())',
    'a digest is due at once again',
    times,
  ),
  digest(
    'queue/jobs/digest-times.ts',
    'localOf(wanted - localOf(wanted, timeZone).aheadMs, timeZone).aheadMs',
    'localOf(after.getTime(), timeZone).aheadMs',
    'when the clock changes it comes at eight or ten',
    times,
  ),
  {
    file: 'src/queue/jobs/digests.ts',
    from: 'nextDigest(due.every, now, options.timeZone)',
    to: 'nextDigest(due.every, now)',
    suffered: 'a digest comes at nine where the server is',
    tests: ['tests/queue/digests.test.ts'],
  },
  {
    file: 'src/queue/jobs/digests.ts',
    from: 'nextDigest(every, at, timeZone), mostAtOnce',
    to: 'nextDigest(every, at), mostAtOnce',
    suffered: 'the first digest comes at nine where the server is',
    tests: ['tests/queue/digests.test.ts'],
  },
  {
    file: 'src/queue/jobs/digests.ts',
    from: `    } catch (error) {
      log.warn('a channel was not told what came in', { error: describeError(error) })
    }`,
    to: `    } finally {
    }`,
    suffered: 'one channel that fails keeps all others from being told',
    tests: ['tests/queue/digests.test.ts'],
  },
  {
    file: 'src/queue/jobs/digests.ts',
    from: 'due.toldUntil.getTime(), now.getTime() - longestMs',
    to: 'due.toldUntil.getTime(), 0',
    suffered: 'after a long absence a channel is told of years',
    tests: ['tests/queue/digests.test.ts'],
  },
  {
    file: 'src/queue/jobs/digests.ts',
    from: "answered === asked ? 'all'",
    to: "answered === 0 ? 'all'",
    suffered: 'a channel reads that all was answered when nothing was',
    tests: ['tests/queue/digests.test.ts'],
  },
  {
    file: 'src/queue/jobs/digests.ts',
    from: "asked > 0 ? [{ kind: 'notice'",
    to: "asked >= 0 ? [{ kind: 'notice'",
    suffered: 'a channel reads that 0 questions were asked',
    tests: ['tests/queue/digests.test.ts'],
  },
  {
    file: 'src/queue/jobs/digests.ts',
    from: '    running ??= look()',
    to: '    running = look()',
    suffered: 'slow looks pile up',
    tests: ['tests/queue/jobs/looks.test.ts'],
  },
  {
    file: 'src/queue/jobs/digests.ts',
    from: `      .catch((error) => log.warn('digests are looked at again', { error: describeError(error) }))
`,
    to: '',
    suffered: 'a database that restarts ends the process',
    tests: ['tests/queue/jobs/looks.test.ts'],
  },
]
