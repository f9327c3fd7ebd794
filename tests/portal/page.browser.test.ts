// Drives the page of the real app in Chromium as a newcomer would. Screenshots go to SCREENSHOTS, when it names a folder.
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isBrowserMissing, startBrowser } from '../browser.ts'
import { lines, makePdf } from '../fixtures/make-pdf.ts'
import { createSlackStandIn, deliver, eventBody, type SlackStandIn } from '../stand-ins/slack.ts'
import { handbook, parentsQuestion, passage } from './handbook.ts'
import { adminToken, type StartedApp, type StartOptions, startApp } from './start-app.ts'

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const slackSecret = 'signing-secret-of-the-page-tests'

describe.skipIf(isBrowserMissing())('the chat page', { timeout: 60_000 }, () => {
  let browser: Browser
  const closing: (() => Promise<unknown>)[] = []
  const problems: string[] = []

  beforeAll(async () => {
    browser = await startBrowser()
  }, 60_000)
  afterAll(() => browser.close())
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
    expect(problems.splice(0)).toEqual([])
  })

  async function openTab(look: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look })
    closing.push(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text())
    })
    return page
  }

  /** The printed address works once, so whoever comes later signs in. */
  async function visit(app: StartedApp, look: BrowserContextOptions = {}): Promise<Page> {
    const page = await openTab(look)
    await page.request.post(`${app.origin}/signin`, { form: { token: adminToken }, headers: { origin: app.origin } })
    await page.goto(app.origin)
    return page
  }

  const start = (options: StartOptions = {}) =>
    startApp({ ...options, environment: { ADMIN_TOKEN: adminToken, ...options.environment } })
  const call = (app: StartedApp, method: string, path: string) =>
    fetch(`${app.origin}/api/v2${path}`, { method, headers: { authorization: `Bearer ${adminToken}` } })
  const shoot = async (page: Page, name: string) => {
    const folder = process.env.SCREENSHOTS
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
  }
  const question = (page: Page) => page.getByLabel('Your question')
  const ask = async (page: Page, text: string) => {
    await question(page).fill(text)
    await question(page).press('Enter')
  }
  const startNew = (page: Page) => page.getByRole('button', { name: 'New conversation' }).first().click()
  const answerThatSays = (page: Page, text: string) => page.locator('.assistant .prose', { hasText: text }).last()
  const isSideways = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

  // One after the other on one app, as on a newcomer's first day.
  describe('of a fresh installation', () => {
    let app: StartedApp
    beforeAll(async () => {
      app = await start()
    })
    afterAll(() => app.close())

    test('opens by the printed address and answers the examples from its own documentation', async () => {
      const page = await openTab()
      await page.goto(app.url ?? '')
      await page.getByText('Answering from ragbot’s own documentation until you add yours.').waitFor()
      expect(new URL(page.url()).search).toBe('')
      await shoot(page, 'welcome-light')
      const examples = await page.locator('#examples button').allTextContents()
      expect(examples).toHaveLength(3)
      for (const example of examples) {
        await page.getByRole('button', { name: example, exact: true }).click()
        await page.locator('.bubble', { hasText: example }).waitFor()
        await answerThatSays(page, 'this comes from ragbot').waitFor()
        await page.locator('.card').first().click()
        expect(await page.locator('#panel mark').textContent()).not.toBe('')
        await startNew(page)
      }
    })

    test('takes files by button and by drop, and names what fails', async () => {
      const page = await visit(app)
      const pdf = makePdf({
        pages: [
          lines('Parking', '', 'The garage closes at night.'),
          lines('Badges', '', 'A badge opens the garage at noon.'),
        ],
      })
      await page.locator('#files').setInputFiles([
        { name: 'refunds.md', mimeType: 'text/markdown', buffer: Buffer.from('A refund needs the original receipt.') },
        { name: 'garage.pdf', mimeType: 'application/pdf', buffer: Buffer.from(pdf) },
        { name: 'photo.bin', mimeType: 'application/octet-stream', buffer: Buffer.from('a\0b') },
        { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.from('') },
      ])
      const line = (name: string) => page.locator('#uploads li', { hasText: name })
      await line('refunds.md').getByText('indexed, 1 chunk').waitFor()
      await line('garage.pdf').getByText('indexed').waitFor()
      await line('photo.bin').getByText('neither text nor a known document').waitFor()
      await line('empty.txt').getByText('the file is empty').waitFor()
      await page.getByText('Answering from 2 documents.').waitFor()

      const data = await page.evaluateHandle(() => {
        const transfer = new DataTransfer()
        transfer.items.add(
          new File(['Travel abroad is approved by the finance lead.'], 'travel.md', { type: 'text/markdown' }),
        )
        return transfer
      })
      await page.dispatchEvent('main', 'dragenter', { dataTransfer: data })
      await page.getByText('Drop to add to your documents').waitFor()
      await shoot(page, 'uploads-light')
      await page.dispatchEvent('main', 'drop', { dataTransfer: data })
      await line('travel.md').getByText('indexed').waitFor()
      await ask(page, 'Who approves travel abroad?')
      await answerThatSays(page, 'finance lead').waitFor()
      await ask(page, 'When does a badge open the garage?')
      await answerThatSays(page, 'at noon').waitFor()
      await page.locator('.card', { hasText: 'Page 2' }).click()
      await page.locator('#panel mark').waitFor()
      expect(await page.locator('#panel-place').textContent()).toContain('Page 2')

      await page.getByRole('button', { name: 'Documents (3)' }).click()
      await page.getByRole('button', { name: 'Delete refunds' }).click()
      await shoot(page, 'documents-light')
      await page.getByRole('button', { name: 'Delete refunds' }).click()
      await page.getByRole('button', { name: 'Documents (2)' }).waitFor()
    })

    test('a long paste may become a document or a question, and does not replace one that begins like it', async () => {
      const page = await visit(app)
      const paste = (text: string) =>
        question(page).evaluate((field, pasted) => {
          const clipboardData = new DataTransfer()
          clipboardData.setData('text/plain', pasted)
          field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
        }, text)
      for (const rule of ['Everyone has 30 days of holiday.', 'Nobody carries a day over.']) {
        await paste(`Holiday rules\n\n${`${rule} `.repeat(20)}`)
        await page.getByText(/You pasted \d+ characters/).waitFor()
        await shoot(page, 'paste-light')
        await page.getByRole('button', { name: 'Add as document' }).click()
      }
      await page
        .locator('#uploads li', { hasText: /^Holiday rules \(\w+\)\.md.*indexed/ })
        .nth(1)
        .waitFor()
      await page.getByRole('button', { name: 'Documents (4)' }).waitFor()
      await paste('why '.repeat(200))
      await page.getByRole('button', { name: 'Ask', exact: true }).click()
      expect(await question(page).inputValue()).toBe('why '.repeat(200))
    })
  })

  describe('with a handbook', () => {
    let app: StartedApp
    let slack: SlackStandIn
    beforeAll(async () => {
      slack = await createSlackStandIn({ botToken: 'xoxb-page-tests' })
      app = await start({
        documents: [handbook],
        environment: {
          SLACK_SIGNING_SECRET: slackSecret,
          SLACK_BOT_TOKEN: 'xoxb-page-tests',
          SLACK_API_URL: slack.apiUrl,
        },
      })
    })
    afterAll(async () => {
      await app.close()
      await slack.close()
    })

    test('answers with its source, and keeps place and transcript on reload', async () => {
      const page = await visit(app)
      await page.getByText('Answering from').waitFor()
      const long = `${parentsQuestion} ${'Please. '.repeat(300)}`
      await ask(page, parentsQuestion)
      await answerThatSays(page, passage).waitFor()
      expect(await page.locator('.sources .card').count()).toBe(1)
      expect(await page.locator('#live').textContent()).toContain('26 weeks')
      await shoot(page, 'answer-light')
      await ask(page, long)
      await answerThatSays(page, 'Your question was long: I read its first').waitFor()

      const shown = await page.locator('#messages').innerHTML()
      expect(page.url()).toMatch(/#[\da-f-]{36}$/)
      await page.reload()
      await answerThatSays(page, 'Your question was long').waitFor()
      expect(await page.locator('#messages').innerHTML()).toBe(shown)
      const entry = page.locator('#conversations a[aria-current=page]')
      expect(await entry.textContent()).toContain(parentsQuestion)

      const href = await entry.getAttribute('href')
      await startNew(page)
      await page.getByRole('heading', { name: 'Ask your documents' }).waitFor()
      await page.locator(`#conversations a[href="${href}"]`).click()
      await answerThatSays(page, 'Your question was long').waitFor()
      expect(await page.locator('#messages').innerHTML()).toBe(shown)
    })

    test('a mark opens the passage highlighted in its document; Escape closes it and gives the focus back', async () => {
      const page = await visit(app)
      await ask(page, parentsQuestion)
      const mark = page.getByRole('button', { name: 'Source 1: Employee handbook' }).first()
      await mark.focus()
      await mark.press('Enter')
      const highlighted = page.locator('#panel mark')
      await highlighted.waitFor()
      expect(await highlighted.textContent()).toBe(passage)
      expect(await page.locator('#panel .document').textContent()).toContain('Meetings, paragraph 1')
      expect(await isInView(page, '#panel mark')).toBe(true)
      await shoot(page, 'passage-light')
      await page.keyboard.press('Escape')
      await page.locator('#panel').waitFor({ state: 'hidden' })
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('mark')

      await mark.press('Enter')
      await highlighted.waitFor()
      await page.locator('.card').first().click()
      await page.keyboard.press('Escape')
      await page.locator('#panel').waitFor({ state: 'hidden' })
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('card')
    })

    test('a document that changed or went since the answer is said, with the quote', async () => {
      const quote = 'The sauna is heated on Fridays.'
      const sauna = (text: string) => app.index({ name: 'sauna.md', text: `# Sauna\n\n${text}\n` })
      await sauna(quote)
      const page = await visit(app)
      await ask(page, 'When is the sauna heated?')
      await page.locator('.card').waitFor()
      const id = await sauna(`Bring a towel of your own.\n\n${quote}`)
      await page.locator('.card').click()
      expect(await page.locator('#panel mark').textContent()).toBe(quote)
      await sauna('The sauna is closed now, and what it was is told in the chronicle.')
      await page.locator('.card').click()
      await page.getByText('The document has changed since this answer.').waitFor()
      expect((await call(app, 'DELETE', `/documents/${id}`)).status).toBe(204)
      await page.locator('.card').click()
      await page.getByText('The document was deleted or has changed').waitFor()
      expect(await page.locator('#panel blockquote').textContent()).toBe(quote)
      await shoot(page, 'deleted-light')
    })

    test('an unanswerable question, a greeting and commands all end in words', async () => {
      const page = await visit(app)
      await ask(page, 'Which airline does the finance lead of Mongolia fly?')
      await page.locator('.ungrounded', { hasText: "I don't know" }).waitFor()
      expect(await page.locator('.ungrounded a').first().getAttribute('href')).toMatch(/^\/source\//)
      const notices = page.locator('.notice')
      for (const [text, reply] of [
        ['hello', '/search'],
        ['/help', '/search'],
        ['/status', 'document'],
        ['/search parental leave', 'Best matches for parental leave'],
        ['/index https://wiki.example.com/leave', 'was not indexed'],
      ] as const) {
        const before = await notices.count()
        await ask(page, text)
        await notices.nth(before).waitFor()
        expect([text, await notices.nth(before).textContent()]).toEqual([text, expect.stringContaining(reply)])
      }
      await page.locator('.thinking').waitFor({ state: 'detached' })
      await shoot(page, 'notices-light')
    })

    test('what the server shows is text: markup in a question, a title or a text stays visible', async () => {
      await app.index({
        name: '<b>Evil<b>.txt',
        text: '<img src=x onerror="document.title=1"> Whistleblowing needs <b>courage</b> and a witness.',
      })
      const page = await visit(app)
      await ask(page, 'What does <b>whistleblowing</b> need?')
      await page.locator('.card').waitFor()
      expect(await page.locator('#messages img, #messages b, #messages i, #messages script').count()).toBe(0)
      expect(await page.locator('.bubble').textContent()).toContain('<b>whistleblowing</b>')
      expect(await page.locator('.card strong').textContent()).toBe('<b>Evil<b>')
    })

    test('without the cookie it says where to look, and signed out it says so', async () => {
      const page = await visit(app)
      await page.getByText('Answering from').waitFor()
      await page.context().clearCookies()
      await ask(page, parentsQuestion)
      await page.locator('#banner', { hasText: 'You are signed out' }).waitFor()
      await shoot(page, 'signed-out-light')
      const response = await page.goto(`${app.origin}/`)
      expect(response?.status()).toBe(401)
      await shoot(page, 'door-light')
      await page.getByLabel('paste the admin token').fill('wrong')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('That is not the admin token.').waitFor()
      await page.getByLabel('paste the admin token').fill(adminToken)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('Answering from').waitFor()
    })

    test('a conversation from Slack is read here and continued there; its source opens without a session', async () => {
      const ts = '1790000000.000100'
      const event = { type: 'app_mention', user: 'U1', channel: 'C1', channel_type: 'channel', ts, event_ts: ts }
      const text = `<@${slack.botUserId}> How long is parental leave here?`
      expect((await deliver(`${app.origin}/webhooks/slack`, eventBody({ ...event, text }), slackSecret)).status).toBe(
        200,
      )
      const page = await visit(app)
      const entry = page.locator('#conversations a', { hasText: 'Slack' })
      while ((await entry.count()) === 0) await page.reload()
      await entry.click()
      await page.locator('.assistant .prose', { hasText: '26 weeks' }).waitFor()
      await page.getByText('This conversation lives in Slack').waitFor()
      expect(await question(page).isVisible()).toBe(false)
      await shoot(page, 'slack-light')

      const link = JSON.stringify(slack.posts[0]?.content).match(/http[^"|>\\]+\/source\/[^"|>\\]+/)?.[0] ?? ''
      await page.context().clearCookies()
      expect(link).toMatch(/#passage$/)
      await page.goto(link)
      expect(await page.locator('mark').textContent()).toBe(passage)
      expect(await isInView(page, 'mark')).toBe(true)
      expect(await page.locator('mark').evaluate((mark) => getComputedStyle(mark).backgroundColor)).toBe(
        'rgb(255, 229, 138)',
      )
      await shoot(page, 'source-light')
    })

    test('works at phone width and in the dark, by keyboard', async () => {
      const page = await visit(app, { ...phone, colorScheme: 'dark' })
      await page.getByText('Answering from').waitFor()
      await shoot(page, 'welcome-phone-dark')
      expect(await isSideways(page)).toBe(false)
      await ask(page, parentsQuestion)
      await page.locator('.card').first().waitFor()
      await shoot(page, 'answer-phone-dark')
      expect(await isSideways(page)).toBe(false)
      await page.locator('.mark').first().click()
      await page.locator('#panel mark').waitFor()
      expect(await isInView(page, '#panel mark')).toBe(true)
      await shoot(page, 'passage-phone-dark')
      await page.getByRole('button', { name: 'Close' }).click()
      await page.locator('#panel').waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Conversations' }).click()
      await page.locator('#conversations a').first().waitFor({ state: 'visible' })
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('new')
      await shoot(page, 'drawer-phone-dark')
      await page.keyboard.press('Escape')
      await page.locator('#conversations a').first().waitFor({ state: 'hidden' })
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('menu')
    })

    test('in the dark, text and marks keep their contrast', async () => {
      const page = await visit(app, { colorScheme: 'dark' })
      await ask(page, parentsQuestion)
      await page.locator('.card').first().click()
      await page.locator('#panel mark').waitFor()
      await shoot(page, 'passage-dark')
      for (const selector of ['.prose', '.bubble', '.card q', '.mark', '#panel mark', '#keys', '.send', '#new']) {
        expect([selector, await contrast(page, selector)]).toEqual([
          selector,
          expect.toSatisfy((ratio: number) => ratio >= 4.5),
        ])
      }
    })
  })

  test('a restart loses no question: what was asked before, while and after it is down ends in words', async () => {
    // Without workers nothing is answered.
    let app = await start({ documents: [handbook], roles: ['bots', 'portal'] })
    closing.push(() => app.close())
    const page = await visit(app)
    const restart = async (options: StartOptions = {}) => {
      await app.stop()
      app = await start({ dataDir: app.dataDir, port: app.port, ...options })
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
    const { conversations } = (await (await call(app, 'GET', '/conversations')).json()) as { conversations: unknown[] }
    expect(conversations).toHaveLength(3)

    // The reason was private and went with the process that gave it.
    await page.goto(greeting)
    await page.reload()
    await page.locator('.thinking').waitFor()
    await page.clock.setSystemTime(Date.now() + 6 * 60_000)
    await page.getByText('No answer came to this question.').first().waitFor()
    expect(await page.locator('.thinking').count()).toBe(0)
    await shoot(page, 'unanswered-light')
  })
})

async function isInView(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  })
}

/** WCAG's ratio of an element's text to the nearest opaque background: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
async function contrast(page: Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
      const luminance = (color: string) => {
        const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
          const part = value / 255
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
      }
      let behind: Element | null = element
      while (behind && channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement
      const text = luminance(getComputedStyle(element).color)
      const ground = luminance(behind ? getComputedStyle(behind).backgroundColor : 'rgb(255, 255, 255)')
      return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05)
    })
}
