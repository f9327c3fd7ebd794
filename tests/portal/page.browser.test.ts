// Drives the page in Chromium as a newcomer would. Screenshots go to SCREENSHOTS, when it names a folder.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isBrowserMissing, startBrowser } from '../browser.ts'
import { handbook, passage } from './handbook.ts'
import { type StartedApp, type StartOptions, startApp } from './start-app.ts'

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

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

  async function open(options: StartOptions = {}, look: BrowserContextOptions = {}) {
    const app = await startApp({ documents: [handbook], ...options })
    closing.push(() => app.close())
    return { app, page: await visit(app, look) }
  }

  async function visit(app: StartedApp, look: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look })
    closing.push(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text())
    })
    await page.goto(app.url ?? '')
    return page
  }

  const shoot = async (page: Page, name: string) => {
    const folder = process.env.SCREENSHOTS
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
  }
  const question = (page: Page) => page.getByLabel('Your question')
  const ask = async (page: Page, text: string) => {
    await question(page).fill(text)
    await question(page).press('Enter')
  }
  const isSideways = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

  test('says what is indexed, answers a clicked example with its source, and keeps the place on reload', async () => {
    const { page } = await open()
    await page.getByText('Answering from 1 document.').waitFor()
    expect(new URL(page.url()).search).toBe('')
    await shoot(page, 'welcome-light')
    await page.getByRole('button', { name: 'How long is parental leave?' }).click()
    await page.locator('.bubble', { hasText: 'How long is parental leave?' }).waitFor()
    await page.locator('.assistant .prose', { hasText: passage }).waitFor()
    expect(await page.locator('.sources .card').count()).toBe(1)
    expect(await page.locator('#live').textContent()).toContain('26 weeks')
    await shoot(page, 'answer-light')

    const shown = await page.locator('#messages').innerHTML()
    expect(page.url()).toMatch(/#[\da-f-]{36}$/)
    await page.reload()
    await page.locator('.assistant .prose', { hasText: passage }).waitFor()
    expect(await page.locator('#messages').innerHTML()).toBe(shown)
    const entry = page.locator('#conversations a')
    expect(await entry.textContent()).toContain('How long is parental leave?')
    expect(await entry.getAttribute('aria-current')).toBe('page')

    await page.getByRole('button', { name: 'New conversation' }).first().click()
    await page.getByRole('heading', { name: 'Ask your documents' }).waitFor()
    await entry.click()
    await page.locator('.assistant .prose', { hasText: passage }).waitFor()
  })

  test('a mark opens the passage highlighted in its document; Escape closes it and gives the focus back', async () => {
    const { page } = await open()
    await ask(page, 'How long is parental leave?')
    const mark = page.getByRole('button', { name: 'Source 1: Employee handbook' })
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
    await page.locator('.card').click()
    await page.keyboard.press('Escape')
    await page.locator('#panel').waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('card')
  })

  test('a document that changed or went since the answer is said, with the quote', async () => {
    const { app, page } = await open()
    await ask(page, 'How long is parental leave?')
    await page.locator('.card').waitFor()
    const moved = `One line more.\n${handbook.text}`
    app.store.documents.set('handbook', { ...handbook, text: moved })
    await page.locator('.card').click()
    expect(await page.locator('#panel mark').textContent()).toBe(passage)
    app.store.documents.set('handbook', { ...handbook, text: moved.replace(passage, 'x'.repeat(passage.length)) })
    await page.locator('.card').click()
    await page.getByText('The document has changed since this answer.').waitFor()
    app.store.documents.delete('handbook')
    await page.locator('.card').click()
    await page.getByText('The document was deleted or has changed').waitFor()
    expect(await page.locator('#panel blockquote').textContent()).toBe(passage)
  })

  test('takes files by button and by drop, and names what fails', async () => {
    const { page } = await open({ documents: [] })
    await page.getByText('Answering from ragbot’s own documentation until you add yours.').waitFor()
    await page.locator('#files').setInputFiles([
      { name: 'refunds.md', mimeType: 'text/markdown', buffer: Buffer.from('A refund needs the original receipt.') },
      { name: 'photo.bin', mimeType: 'application/octet-stream', buffer: Buffer.from('a\0b') },
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.from('') },
    ])
    await page.locator('#uploads li', { hasText: 'refunds.md' }).getByText('indexed, 1 chunk').waitFor()
    await page.getByText('photo.bin is neither text nor a PDF').waitFor()
    await page.locator('#uploads li', { hasText: 'empty.txt' }).getByText('the file is empty').waitFor()
    await page.getByText('Answering from 1 document.').waitFor()

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
    await page.locator('#uploads li', { hasText: 'travel.md' }).getByText('indexed').waitFor()
    await ask(page, 'Who has approved this?')
    await page.locator('.assistant .prose', { hasText: 'finance lead' }).waitFor()

    await page.getByRole('button', { name: 'Documents (2)' }).click()
    await page.getByRole('button', { name: 'Delete refunds' }).click()
    await shoot(page, 'documents-light')
    await page.getByRole('button', { name: 'Delete refunds' }).click()
    await page.getByRole('button', { name: 'Documents (1)' }).waitFor()
  })

  test('a long paste may become a document or a question', async () => {
    const { page } = await open({ documents: [] })
    const paste = (text: string) =>
      question(page).evaluate((field, pasted) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', pasted)
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, text)
    await paste(`Holiday rules\n${'Everyone has 30 days of holiday. '.repeat(20)}`)
    await page.getByText(/You pasted \d+ characters/).waitFor()
    await shoot(page, 'paste-light')
    await page.getByRole('button', { name: 'Add as document' }).click()
    await page.locator('#uploads li', { hasText: 'Holiday rules.md' }).getByText('indexed').waitFor()
    await paste('why '.repeat(200))
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    expect(await question(page).inputValue()).toBe('why '.repeat(200))
  })

  test('an unanswerable question, a private reason and a command all end in words', async () => {
    const { page } = await open()
    await ask(page, 'What is the capital of Mongolia?')
    await page.locator('.ungrounded', { hasText: "I don't know" }).waitFor()
    expect(await page.locator('.ungrounded a').getAttribute('href')).toMatch(/^\/source\//)
    await ask(page, 'Please explode')
    await page.locator('.notice', { hasText: 'trace-1' }).waitFor()
    await ask(page, '/help')
    await page.locator('.notice', { hasText: '/search' }).waitFor()
    expect(await page.locator('.thinking').count()).toBe(0)
    await shoot(page, 'refusal-light')
    await page.locator('#messages').evaluate((list) => list.scrollIntoView())
  })

  test('what the server shows is text: markup in a question, a title or an answer stays visible', async () => {
    const evil = '<img src=x onerror="document.title=1"> Leaving <b>early</b>.'
    const { page } = await open({ documents: [{ id: 'evil', title: '<i>Evil</i>', text: evil }] })
    await ask(page, '<script>1</script> leaving?')
    await page.locator('.assistant').waitFor()
    expect(await page.locator('#messages img, #messages b, #messages i, #messages script').count()).toBe(0)
    expect(await page.locator('.card strong').textContent()).toBe('<i>Evil</i>')
  })

  test('a question asked while ragbot is down goes out once when it is back', async () => {
    const key = randomBytes(32)
    const { app, page } = await open({ key })
    await page.getByText('Answering from').waitFor()
    await app.close()
    await ask(page, 'How long is parental leave?')
    await page.getByText('ragbot cannot be reached.', { exact: false }).first().waitFor()
    await page.getByText('Not sent yet').waitFor()
    await shoot(page, 'offline-light')
    const again = await startApp({ key, port: app.port, store: app.store })
    closing.push(() => again.close())
    await page.getByRole('button', { name: 'Retry now' }).click()
    await page.locator('.assistant .prose', { hasText: passage }).waitFor()
    await page.locator('#banner').waitFor({ state: 'hidden' })
    expect(again.taken()).toBe(1)
    expect(await page.locator('.bubble').count()).toBe(1)
  })

  test('an answer that was under way comes after a reload', async () => {
    const { page } = await open({ answerDelayMs: 4_000 })
    await ask(page, 'How long is parental leave?')
    await page.locator('.thinking').waitFor()
    await page.clock.setSystemTime(Date.now() + 11_000)
    await page.getByText('Still working on it.').first().waitFor()
    await shoot(page, 'thinking-light')
    await page.clock.setSystemTime(Date.now())
    await page.reload()
    await page.locator('.thinking').waitFor()
    await page.locator('.assistant .prose', { hasText: passage }).waitFor()
  })

  test('without the cookie it says where to look, and signed out it says so', async () => {
    const { app, page } = await open({ adminToken: 'secret-token' })
    await page.getByText('Answering from').waitFor()
    await page.context().clearCookies()
    await ask(page, 'How long is parental leave?')
    await page.locator('#banner', { hasText: 'You are signed out' }).waitFor()
    await shoot(page, 'signed-out-light')
    const response = await page.goto(app.origin)
    expect(response?.status()).toBe(401)
    await shoot(page, 'door-light')
    await page.getByLabel('paste the admin token').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('That is not the admin token.').waitFor()
    await page.getByLabel('paste the admin token').fill('secret-token')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Answering from').waitFor()
  })

  test('a source link opens the marked passage for someone without a session', async () => {
    const { app, page } = await open()
    await page.context().clearCookies()
    const start = handbook.text.indexOf(passage)
    await page.goto(app.links.linkTo('handbook', start, start + passage.length))
    expect(await page.locator('mark').textContent()).toBe(passage)
    expect(await isInView(page, 'mark')).toBe(true)
    expect(await page.locator('mark').evaluate((mark) => getComputedStyle(mark).backgroundColor)).toBe(
      'rgb(255, 229, 138)',
    )
    await shoot(page, 'source-light')
  })

  test('conversations of other places are read here, not continued', async () => {
    const { app, page } = await open()
    const id = '11111111-1111-4111-8111-111111111111'
    app.store.summaries.set(id, { platform: 'slack', title: 'From Slack' })
    app.store.append(id, {
      role: 'user',
      kind: 'user',
      contentMarkdown: 'Hello',
      displayMarkdown: 'Hello',
      citations: [],
    })
    app.store.append(id, {
      role: 'assistant',
      kind: 'assistant',
      contentMarkdown: 'Hi',
      displayMarkdown: 'Hi',
      citations: [],
    })
    await page.reload()
    await page.locator('#conversations a', { hasText: 'From Slack' }).click()
    await page.getByText('This conversation lives in Slack').waitFor()
    expect(await question(page).isVisible()).toBe(false)
  })

  test('works at phone width and in the dark, by keyboard', async () => {
    const { page } = await open({}, { ...phone, colorScheme: 'dark' })
    await page.getByText('Answering from').waitFor()
    await shoot(page, 'welcome-phone-dark')
    expect(await isSideways(page)).toBe(false)
    await ask(page, 'How long is parental leave?')
    await page.locator('.card').waitFor()
    await shoot(page, 'answer-phone-dark')
    expect(await isSideways(page)).toBe(false)
    await page.locator('.mark').first().click()
    await page.locator('#panel mark').waitFor()
    expect(await isInView(page, '#panel mark')).toBe(true)
    await shoot(page, 'passage-phone-dark')
    await page.getByRole('button', { name: 'Close' }).click()
    await page.locator('#panel').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Conversations' }).click()
    await page.locator('#conversations a').waitFor({ state: 'visible' })
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('new')
    await shoot(page, 'drawer-phone-dark')
    await page.keyboard.press('Escape')
    await page.locator('#conversations a').waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('menu')
  })

  test('in the dark, text and marks keep their contrast', async () => {
    const { page } = await open({}, { colorScheme: 'dark' })
    await ask(page, 'How long is parental leave?')
    await page.locator('.card').click()
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
