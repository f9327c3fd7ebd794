import { defineConfig } from 'vitest/config'
import { WaitingFirst } from './tests/waiting-first.ts'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/global-setup.ts'],
    // Starting an embedded engine takes seconds on a busy machine.
    // Of a test that hangs: on a busy machine the longest take a minute.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Twice the cores of a small machine: tests of what stops and comes back wait most of the time, and with three workers
    // the whole took a sixth longer.
    maxWorkers: 4,
    pool: 'forks',
    // Engines of tests live for seconds: what V8 gains by compiling their WebAssembly a second time comes too late.
    execArgv: ['--liftoff-only'],
    // A file finds the modules that others have loaded: what ours keep is what they worked out, and loading took
    // a fifth.
    isolate: false,
    sequence: { sequencer: WaitingFirst },
  },
})
