// Finds and starts Chromium for the tests that drive the page. Without one they are skipped, and say so;
// with REQUIRE_SERVICES=1 they fail instead.
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** The path of the browser that is used, or null. */
function findChromium(): string | null {
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null
}

/** True when browser tests are to be skipped. @throws Error when they must not be. */
export function isBrowserMissing(): boolean {
  if (findChromium() !== null) return false
  const fix = 'No Chromium found: install the package "chromium", or set CHROMIUM_PATH to its executable'
  if (process.env.REQUIRE_SERVICES === '1') throw new Error(fix)
  process.stderr.write(`The browser tests are skipped. ${fix}\n`)
  return true
}

export function startBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('No Chromium found')
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
