import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/global-setup.ts'],
    // Starting an embedded engine takes seconds on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 180_000,
    // Each file may start engines of its own: more than two at once only slows all of them down.
    maxWorkers: 2,
    pool: 'forks',
  },
})
