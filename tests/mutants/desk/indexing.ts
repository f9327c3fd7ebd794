// Mistakes in who reads what is shared, and who hears what became of it.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/jobs/answer-job.test.ts']

export const indexing: readonly Mutant[] = [
  {
    file: 'src/desk/indexing/indexing.ts',
    from: 'const audience = audienceOf(install.platform, incoming)',
    to: "const audience = 'workspace' as const",
    suffered: 'a file that one person shared in private is read by the workspace',
    tests,
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: 'stage.indexed(audience, (files) => (isPrivate ? null : indexingCard(files, false)))',
    to: 'stage.indexed(audience, (files) => indexingCard(files, false))',
    suffered: 'that a file is shared in private is shown to all',
    tests,
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: 'progress: ({ isPrivate }, files) => (isPrivate ? null : indexingCard(files, false)),',
    to: 'progress: (_, files) => indexingCard(files, false),',
    suffered: 'the progress of a private file is posted where others read',
    tests: ['tests/queue/jobs/index-job.test.ts'],
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: 'return { card: indexingCard(files, true), isPrivate }',
    to: 'return { card: indexingCard(files, true), isPrivate: false }',
    suffered: 'what became of a private file is posted to all',
    tests,
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: 'return { card: indexingCard(files, true), isPrivate }',
    to: 'return indexingCard(files, true)',
    suffered: 'a channel is not told that a file which was shared there can be asked about',
    tests,
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: 'if (question === undefined) return {',
    to: 'if (files.length > 0) return {',
    suffered: 'a question that came with a file is not answered',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: 'answerQuestion(tools, asked, { question, cut }, stage, [indexedNote(files)])',
    to: 'answerQuestion(tools, asked, { question, cut }, stage)',
    suffered: 'whoever asks about a file that could not be read is not told so',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/desk/indexing/card.ts',
    from: ', ...failures].join',
    to: '].join',
    suffered: 'whoever asks about a file that could not be read is not told so',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/desk/indexing/card.ts',
    from: "return `${name}: ${message ?? 'could not be indexed'}`",
    to: 'return `${name}: could not be indexed`',
    suffered: 'whoever shared a file is not told what is wrong with it',
    tests: ['tests/queue/jobs/index-job.test.ts'],
  },
  {
    file: 'src/desk/indexing/shared.ts',
    from: "return { kind: 'index', sources, ...asked, isPrivate }",
    to: "return { kind: 'index', sources, ...asked, isPrivate: false }",
    suffered: 'a message that someone indexes for themselves is told of in the channel',
    tests: ['tests/bots/teams/receive/invoke'],
  },
  {
    file: 'src/desk/indexing/shared.ts',
    from: 'question && readsLikeQuestion(question.question)',
    to: 'question',
    suffered: '“see attached” is answered like a question',
    tests: ['tests/desk/read'],
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: "readShared([{ kind: 'page', url }, ...files], null, !isAlone)",
    to: "readShared([{ kind: 'page', url }, ...files], null)",
    suffered: 'a page that someone adds by a command in a channel is told of to all',
    tests: ['tests/desk/read'],
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: 'readShared([first, ...more], null, !isAlone)\n    },',
    to: 'readShared([first, ...more], null)\n    },',
    suffered: 'a message that someone indexes for themselves is told of in the channel',
    tests: ['tests/bots/teams/receive/invoke'],
  },
  {
    file: 'src/desk/indexing/card.ts',
    from: "return failed === all ? 'bad' : 'weak'",
    to: "return 'bad'",
    suffered: 'one file of ten that failed looks like all ten',
    tests: ['tests/desk/indexing/card'],
  },
  {
    file: 'src/desk/indexing/card.ts',
    from: 'pages.done / Math.max(1, pages.total)',
    to: 'pages.done / pages.total',
    suffered: 'the progress of a site whose pages are not counted yet is no number, and is not shown',
    tests: ['tests/desk/indexing/card'],
  },
  {
    file: 'src/desk/indexing/indexing.ts',
    from: 'return indexingCard(failed, true)',
    to: 'return indexingCard(files, true)',
    suffered: 'whoever shares files without a word is told of those that nothing is wrong with',
    tests: ['tests/queue/jobs/unasked'],
  },
]
