import type { Mutant } from '../mutant.ts'

const contract = ['tests/store/server.test.ts']

/** What belongs to one install and its workspace, and is taken for another's. */
export const installs: readonly Mutant[] = [
  {
    file: 'src/store/messages/inbox.ts',
    from: "from inbox where install_id = $1 and thread_key = $2 and state = 'pending'",
    to: "from inbox where ($1::uuid is not null) and thread_key = $2 and state = 'pending'",
    suffered: 'a question of one workspace is answered from the documents of another',
    tests: contract,
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: 'where o.install_id = $1 and o.thread_key = $2 and o.state in',
    to: 'where ($1::uuid is not null) and o.thread_key = $2 and o.state in',
    suffered: 'a reply is posted by the bot of another workspace',
    tests: contract,
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "where install_id = $1 and thread_key = $2 and private and state = 'sent'",
    to: "where ($1::uuid is not null) and thread_key = $2 and private and state = 'sent'",
    suffered: 'private replies of one platform are shown on another whose thread has the same name',
    tests: contract,
  },
  {
    file: 'src/store/messages/leases.ts',
    from: '`${direction}:${installId}:${threadKey}`',
    to: '`${direction}:${threadKey}`',
    suffered: 'a thread waits for the thread of another workspace that has the same name',
    tests: contract,
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: 'where t.install_id = any($2) and t.state in (${states})',
    to: 'where $2::uuid[] is not null and t.state in (${states})',
    suffered: 'a process announces again and again what it has no token for',
    tests: contract,
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "l.name = '${prefix}:' || t.install_id ||",
    to: "l.name = '${prefix}:' || t.platform ||",
    suffered: 'what is being worked on is announced again and again',
    tests: contract,
  },
  {
    file: 'src/store/messages/uploads.ts',
    from: 'and (install_id is null or install_id = any($2))',
    to: 'and ($2::uuid[] is not null)',
    suffered: 'a file is taken by a process that cannot fetch it, and given up',
    tests: contract,
  },
  {
    file: 'src/store/messages/workers.ts',
    from: 'told_at is null and install_id = any($1)',
    to: 'told_at is null and $1::uuid[] is not null',
    suffered: 'who waits is told by the bot of another workspace, or not at all',
    tests: ['tests/store/work.test.ts', 'tests/store/leaks.test.ts'],
  },
  {
    file: 'src/store/installs.ts',
    from: "where workspace_id = $1 and platform = $2 and app = 'environment'",
    to: "where ($1::uuid is not null) and platform = $2 and app = 'environment'",
    suffered: 'the bot of one workspace answers from another',
    tests: ['tests/store/server.test.ts', 'tests/app-workspaces.test.ts'],
  },
  {
    file: 'src/store/installs.ts',
    from: 'if (!found.isActive) return { token, install: null }',
    to: '',
    suffered: 'who has removed the app is answered still',
    tests: ['tests/queue/installs.test.ts'],
  },
  {
    file: 'src/store/installs.ts',
    from: '(is_org and account = $4)',
    to: 'account = $4',
    suffered: 'the install of one team answers all of its enterprise',
    tests: ['tests/queue/installs.test.ts'],
  },
  {
    file: 'src/store/installs.ts',
    from: 'platform = $1 and app = $2 and',
    to: 'platform = $1 and ($2::text is null or true) and',
    suffered: "a delivery to one app is answered with another's token",
    tests: ['tests/queue/installs.test.ts'],
  },
  {
    file: 'src/queue/installs.ts',
    from: 'for (const clear of clears) clear()',
    to: '',
    suffered: 'who has removed the app is answered until the process ends',
    tests: ['tests/queue/installs.test.ts'],
  },
  {
    file: 'src/store/database/listen.ts',
    from: "own.once('end', () => lost(own))",
    to: '',
    suffered: 'after a restart of the database no process hears of an install that was removed',
    tests: ['tests/queue/installs.test.ts'],
  },
  {
    file: 'src/queue/inbox.ts',
    from: 'if (!isTaken)\n',
    to: 'if (install.id === undefined)\n',
    suffered: 'questions are stored for an install that was removed',
    tests: ['tests/queue/installs.test.ts'],
  },
]
