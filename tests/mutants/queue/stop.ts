// Mistakes about what ends when someone presses stop.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/jobs/stop.test.ts']

export const stop: readonly Mutant[] = [
  {
    file: 'src/store/messages/stop.ts',
    from: 'coalesce(before.payload, $2)',
    to: '$2',
    suffered: 'who stops a question that they edited loses the answer they had',
    tests,
  },
  {
    file: 'src/store/messages/stop.ts',
    from: '                before.conversation_id, before.message_seq\n',
    to: '                null, null\n',
    suffered: 'an answer that stands again has buttons that do nothing',
    tests,
  },
  {
    file: 'src/store/messages/stop.ts',
    from: "where inbox_id = any($1) and state = 'pending'`,\n      [ended, unread]",
    to: "where false and inbox_id = any($1) and $2 = '' and state = 'pending'`,\n      [ended, unread]",
    suffered: 'a file is indexed though whoever shared it pressed stop',
    tests,
  },
  {
    file: 'src/queue/jobs/index-job.ts',
    from: "if (!(await store.setUploadStage(job.workspaceId, job.uploadId, name))) throw new Closed('it was stopped')",
    to: 'await store.setUploadStage(job.workspaceId, job.uploadId, name)',
    suffered: 'a file that is being fetched is indexed though whoever shared it pressed stop',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: "if (replied === 'waiting' || replied === 'stopped') return",
    to: "if (replied === 'waiting' || replied === ('never' as 'stopped')) return",
    suffered: 'each stop is logged as a failure',
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
    from: " and not i.payload ? 'unasked'",
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
    from: 'return ended.length > 0',
    to: 'return true',
    suffered: 'stop wakes workers for nothing',
    tests,
  },
  {
    file: 'src/store/messages/stop.ts',
    from: "where i.id = o.inbox_id and i.error is distinct from 'stopped' and",
    to: 'where i.id = o.inbox_id and',
    suffered: 'of two who press stop at once the second takes back the line of the first',
    tests,
  },
  {
    file: 'src/queue/jobs/until-stopped.ts',
    from: '.catch(() => true)',
    to: '.catch(() => false)',
    suffered: 'a moment without the database counts as a press of stop: the answer that is being written is dropped',
    tests,
  },
]
