// What people see of the engine's newer gifts, in the whole app: answers that grow, what was left out, limits that cannot
// be read, pages that are indexed or summarized, threads in short.
import { afterEach, expect, test, vi } from 'vitest'
import { type OfficeOptions, openOffice } from './office.ts'
import { createOpenAiStandIn } from './stand-ins/openai.ts'
import { startWebsite } from './stand-ins/website.ts'

const waiting = { timeout: 60_000, interval: 20 }
const releasers: (() => unknown)[] = []
afterEach(async () => {
  for (const release of releasers.splice(0).reverse()) await release()
})

async function open(options: OfficeOptions = {}) {
  const office = await openOffice(options)
  releasers.push(() => office[Symbol.asyncDispose]())
  return office
}

async function openWebsite() {
  const website = await startWebsite()
  releasers.push(() => website.close())
  return website
}

const cafeteria =
  'The cafeteria of the office opens at eight. The cafeteria of the office closes at three. Breakfast in the cafeteria is free on Fridays.'
const question = 'When does the cafeteria of the office open?'

test('an answer that is written slowly grows where it will stand, in one message, and says what was left out of it', async () => {
  const model = await createOpenAiStandIn(() => ({
    kind: 'text',
    text: 'The cafeteria of the office opens at eight [1]. The cafeteria of the office closes at three [1]. The cafeteria was built by giants from Jupiter [1].',
    pieceChars: 6,
    pauseMs: 120,
  }))
  releasers.push(() => model.close())
  const environment = { OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'writer' }
  const { index, mention, command, api, slack, answerTo } = await open({ environment, placeholderAfterMs: 300 })
  await index('workspace', 'cafeteria.md', cafeteria)
  await mention(question)
  const asked = await command('ask', { question })
  const path = `/conversations/${crypto.randomUUID()}`
  await api(`${path}/messages`, { client_message_id: '1', device_id: 'd', content_markdown: question })

  const states = new Set<string>()
  const soFar = new Set<unknown>()
  await vi.waitFor(async () => {
    states.add(JSON.stringify(slack.posts.map(({ content }) => content)))
    soFar.add((await api(`${path}/notices`)).so_far)
    expect(JSON.stringify(slack.posts)).toContain('Sources')
    expect(answerTo(asked)).toContain('left out')
    expect((await api(`${path}/messages`)).messages).toHaveLength(2)
  }, waiting)
  expect(slack.posts).toHaveLength(1)
  const growing = [...states].filter((state) => state.includes('Still writing'))
  expect(growing.length).toBeGreaterThan(0)
  expect(growing.join()).toContain('opens at eight')
  expect(growing.join()).not.toMatch(/\[\d\]|Jupiter/)
  expect([...soFar].join()).toContain('opens at eight')
  expect((await api(`${path}/notices`)).so_far).toBeUndefined()
  const { messages } = (await api(`${path}/messages`)) as { messages: { display_markdown: string }[] }
  expect(messages[1]!.display_markdown).toMatch(/1 sentence of the model's answer was left out/)
  expect(JSON.stringify(slack.posts)).toMatch(/1 sentence of the model’?'?s answer was left out/)
})

test('a limit of a search that cannot be read is told at once, to the asker alone', async () => {
  const { index, command, answerTo, write, teams } = await open()
  await index('workspace', 'cafeteria.md', cafeteria)
  const asked = await command('search', { query: 'cafeteria after:yesterday' })
  await write('search cafeteria after:yesterday')
  await vi.waitFor(() => {
    expect(answerTo(asked)).toMatch(/after:2026-01/)
    expect(JSON.stringify(teams.posts)).toMatch(/after:2026-01/)
  }, waiting)
  expect(answerTo(asked) + JSON.stringify(teams.posts)).not.toMatch(/[Tt]race/)
})

test('a sitemap is indexed with its pages, what failed of it is named, and a page can be summarized without that', async () => {
  const website = await openWebsite()
  const page = (title: string, text: string) =>
    `<html><head><title>${title}</title></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>`
  website.serve('/cafeteria', page('Cafeteria', cafeteria))
  website.serve('/garage', page('Garage', 'The garage of the office closes at midnight. Bicycles stand on level two.'))
  const urls = ['/cafeteria', '/garage', '/missing'].map((path) => `<url><loc>${website.origin}${path}</loc></url>`)
  const sitemap = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>`
  website.serve('/sitemap.xml', { headers: { 'content-type': 'application/xml' }, body: sitemap })
  const { command, answerTo, write, teams, mention, slack } = await open({
    environment: { FETCH_ALLOWED_HOSTS: website.host },
  })

  const summarized = await command('summarize', { url: `${website.origin}/garage` })
  await vi.waitFor(() => expect(answerTo(summarized)).toMatch(/Key sentences of “Garage”.*closes at midnight/), waiting)
  const unread = await command('ask', { question: 'When does the garage of the office close?' })
  await vi.waitFor(() => expect(answerTo(unread)).toContain("I don't know"), waiting)

  // Two at a time: the third takes as long again.
  for (const path of ['/cafeteria', '/missing'])
    website.serve(path, (_request, response) => {
      const status = path === '/missing' ? 404 : 200
      response.writeHead(status, { 'content-type': 'text/html' })
      setTimeout(() => response.end(page('Cafeteria', cafeteria)), 1_500)
    })
  const indexed = await command('index', { url: `${website.origin}/sitemap.xml` })
  await vi.waitFor(() => expect(answerTo(indexed)).toMatch(/[12] of 3 pages"/), waiting)
  await vi.waitFor(
    () => expect(answerTo(indexed)).toMatch(/2 of 3 pages\. Left out: There is no page at [^ ]*missing/),
    waiting,
  )
  const asked = await command('ask', { question: 'When does the garage of the office close?' })
  await vi.waitFor(() => expect(answerTo(asked)).toContain('midnight'), waiting)

  await write(`summarize ${website.origin}/sitemap.xml`)
  await mention('summarize http://127.0.0.1:1/secret')
  await vi.waitFor(() => {
    expect(JSON.stringify(teams.posts)).toMatch(/list of 3 pages/)
    expect(JSON.stringify(slack.posts)).toMatch(/FETCH_ALLOWED_HOSTS|inside|private/i)
  }, waiting)
  expect(JSON.stringify([teams.posts, slack.posts])).not.toMatch(/[Tt]race/)
})

test('a thread is summarized from what was asked and answered in it, wherever it is', async () => {
  const { index, mention, slack, write, teams, command, answerTo } = await open()
  await index('workspace', 'cafeteria.md', cafeteria)
  await mention(question, { ts: '1790000900.000100' })
  await vi.waitFor(() => expect(JSON.stringify(slack.posts)).toContain('opens at eight'), waiting)
  await mention('summarize this thread', { ts: '1790000901.000100', thread_ts: '1790000900.000100' })
  await write(question)
  await vi.waitFor(() => expect(JSON.stringify(teams.posts)).toContain('opens at eight'), waiting)
  await write('summarize')
  const nothing = await command('summarize', {})
  await vi.waitFor(() => {
    expect(JSON.stringify(slack.posts.at(-1))).toMatch(/Key sentences of “this conversation”.*opens at eight/)
    expect(JSON.stringify(teams.posts)).toMatch(/Key sentences of “this conversation”.*1 question that I answered/)
    expect(answerTo(nothing)).toContain('read no other messages')
  }, waiting)
})
