// Mistakes in what is shown while a message is worked on, and whose the files are that it shares.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/jobs/answer-job.test.ts']
const shown = ['tests/queue/jobs/stage.test.ts']

export const stage: readonly Mutant[] = [
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'for (const uploadId of pending) wake.upload({ workspaceId: install.workspaceId, uploadId, installId: install.id })',
    to: '',
    suffered: 'each shared file waits for the sweeper',
    tests,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'setTimeout(show, options.placeholderAfterMs)',
    to: 'setTimeout(show, options.placeholderAfterMs + 60_000)',
    suffered: 'whoever waits for an answer sees nothing',
    tests,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'readsBuiltInDocs: platform.answersFromBuiltInDocs,',
    to: 'readsBuiltInDocs: true,',
    suffered: 'a chat platform answers from the built-in documentation',
    tests,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'addSharedSources(row, sources, audience)',
    to: "addSharedSources(row, sources, 'workspace')",
    suffered: 'a file that one person shared in private is read by the workspace',
    tests,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: "now.text !== '' || isOurs)",
    to: 'true)',
    suffered: 'the steps of an answer take the place of what became of the files before it',
    tests: shown,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: "if (now.text === '' && !showsSteps && (await isShown())) return",
    to: "if (now.text === '' && (await isShown())) return",
    suffered: 'no step of the work is ever shown',
    tests: shown,
  },
  {
    file: 'src/desk/ask/steps.ts',
    from: "order.indexOf(begins) ? 'working'",
    to: "order.indexOf(ends) ? 'working'",
    suffered: 'all steps but those that are done look as if they waited',
    tests: shown,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: '        growing.stop()\n',
    to: '',
    suffered: 'each answer leaves a timer behind, until the process is out of memory',
    tests: shown,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'shown.then((stands) => stands === true).catch(() => false)',
    to: 'shown.then((stands) => stands === true)',
    suffered: 'a platform that cannot show “is typing” ends the process',
    tests: shown,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'if (shown?.text === soFar && (!showsSteps || shown.step === step)) return\n',
    to: '',
    suffered: 'an answer that takes a minute uses up the edits that the platform allows',
    tests: shown,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: "now.text !== '' || isOurs)",
    to: 'true)',
    suffered: 'what became of the files vanishes while the question about them is worked on',
    tests: shown,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'Promise.race([platform.readThread(incoming), late])',
    to: 'platform.readThread(incoming)',
    suffered: 'a platform that hangs holds each question up',
    tests: ['tests/queue/jobs/thread.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: "if (now.text === '' && !showsSteps && (await isShown())) return",
    to: '',
    suffered: 'a sign of work is followed by a post that says the same',
    tests: ['tests/queue/jobs/stage'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: "incoming.place.kind === 'channel' && !incoming.isForAskerAlone",
    to: "incoming.place.kind === 'channel'",
    suffered: 'an asker who is answered alone is promised more, alone',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: "platform.tellsMore === true && incoming.place.kind === 'channel' && ",
    to: 'platform.tellsMore === true && ',
    suffered: 'whoever asks directly hears the same twice',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: `              mayGrow = isNeedless
`,
    to: '',
    suffered: 'what is written stops growing after its first words',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: `            () => {},
          )`,
    to: '          )',
    suffered: 'a platform that does not tell ends the process',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: `      clearTimeout(timer)
`,
    to: '',
    suffered: 'each answer leaves a timer behind for ever',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: `    put().catch((error) => {
      if (isFirst) options.log.warn('no placeholder', { traceId: row.traceId, error: describeError(error) })
    })`,
    to: '    void put()',
    suffered: 'a moment without the database while an answer is written ends the process',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'removes: platform.remove !== undefined',
    to: 'removes: true',
    suffered: 'someone is offered to delete what cannot be deleted',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'mentions: platform.personToAsk !== undefined',
    to: 'mentions: true',
    suffered: 'an answer promises a person who is not named',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'if (card) await showPlaceholder(options, row, card, true)',
    to: 'if (card) await showPlaceholder(options, row, card, false)',
    suffered: 'the progress of files is not shown where the sign stood',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: `    timer = setTimeout(show, growEveryMs)
`,
    to: '',
    suffered: 'what is written so far stands still',
    tests: ['tests/queue/jobs/stage.test.ts'],
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: "source.kind === 'page' ? source.url : source.name",
    to: "source.kind === 'page' ? source.kind : source.name",
    suffered: 'a page that was handed in has no name',
    tests: ['tests/queue/jobs/index-job-pages.test.ts'],
  },
]
