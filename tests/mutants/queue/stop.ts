// Mistakes about what ends when someone presses stop.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/jobs/stop.test.ts']

export const stop: readonly Mutant[] = [
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: "if (replied === 'waiting' || replied === 'stopped') return",
    to: "if (replied === 'waiting' || replied === ('never' as 'stopped')) return",
    suffered: 'whoever pressed stop gets an error instead',
    tests,
  },
  {
    file: 'src/queue/jobs/until-stopped.ts',
    from: 'return await Promise.race([work, watching])',
    to: 'return await work',
    suffered: 'whoever pressed stop waits for the model before they are answered again',
    tests,
  },
  {
    file: 'src/queue/platform-host.ts',
    from: 'underWay.filter(({ target }) => isMeant(target))',
    to: 'underWay',
    suffered: 'a stop that Slack delivers late ends what was asked after it',
    tests,
  },
  {
    file: 'src/store/messages/stop.ts',
    from: "not i.payload ? 'unasked' and ",
    to: '',
    suffered: 'stop posts a line where a file was shared without a word',
    tests,
  },
  {
    file: 'src/store/messages/stop.ts',
    from: '[...closed, ...unsent]',
    to: '[...closed]',
    suffered: 'an answer that waits for its turn is posted after stop was pressed',
    tests,
  },
  {
    file: 'src/store/messages/stop.ts',
    from: 'if (first === undefined) return false',
    to: 'if (first === undefined) return true',
    suffered: 'stop wakes workers for nothing',
    tests,
  },
]
