// Mistakes in drafts that are streams.
import type { Mutant } from '../mutant.ts'

const stream = (file: string, from: string, to: string, suffered: string): Mutant => ({
  file: `src/bots/slack/${file}`,
  from,
  to,
  suffered,
  tests: ['tests/bots/slack/send/stream.test.ts'],
})

export const slackStreams: readonly Mutant[] = [
  stream(
    'send/stream.ts',
    "channel.startsWith('D') && user",
    'user',
    'in a channel only whoever asked sees a draft grow, and the others half a message',
  ),
  stream(
    'render/stream.ts',
    "escapeText(markdown.replaceAll('](', '] ('))",
    'markdown',
    'a document’s mention of everyone rings in the draft of an answer',
  ),
  stream(
    'send/stream.ts',
    'refusedUntil = now() + refusedForMs',
    '',
    'each answer of an app that may not stream costs a call that Slack refuses',
  ),
  stream(
    'send/stream.ts',
    "!/not_found|thread|archived|invalid_ts/.test(slackErrorOf(error) ?? '')",
    'true',
    'one conversation that is gone takes the streams from all others for an hour',
  ),
  stream(
    'send/stream.ts',
    'digestOf(text.slice(0, length)) === digest',
    'true',
    'the end of a new text stands behind the beginning of an old one',
  ),
  stream(
    'send/stream.ts',
    "if (slackErrorOf(error) === 'message_not_found') return null\n        // Whether",
    '// Whether',
    'a draft that someone deleted is asked for with each step',
  ),
  stream(
    'send/stream.ts',
    "return error.retry === 'later' ? same : frozen",
    'return same',
    'a step that may have landed shows the same words twice',
  ),
  stream(
    'send/stream.ts',
    "if (!(error instanceof AppError) || error.retry !== 'never') throw error\n      }\n    },\n  }",
    'throw error\n      }\n    },\n  }',
    'an answer whose stream Slack has ended by itself is never seen',
  ),
  stream(
    'send/stream.ts',
    "if (retry !== 'never') throw error",
    '',
    'a stream that may have begun is left open beside a second message',
  ),
  stream(
    'send/stream.ts',
    'await host.limits.block(bucket, retryAfterMs)',
    '',
    'Slack is asked again and again for what it asked to wait for',
  ),
  stream(
    'send/stream.ts',
    'await stillOurs?.()',
    '',
    'a worker that lost its thread shows a draft over the answer of another',
  ),
  stream('send/stream.ts', "session_status: 'active'", "session_status: 'processing'", 'a thread looks busy for ever'),
  stream('limits.ts', 'streamBytes: 8_000', 'streamBytes: 80_000', 'a long draft is refused by Slack with each step'),
  stream(
    'send/send.ts',
    'if (streamed !== undefined) await removeDraft(message, streamed)',
    '',
    'an answer is posted beside its draft, which streams on',
  ),
  stream(
    'send/send.ts',
    'if (replaces !== undefined && isPrivateId(replaces)) return replaces',
    '',
    'a draft that someone deleted comes back with the next word',
  ),
  stream(
    'send/send.ts',
    'const { question, stream: _, ...content }',
    'const { question, ...content }',
    'Slack is handed fields that it does not know',
  ),
  stream(
    'send/find.ts',
    "if (typeof streaming_state === 'string' && streaming_state !== 'completed') return true",
    "if (typeof streaming_state === 'string') return true",
    'an answer of a moment ago is taken for the draft of the next, and overwritten',
  ),
  stream(
    'send/find.ts',
    'if (begun !== undefined) return frozenStream(begun)',
    '',
    'a stream whose beginning was lost is left open, and a second one begun',
  ),
]
