// Mistakes in what a platform is given to see.
import type { Mutant } from '../mutant.ts'

const answerTests = ['tests/queue/jobs/answer-job.test.ts']
const hostTests = ['tests/queue/platform-host.test.ts']

export const scope: readonly Mutant[] = [
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
]
