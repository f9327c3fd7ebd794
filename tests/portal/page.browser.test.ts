// Drives the page in Chromium over a handbook: answers, passages, refusals, other platforms, the phone and the dark.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isBrowserMissing } from '../browser.ts'
import { createSlackStandIn, deliver, eventBody, type SlackStandIn } from '../stand-ins/slack.ts'
import { handbook, parentsQuestion, passage } from './handbook.ts'
import { adminToken, type StartedApp, startApp } from './start-app.ts'
import { answerThatSays, ask, callApi, createTabs, question, shoot, startNew } from './tabs.ts'

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const slackSecret = 'signing-secret-of-the-page-tests'

describe.skipIf(isBrowserMissing())('the page with a handbook', () => {
  const tabs = createTabs()
  let app: StartedApp
  let slack: SlackStandIn
  beforeAll(async () => {
    slack = await createSlackStandIn({ botToken: 'xoxb-page-tests' })
    app = await startApp({
      documents: [handbook],
      environment: {
        ADMIN_TOKEN: adminToken,
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
    const page = await tabs.visit(app)
    await page.getByText('Answering from').waitFor()
    const long = `${parentsQuestion} ${'Please. '.repeat(300)}`
    await ask(page, parentsQuestion)
    await answerThatSays(page, passage).waitFor()
    expect(await page.locator('.sources .card').count()).toBe(1)
    expect(await page.locator('#live').textContent()).toContain('26 weeks')
    await shoot(page, 'answer-light')
    await ask(page, long)
    await answerThatSays(page, 'Your question was long: I read its first').waitFor()
    const words = page.locator('.words.folded')
    expect(await words.textContent()).toBe(long.trim())
    const isFolded = () => words.evaluate((element) => element.scrollHeight > element.clientHeight)
    expect(await isFolded()).toBe(true)

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
    await page.getByRole('button', { name: 'Show all' }).click()
    await words.waitFor({ state: 'detached' })
  })

  test('a conversation is renamed, found and deleted in place, and an answer copied with its sources', async () => {
    const page = await tabs.visit(app, { permissions: ['clipboard-read', 'clipboard-write'] })
    await ask(page, 'Who approves travel to another country?')
    await answerThatSays(page, 'finance lead').waitFor()
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('The answer and its sources are copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^Travel to another country .* \[1\]\n\nSources:\n\[1\] Employee handbook, Leave: “Travel to another country .*”$/,
    )
    const entry = page.locator('#conversations li', { has: page.locator('[aria-current]') })
    await entry.getByRole('button', { name: 'Rename or delete Who approves' }).click()
    await entry.getByRole('button', { name: 'Rename', exact: true }).click()
    await page.getByLabel('Title of the conversation').fill('Quagga')
    await page.keyboard.press('Enter')
    await entry.getByText('Quagga').waitFor()
    expect(await page.title()).toBe('Quagga – ragbot')
    await page.getByLabel('Search conversations').fill('finance QUAG')
    await expect.poll(() => page.locator('#conversations a').count()).toBe(1)
    await shoot(page, 'conversations-light')
    await entry.getByRole('button', { name: 'Rename or delete Quagga' }).click()
    await entry.getByRole('button', { name: 'Delete Quagga', exact: true }).click()
    await entry.getByRole('button', { name: 'Really delete Quagga?' }).click()
    await page.getByText('No conversation holds these words.').waitFor()
    await page.getByRole('heading', { name: 'Ask your documents' }).waitFor()
  })

  test('a mark opens the passage highlighted in its document; Escape closes it and gives the focus back', async () => {
    const page = await tabs.visit(app)
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

  test('code is quoted on its card without fences, with its own signs', async () => {
    const id = await app.index({
      name: 'mirror.md',
      text: '# Mirror\n\nSet the mirror:\n\n```bash\n# once\nmirror set kiwi\n```\n',
    })
    const page = await tabs.visit(app)
    await ask(page, 'How do I set the mirror?')
    await page.locator('.card').first().waitFor()
    expect(await page.locator('.card q').first().textContent()).toMatch(/# once mirror set kiwi$/)
    expect((await callApi(app, 'DELETE', `/documents/${id}`)).status).toBe(204)
  })

  test('a document that changed or went since the answer is said, with the quote', async () => {
    const quote = 'The sauna is heated on Fridays.'
    const sauna = (text: string) => app.index({ name: 'sauna.md', text: `# Sauna\n\n${text}\n` })
    const rules =
      '## Rules\n\n| Who | When |\n|---|---|\n| all | **always** |\n\n1. [Shower](https://evil.example/) <b>first</b>'
    const written = quote.replace('heated', '**heated**')
    await sauna(`${written}\n\n${rules}`)
    const page = await tabs.visit(app)
    await ask(page, 'When is the sauna heated?')
    await page.locator('.card').waitFor()
    // Markdown is shown as what it means: in the quote, beside the passage, and never as a link or an element of its own.
    expect(await page.locator('.card q').innerHTML()).toBe(quote.replace('heated', '<strong>heated</strong>'))
    await page.locator('.card').click()
    await page.locator('#panel mark').first().waitFor()
    expect((await page.locator('#panel mark').allTextContents()).join('')).toBe(quote)
    expect(await page.locator('#panel td strong').textContent()).toBe('always')
    expect(await page.locator('#panel ol li').textContent()).toBe('Shower <b>first</b>')
    expect(await page.locator('#panel a, #panel b').count()).toBe(0)
    await shoot(page, 'markdown-light')
    const id = await sauna(`Bring a towel of your own.\n\n${written}`)
    await page.locator('.card').click()
    await page.locator('#panel .document', { hasText: 'Bring a towel' }).waitFor()
    expect((await page.locator('#panel mark').allTextContents()).join('')).toBe(quote)
    await sauna('The sauna is closed now, and what it was is told in the chronicle.')
    await page.locator('.card').click()
    await page.getByText('The document has changed since this answer.').waitFor()
    expect((await callApi(app, 'DELETE', `/documents/${id}`)).status).toBe(204)
    await page.locator('.card').click()
    await page.getByText('The document was deleted or has changed').waitFor()
    expect(await page.locator('#panel blockquote').textContent()).toBe(quote)
    await shoot(page, 'deleted-light')
  })

  test('what can be clicked below an answer acts, asks for words first, and brings a list', async () => {
    await app.index({
      name: 'sabbatical.md',
      text: '# Sabbatical\n\nParental leave and a sabbatical go together, fully paid.\n',
    })
    const page = await tabs.visit(app)
    await ask(page, parentsQuestion)
    const below = page.locator('.actions').first()
    await below.getByRole('button', { name: 'Helpful', exact: true }).click()
    await below.getByText('noted as helpful').waitFor()
    await below.getByRole('button', { name: 'Report' }).click()
    const words = below.getByLabel('What is wrong with it?')
    // It is required: nothing is sent without.
    await below.getByRole('button', { name: 'Send report' }).click()
    expect(await words.evaluate((field) => (field as HTMLTextAreaElement).validity.valid)).toBe(false)
    await words.fill('It is 27 weeks.')
    await shoot(page, 'actions-light')
    await below.getByRole('button', { name: 'Send report' }).click()
    await below.getByText('the report is with whoever runs me').waitFor()
    expect(await words.count()).toBe(0)
    await below.getByLabel('More like…').selectOption({ index: 1 })
    const near = page.locator('.notice', { hasText: 'More like “Employee handbook”' })
    await near.getByText('Sabbatical').first().waitFor()
    expect(await near.locator('a').first().getAttribute('href')).toMatch(/^\/source\//)
    await page.locator('.thinking').waitFor({ state: 'detached' })
    // Read again, it is as it was.
    await page.reload()
    await page.locator('.actions').first().waitFor()
  })

  test('an unanswerable question, a greeting and commands all end in words', async () => {
    const page = await tabs.visit(app)
    await ask(page, 'Which airline does the finance lead of Mongolia fly?')
    await page.locator('.ungrounded', { hasText: "I don't know" }).waitFor()
    expect(await page.locator('.ungrounded a').first().getAttribute('href')).toMatch(/^\/source\//)
    const notices = page.locator('.notice')
    for (const [text, reply] of [
      ['hello', '/search'],
      ['thanks!', 'You’re welcome'],
      ['Help', '/search'],
      ['/help', '/search'],
      ['/status', 'Documents: 2'],
      ['/search parental leave', 'Results for “parental leave”'],
      ['/index http://192.168.7.7/leave', 'could not be indexed'],
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
    const page = await tabs.visit(app)
    await ask(page, 'What does <b>whistleblowing</b> need?')
    await page.locator('.card').waitFor()
    expect(await page.locator('#messages img, #messages b, #messages i, #messages script').count()).toBe(0)
    expect(await page.locator('.bubble').textContent()).toContain('<b>whistleblowing</b>')
    expect(await page.locator('.card strong').textContent()).toBe('<b>Evil<b>')
  })

  test('without the cookie it says where to look, and signed out it says so', async () => {
    const page = await tabs.visit(app)
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
    expect((await deliver(`${app.origin}/webhooks/slack`, eventBody({ ...event, text }), slackSecret)).status).toBe(200)
    const page = await tabs.visit(app)
    const entry = page.locator('#conversations a', { hasText: 'Slack' })
    while ((await entry.count()) === 0) await page.reload()
    await entry.click()
    await page.locator('.assistant .prose', { hasText: '26 weeks' }).waitFor()
    await page.getByText('This conversation lives in Slack').waitFor()
    expect(await question(page).isVisible()).toBe(false)
    await shoot(page, 'slack-light')

    const link = JSON.stringify(slack.posts[0]?.content).match(/http[^"|>)\\]+\/source\/[^"|>)\\]+/)?.[0] ?? ''
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
    const page = await tabs.visit(app, { ...phone, colorScheme: 'dark' })
    await page.getByText('Answering from').waitFor()
    await shoot(page, 'welcome-phone-dark')
    expect(await isSideways(page)).toBe(false)
    await ask(page, parentsQuestion)
    await page.locator('.card').first().waitFor()
    await shoot(page, 'answer-phone-dark')
    expect(await isSideways(page)).toBe(false)
    // Large enough for a thumb.
    expect(await page.locator('.mark').first().boundingBox()).toMatchObject({ width: 44, height: 44 })
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
    const page = await tabs.visit(app, { colorScheme: 'dark' })
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

const isSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

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
