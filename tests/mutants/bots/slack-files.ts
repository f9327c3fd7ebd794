// Mistakes in how files of Slack are read and followed.
import type { Mutant } from '../mutant.ts'

const files = (
  file: 'download' | 'facts' | 'fetch' | 'follow' | 'hosts' | 'info' | 'quiet',
  from: string,
  to: string,
  suffered: string,
): Mutant => ({ file: `src/bots/slack/files/${file}.ts`, from, to, suffered, tests: ['tests/bots/slack/files'] })

export const slackFiles: readonly Mutant[] = [
  files('hosts', '&& port === own.port', '', 'the token goes to another server of this machine'),
  files('hosts', "protocol === 'https:' && port === ''", "port === ''", 'the token goes over the network in the clear'),
  files(
    'download',
    "redirect: 'manual'",
    "redirect: 'follow'",
    'a redirect takes the token along, or ends in a login page',
  ),
  files('download', 'if (isPage && !file.isPage) throw signIn()', '', 'a login page is indexed as the file'),
  files(
    'download',
    'if (isPage && file.isHosted && file.sizeBytes !== undefined && bytes !== file.sizeBytes) throw signIn()',
    '',
    'a login page is indexed as the page that was shared',
  ),
  files('download', 'if (bytes > maxBytes) throw tooLarge(maxBytes)', '', 'a file without a length fills the memory'),
  files('fetch', "if (refusal !== 'external') return", 'return', 'a link to another service is fetched'),
  files(
    'fetch',
    'channel === undefined || shares.has(channel)',
    'true',
    'a file of another channel is shown in this one',
  ),
  files('info', 'now() < known.at + keptMs', 'true', 'a file that is gone is answered from for ever'),
  files('quiet', 'user === botUserId', 'false', 'what the bot itself uploads is indexed'),
  files(
    'quiet',
    "told ? 'tell-failure' : 'tell-nothing'",
    "'tell-failure'",
    'another app is told why its file was not read',
  ),
  files(
    'follow',
    "if (event.type === 'file_deleted') await files.withdraw(sourceKeyOf(file), null)\n",
    '',
    'a deleted file stays',
  ),
  files('follow', 'if (!isThere(facts)) return files.withdraw(sourceKey, null)', '', 'a tombstone is answered from'),
  files('follow', 'if (!isGone(error)) throw error', '', 'an outage of Slack deletes what was shared'),
  files(
    'follow',
    '.some((ts) => ts !== deleted)',
    '.some(() => true)',
    'a file stays when its only message is deleted',
  ),
  files('facts', "file.mode === 'tombstone' || ", '', 'a deleted file is asked for its bytes'),
  {
    file: 'src/bots/slack/receive/parse.ts',
    from: '...(files.length > 0 && {',
    to: '...(files.length > 999 && {',
    suffered: 'a file that someone asks with is read twice',
    tests: ['tests/bots/slack/files/receive.test.ts'],
  },
  {
    file: 'src/queue/scope.ts',
    from: 'await platform.lookAgainAtFiles(files)',
    to: 'void files',
    suffered: 'a file whose deletion nobody told of is answered from',
    tests: ['tests/queue/jobs/unasked.test.ts'],
  },
  {
    file: 'src/store/messages/inbox.ts',
    from: "do update set state = 'done', finished_at = now() where inbox.state = 'pending'",
    to: 'do nothing',
    suffered: 'a file that came unasked before is read twice',
    tests: ['tests/queue/jobs/unasked.test.ts'],
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: "> 0) return 'nothing'",
    to: "> 1e9) return 'nothing'",
    suffered: 'whoever shares many files that fail is told of each',
    tests: ['tests/queue/jobs/unasked.test.ts'],
  },
  {
    file: 'src/store/indexing/audiences.ts',
    from: 'set origin = a.audience, audience = a.audience',
    to: 'set origin = d.origin, audience = d.audience',
    suffered: 'a file that was taken back is not shown where it is shared again',
    tests: ['tests/store/embedded.test.ts'],
  },
]
