// A reader of pages and a website on loopback, a new one a test: its own host is the one that the operator allowed.
import { afterEach, beforeEach, expect } from 'vitest'
import type { Validators } from '../../../src/model.ts'
import { createPageReader, type WebOptions } from '../../../src/rag/fetch/pages.ts'
import { startWebsite, type Website } from '../../stand-ins/website.ts'

const timeouts = { connectMs: 500, firstByteMs: 500, totalMs: 2_000 }
export const now = Date.parse('2026-02-01T00:00:00Z')

export const failure = (code: string, message?: RegExp, uri?: string) =>
  expect.objectContaining({
    uri: uri ?? expect.any(String),
    error: { code, message: message ? expect.stringMatching(message) : expect.any(String) },
  })

/** A website for each test of the file that calls it, and what reads it. */
export function useWebsite() {
  let site: Website
  beforeEach(async () => {
    site = await startWebsite()
  })
  afterEach(() => site.close())

  function createReader(options: Partial<WebOptions> = {}) {
    return createPageReader({ allowedHosts: [site.host], maxBytes: 2_000_000, timeouts, now: () => now, ...options })
  }

  async function readAll(
    url: string,
    {
      read = createReader(),
      known = {},
    }: { read?: ReturnType<typeof createReader>; known?: Record<string, Validators> } = {},
  ) {
    return Array.fromAsync(read(url, { validatorsOf: async (key) => known[key] ?? null }))
  }

  const paths = () => site.requests.map(({ path }) => path)
  return { site: () => site, createReader, readAll, paths }
}
