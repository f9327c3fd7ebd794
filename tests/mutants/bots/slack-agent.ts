// Mistakes in what Slack shows of an agent: suggestions, signs of work, sessions.
import type { Mutant } from '../mutant.ts'

const agent = (file: string, from: string, to: string, suffered: string): Mutant => ({
  file: `src/bots/slack/${file}`,
  from,
  to,
  suffered,
  tests: ['tests/bots/slack/surfaces/agent.test.ts'],
})

export const slackAgent: readonly Mutant[] = [
  agent(
    'surfaces/sessions.ts',
    'if (begun === undefined && isRefused(setStatus)) return',
    'if (isRefused(setStatus)) return',
    'one refusal leaves all threads of an hour at work for ever',
  ),
  agent(
    'surfaces/sessions.ts',
    "waitMs === 'gone' || begun === undefined)",
    'true)',
    'a thread whose end Slack refused once is shown to be at work for ever',
  ),
  agent(
    'surfaces/sessions.ts',
    'if (atWork.get(key) !== begun) return',
    '',
    'a thread looks at rest while its next question is worked on',
  ),
  agent(
    'surfaces/sessions.ts',
    'if (isEdit && ts === thread.thread_ts && title',
    'if (isEdit && title',
    'a thread is named after a later question that someone edited',
  ),
  agent('surfaces/sessions.ts', '&& named !== title', '', 'each retry of an edited question renames its thread'),
  agent(
    'surfaces/sessions.ts',
    'await beginning.get(thread.key)',
    '',
    'a thread that was answered at once is shown to be at work for ever',
  ),
  agent(
    'surfaces/sessions.ts',
    "await sleep(typeof waitMs === 'number' ? waitMs : retryMs, undefined, { ref: false })",
    'return',
    'a thread is shown to be at work for ever after Slack asked to wait',
  ),
  agent(
    'surfaces/sessions.ts',
    'refused.set(method, now() + refusedForMs)',
    '',
    'each message to an app that is no agent costs a call that Slack refuses',
  ),
  agent(
    'surfaces/sessions.ts',
    "if (/not_found|invalid_/.test(slackErrorOf(error) ?? '')) return 'gone'",
    '',
    'one thread that was deleted takes the signs of work from all others for an hour',
  ),
  agent(
    'surfaces/sessions.ts',
    "question.replaceAll(':', ' ')",
    'question',
    'titles of threads have low lines in the place of colons',
  ),
  agent(
    'surfaces/sessions.ts',
    'return shown\n',
    'return true\n',
    'whoever asks in a Slack that shows no sign of work waits before nothing',
  ),
  agent(
    'index.ts',
    "if (found !== null && message.kind === 'final') await sessions.end(targetOf(message))",
    '',
    'a thread whose reply was sent right before a crash is shown to be at work for ever',
  ),
  agent(
    'index.ts',
    "if (error instanceof AppError && error.retry === 'never') await sessions.end(targetOf(message))",
    '',
    'a thread whose reply Slack refuses is shown to be at work for ever',
  ),
  agent(
    'receive/parse.ts',
    ' &&\n      !context.isAgent && {',
    ' && {',
    'a new thread in the agent goes on with what was said in another',
  ),
  agent(
    'surfaces/prompts.ts',
    "if (!channel.startsWith('D')) return",
    '',
    'prompts are set where Slack has no such conversation, and refused each time',
  ),
  agent('surfaces/prompts.ts', '...about, more', '...about', 'who has no documents is suggested nothing'),
  agent(
    'index.ts',
    'void sessions.end(asker.target)',
    '',
    'a thread that was stopped after its answer is shown to be at work for ever',
  ),
  agent(
    'receive/stop.ts',
    '!(Number(targetOf({ target }).ts) > Number(at))',
    'true',
    'a stop that Slack delivers late ends what was asked after it',
  ),
  {
    ...agent('send/send.ts', "  'streaming_state_conflict',\n", '', 'an answer whose place is a stream is never seen'),
    tests: ['tests/bots/slack/send/refused.test.ts'],
  },
  {
    ...agent(
      'send/send.ts',
      "if (slackErrorOf(error) === 'messages_tab_disabled') return showInstead(message, error)",
      '',
      'a private answer is lost where the Messages tab is off',
    ),
    tests: ['tests/bots/slack/send/refused.test.ts'],
  },
]
