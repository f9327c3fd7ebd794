// A browser for one test file, and what a person does in it. Fails the test in which the page threw or broke its own
// Content-Security-Policy. Screenshots go to SCREENSHOTS, when it names a folder.
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { startBrowser } from '../browser.ts'
import { adminToken, type StartedApp } from './start-app.ts'

export interface Tabs {
  open(look?: BrowserContextOptions): Promise<Page>
  /** Opens the page signed in with the admin token: the printed address works once. */
  visit(app: StartedApp, look?: BrowserContextOptions): Promise<Page>
}

/** To be called where tests are described. */
export function createTabs(): Tabs {
  let browser: Browser
  const closing: (() => Promise<unknown>)[] = []
  const problems: string[] = []
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
    expect(problems.splice(0)).toEqual([])
  })

  async function open(look: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look })
    closing.push(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text())
    })
    return page
  }

  return {
    open,
    async visit(app, look) {
      const page = await open(look)
      await page.request.post(`${app.origin}/signin`, { form: { token: adminToken }, headers: { origin: app.origin } })
      await page.goto(app.origin)
      return page
    },
  }
}

export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}

export const question = (page: Page) => page.getByLabel('Your question')

export async function ask(page: Page, text: string): Promise<void> {
  await question(page).fill(text)
  await question(page).press('Enter')
}

export const startNew = (page: Page) => page.getByRole('button', { name: 'New conversation' }).first().click()

/** The last answer that holds this text. */
export const answerThatSays = (page: Page, text: string) => page.locator('.assistant .prose', { hasText: text }).last()

/** A call to the API with the admin token. */
export function callApi(app: StartedApp, method: string, path: string): Promise<Response> {
  return fetch(`${app.origin}/api/v2${path}`, { method, headers: { authorization: `Bearer ${adminToken}` } })
}
