// Drives the page of a fresh installation in Chromium, as on a newcomer's first day.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uploadLimitBytes } from '../../src/portal/api.ts'
import { isBrowserMissing } from '../browser.ts'
import { lines, makePdf } from '../fixtures/make-pdf.ts'
import { makeSeededFolder } from '../seeded.ts'
import { adminToken, type StartedApp, startApp } from './start-app.ts'
import { answerThatSays, ask, createTabs, question, shoot, startNew } from './tabs.ts'

describe.skipIf(isBrowserMissing())('the page of a fresh installation', () => {
  const tabs = createTabs()
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-page-'))
  let app: StartedApp
  beforeAll(async () => {
    const dataDir = await makeSeededFolder('ragbot-portal-', 'empty')
    app = await startApp({ dataDir, environment: { ADMIN_TOKEN: adminToken } })
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await app.close()
  })

  test('opens by the printed address and answers the examples from its own documentation', async () => {
    const page = await tabs.open()
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
      expect(await page.locator('#panel mark').first().textContent()).not.toBe('')
      await startNew(page)
    }
  })

  test('takes files by button and by drop, and names what fails', async () => {
    const page = await tabs.visit(app)
    const pdf = makePdf({
      pages: [
        lines('Parking', '', 'The garage closes at night.'),
        lines('Badges', '', 'A badge opens the garage at noon.'),
      ],
    })
    // From the disk: handing 32 MB to the browser over its debugging connection takes longer than the page does.
    const files: readonly (readonly [name: string, content: string | Uint8Array])[] = [
      ['refunds.md', 'A refund needs the original receipt.'],
      ['garage.pdf', pdf],
      ['photo.bin', 'a\0b'],
      ['empty.txt', ''],
      ['archive.txt', Buffer.alloc(uploadLimitBytes + 1, 'a')],
    ]
    for (const [name, content] of files) writeFileSync(join(folder, name), content)
    await page.locator('#files').setInputFiles(files.map(([name]) => join(folder, name)))
    const line = (name: string) => page.locator('#uploads li', { hasText: name })
    await line('refunds.md').getByText('indexed, 1 passage').waitFor()
    await line('garage.pdf').getByText('indexed').waitFor()
    await line('photo.bin').getByText('neither text nor a known document').waitFor()
    await line('empty.txt').getByText('the file is empty').waitFor()
    await line('archive.txt').getByText('is over 32 MB').waitFor()
    await page.getByText('Answering from 2 documents.').waitFor()
    await page.getByRole('button', { name: 'Dismiss photo.bin' }).click()
    await page.getByRole('button', { name: 'Dismiss all 2 that failed' }).click()
    expect(await page.locator('#uploads [data-state=failed]').count()).toBe(0)

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
    const listed = page.locator('.document-list li')
    await expect.poll(() => listed.count()).toBe(3)
    await page.getByLabel('Find documents').fill('TRAV')
    await expect.poll(() => listed.count()).toBe(1)
    await page.getByLabel('Find documents').fill('')
    await page.getByLabel('Kind').selectOption({ label: 'PDF (1)' })
    await expect.poll(() => listed.allTextContents()).toEqual([expect.stringMatching(/garage\.pdfPDF · \d+ passage/)])
    await page.getByLabel('State').selectOption('unread')
    await listed.getByText(/Not read: .*neither text nor a known document/).waitFor()
    await page.getByLabel('State').selectOption('ready')
    await listed.locator('.title').click()
    await page.locator('#panel .document', { hasText: 'A badge opens the garage at noon.' }).waitFor()
    await page.getByRole('button', { name: 'All documents' }).click()
    await page.getByLabel('Kind').selectOption('')
    await page.getByRole('button', { name: 'Delete refunds' }).click()
    await shoot(page, 'documents-light')
    await page.getByRole('button', { name: 'Really delete refunds?' }).click()
    await page.getByRole('button', { name: 'Documents (2)' }).waitFor()
    // Whoever works by keyboard is in the list still, and examples are of what is there.
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('title')
    await startNew(page)
    await page.getByRole('button', { name: 'What is “travel” about?' }).waitFor()
  })

  test('a long paste may become a document or a question, and does not replace one that begins like it', async () => {
    const page = await tabs.visit(app)
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
    for (const name of [/^Holiday rules\.md.*indexed/, /^Holiday rules \(2\)\.md.*indexed/])
      await page.locator('#uploads li', { hasText: name }).waitFor()
    await page.getByRole('button', { name: 'Documents (4)' }).waitFor()
    await paste('why '.repeat(200))
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    expect(await question(page).inputValue()).toBe('why '.repeat(200))
  })
})
