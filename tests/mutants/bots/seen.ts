// Mistakes in what the bot reads of a message besides its text, and of one that is edited.
import type { Mutant } from '../mutant.ts'

export const seen: readonly Mutant[] = [
  {
    file: 'src/bots/slack/receive/shown.ts',
    from: "(text(message, 'text') ?? '').trim() || blocksText(message)",
    to: "(text(message, 'text') ?? '').trim()",
    suffered: 'a mention whose words stand in blocks is answered with silence',
    tests: ['tests/bots/slack/receive/shown'],
  },
  {
    file: 'src/bots/slack/receive/parse.ts',
    from: "if (parsed.kind !== 'addressed' && 'incoming' in parsed) return { kind: 'ignored', reason: 'an edit' }",
    to: '',
    suffered: 'people who mend a word in a thread are answered as if they had asked',
    tests: ['tests/bots/slack/receive/shown'],
  },
  {
    file: 'src/bots/texts-in.ts',
    from: ' || depth > limits.depth',
    to: '',
    suffered: 'one card that is nested ten thousand times ends the process',
    tests: ['tests/bots/teams/receive/shown'],
  },
  {
    file: 'src/bots/discord/receive/events.ts',
    from: '        if (isEdit) return\n',
    to: '',
    suffered: 'people who mend a word in a thread are answered as if they had asked',
    tests: ['tests/bots/discord/receive/gateway'],
  },
  {
    file: 'src/bots/teams/receive/parse.ts',
    from: "!== 'editMessage' ||",
    to: "=== 'softDelete' ||",
    suffered: 'a message that is brought back is answered',
    tests: ['tests/bots/teams/receive/shown'],
  },
  {
    file: 'src/bots/slack/receive/parse.ts',
    from: '<= askedAnewS',
    to: '<= longestEditS',
    suffered: 'an old answer changes hours later, under what was said since',
    tests: ['tests/bots/slack/receive/shown.test.ts', 'tests/app-edits.test.ts'],
  },
]
