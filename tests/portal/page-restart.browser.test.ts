// Drives the page in Chromium while the app behind it goes and comes back.
import { describe, expect, onTestFinished, test } from 'vitest'
import { isBrowserMissing } from '../browser.ts'
import { handbook, parentsQuestion, passage } from './handbook.ts'
import { adminToken, type StartOptions, startApp } from './start-app.ts'
import { answerThatSays, ask, callApi, createTabs, shoot, startNew } from './tabs.ts'

describe.skipIf(isBrowserMissing())('the page through restarts', () => {
  const tabs = createTabs()
  const environment = { ADMIN_TOKEN: adminToken }

  test('a restart loses no question: what was asked before, while and after it is down ends in words', async () => {
    // Without workers nothing is answered.
    let app = await startApp({ environment, documents: [handbook], roles: ['bots', 'portal'] })
    onTestFinished(() => app.close())
    const page = await tabs.visit(app)
    const restart = async (options: StartOptions = {}) => {
      await app.stop()
      app = await startApp({ environment, dataDir: app.dataDir, port: app.port, ...options })
    }
    await ask(page, parentsQuestion)
    await page.locator('.thinking').waitFor()
    await page.clock.setSystemTime(Date.now() + 11_000)
    await page.getByText('Still working on it.').first().waitFor()
    await shoot(page, 'thinking-light')
    await page.clock.setSystemTime(Date.now())
    await restart()
    await page.reload()
    await answerThatSays(page, passage).waitFor()

    await startNew(page)
    await ask(page, 'hello')
    await page.locator('.notice', { hasText: '/search' }).waitFor()
    const greeting = page.url()
    await startNew(page)
    await app.stop()
    await ask(page, parentsQuestion)
    await page.getByText('ragbot cannot be reached.', { exact: false }).first().waitFor()
    await page.getByText('Not sent yet').waitFor()
    await shoot(page, 'offline-light')
    await restart()
    // It tries again by itself, too, and may be first.
    await Promise.race([
      page.getByRole('button', { name: 'Retry now' }).click(),
      answerThatSays(page, passage).waitFor(),
    ])
    await answerThatSays(page, passage).waitFor()
    await page.locator('#banner').waitFor({ state: 'hidden' })
    expect(await page.locator('.bubble').count()).toBe(1)
    const { conversations } = (await (await callApi(app, 'GET', '/conversations')).json()) as {
      conversations: unknown[]
    }
    // A greeting is none.
    expect(conversations).toHaveLength(2)

    // A private reason is no part of the transcript, and is there all the same.
    await page.goto(greeting)
    await page.reload()
    await page.locator('.notice', { hasText: '/search' }).waitFor()
    expect(await page.locator('.thinking').count()).toBe(0)

    await restart({ roles: ['bots', 'portal'] })
    await startNew(page)
    await ask(page, parentsQuestion)
    await page.locator('.thinking').waitFor()
    await page.clock.setSystemTime(Date.now() + 6 * 60_000)
    await page.getByText('No answer came to this question.').first().waitFor()
    expect(await page.locator('.thinking').count()).toBe(0)
    await shoot(page, 'unanswered-light')
  })
})
