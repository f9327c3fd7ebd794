// Mistakes in what a platform is given to see.
import type { Mutant } from '../mutant.ts'

const answerTests = ['tests/queue/jobs/answer-job.test.ts']
const hostTests = ['tests/queue/platform-host.test.ts']

const stillTests = ['tests/queue/jobs/still-readable.test.ts']

export const scope: readonly Mutant[] = [
  {
    file: 'src/queue/scope.ts',
    from: 'const now = await scopeOf(reader)',
    to: 'const now = { audiences }',
    suffered: 'what someone of the readers may not see any more is shown',
    tests: stillTests,
  },
  {
    file: 'src/queue/scope.ts',
    from: 'elsewhere.length === 0 ? []',
    to: 'elsewhere.length >= 0 ? []',
    suffered: 'the channel that an answer rests on is not looked at again',
    tests: stillTests,
  },
  {
    file: 'src/queue/scope.ts',
    from: 'await platform.lookAgain(reader, [...new Set(elsewhere.filter((audience) => audiences.includes(audience)))])\n',
    to: '',
    suffered: 'nobody looks whether its readers are still in the channel that it rests on',
    tests: stillTests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'stillReadable(whose, documentsIn(replied.card))',
    to: 'stillReadable(whose, replied.answer?.citations.map(({ document }) => document.id) ?? [])',
    suffered: 'a list of what was found shows what its readers may not see any more',
    tests: stillTests,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'if (isNeedless) growing.onText(written)',
    to: '',
    suffered: 'who waits for a first long stretch of words sees none of it',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'if (mayGrow) growing.onText(written)',
    to: 'growing.onText(written)',
    suffered: 'the words of an answer are shown before anyone looked who reads them',
    tests: stillTests,
  },
  {
    file: 'src/queue/scope.ts',
    from: 'await platformOf(platforms, reader.install).readableBy(reader, channels) }',
    to: "['workspace', ...channels] }",
    suffered: 'everybody reads the documents of each channel',
    tests: answerTests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: '/^\\d{1,15}$/.test(id)',
    to: '/\\d/.test(id)',
    suffered: 'a forged button makes the database fail',
    tests: hostTests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: 'store.suggestTitles(await scopeOf({ ...asker, install }), words)',
    to: "store.suggestTitles({ workspaceId, audiences: ['workspace', 'channel:discord:C2'] }, words)",
    suffered: 'titles of closed documents are suggested',
    tests: hostTests,
  },
  {
    file: 'src/queue/scope.ts',
    from: '(one === false ? other : one)',
    to: 'other',
    suffered: 'someone of whom it is not known whether they are a guest is answered where guests are not',
    tests: ['tests/queue/scope.test.ts'],
  },
  {
    file: 'src/queue/scope.ts',
    from: 'if (platform.lookAgain === undefined || documentIds.length === 0) return true',
    to: 'if (platform.lookAgain === undefined) return true',
    suffered: 'an “I don’t know” waits for look-ups that it rests on nothing of',
    tests: ['tests/queue/scope.test.ts'],
  },
]
