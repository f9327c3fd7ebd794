// The whole app in Slack with files: from being shared to being answered from, and back.
import { expect, test } from 'vitest'
import { type Office, openOffice } from './office.ts'
import { deliver, eventBody } from './stand-ins/slack.ts'

const waiting = { timeout: 60_000, interval: 50 }
const tell = ({ app }: Office, event: Record<string, unknown>) =>
  deliver(`${app.url}/webhooks/slack`, eventBody(event), 'signing-secret')
const shared = (file: string, channel = 'C1', when = '1790000100.000100') => ({
  ...{ type: 'file_shared', file_id: file, file: { id: file }, channel_id: channel, user_id: 'U1', event_ts: when },
})

/** What a question in a channel is answered with. */
async function answerTo(office: Office, question: string, fields: Record<string, unknown> = {}): Promise<string> {
  const before = office.slack.posts.length
  await office.mention(question, fields)
  const isDone = () => office.slack.posts.slice(before).some(({ user }) => user === undefined)
  await expect.poll(isDone, waiting).toBe(true)
  return JSON.stringify(office.slack.posts.slice(before))
}
/** Asks until the answer holds these words, or does not. */
const untilAnswered = (office: Office, question: string, words: string, isThere = true) =>
  expect.poll(async () => (await answerTo(office, question)).includes(words), waiting).toBe(isThere)

const question = 'What is the code name of the new project?'
const text = (word: string) => Buffer.from(`# Project\n\nThe code name of the new project is ${word}.\n`)
const isIndexed = async (office: Office) => Number((await office.api('/status')).documents)

test('a file that is only shared is answered from where it was shared, without a word, until it is taken back', async () => {
  await using office = await openOffice()
  const { slack } = office
  slack.conversations.set('P1', { is_private: true, is_channel: false })
  slack.members.set('P1', ['U1', 'U0BOT'])
  slack.files.set('F1', { bytes: text('Heliotrope'), info: { name: 'project.md', channels: ['C1'], groups: ['P1'] } })
  const message = {
    ...{ type: 'message', subtype: 'file_share', channel: 'C1', channel_type: 'channel', user: 'U1', text: 'the plan' },
    ...{ ts: '1790000099.000100', files: [slack.fileObject('F1')] },
  }
  // Twice by each event, and in two channels: one document.
  for (const event of [shared('F1'), message, shared('F1'), message, shared('F1', 'P1')]) await tell(office, event)
  await expect.poll(() => slack.downloads.length, waiting).toBe(2)
  await untilAnswered(office, question, 'Heliotrope')
  expect(slack.posts.every(({ threadTs, user }) => threadTs !== undefined && user === undefined)).toBe(true)
  expect(slack.downloads.map(({ authorization }) => authorization)).toEqual(['Bearer xoxb-1', 'Bearer xoxb-1'])
  await expect.poll(() => answerTo(office, question, { channel: 'P1' }), waiting).toContain('Heliotrope')
  expect(await isIndexed(office)).toBe(1)

  // Unshared in the public channel, the private one still has it; and it is new where it is shared again.
  await tell(office, { ...shared('F1'), type: 'file_unshared' })
  expect(await answerTo(office, question)).not.toContain('Heliotrope')
  expect(await answerTo(office, question, { channel: 'P1' })).toContain('Heliotrope')
  await tell(office, shared('F1', 'C1', '1790000300.000100'))
  await untilAnswered(office, question, 'Heliotrope')
  expect(await isIndexed(office)).toBe(1)

  // Changed, it is read again for both.
  slack.files.set('F1', { bytes: text('Marigold'), info: { name: 'project.md', channels: ['C1'], groups: ['P1'] } })
  await tell(office, { type: 'file_change', file_id: 'F1', file: { id: 'F1' }, event_ts: '1790000400.000100' })
  await untilAnswered(office, question, 'Marigold')
  await expect.poll(() => answerTo(office, question, { channel: 'P1' }), waiting).toContain('Marigold')
  expect(await isIndexed(office)).toBe(1)

  await tell(office, { type: 'file_deleted', file_id: 'F1', event_ts: '1790000500.000100' })
  expect(await answerTo(office, question)).not.toContain('Marigold')
  expect(await isIndexed(office)).toBe(0)
}, 240_000)

test('a mention with files and a question is answered from them, with the reasons of those that failed', async () => {
  await using office = await openOffice()
  const { slack } = office
  slack.files.set('F1', { bytes: text('Heliotrope'), info: { name: 'project.md' } })
  slack.files.set('F2', {
    bytes: Buffer.from('GIF89a no PDF at all'),
    info: { name: 'lies.pdf', mimetype: 'application/pdf' },
  })
  slack.files.set('F3', {
    bytes: text('x'),
    info: { name: 'Budget', is_external: true, mode: 'external', external_type: 'gdrive' },
  })
  const files = ['F1', 'F2', 'F3'].map((id) => slack.fileObject(id))
  // Slack tells of each file besides, before or after.
  await tell(office, shared('F1'))
  await office.mention(question, { files })
  await tell(office, shared('F2'))
  await expect.poll(() => JSON.stringify(slack.posts), waiting).toContain('Heliotrope')
  const answer = JSON.stringify(slack.posts)
  expect(answer).toContain('Indexed first: project.md')
  expect(answer).toMatch(/lies\.pdf could not be indexed: .*PDF/)
  expect(answer).toMatch(/Budget could not be indexed: .*Google Drive/)
  expect(slack.posts).toHaveLength(1)
  expect(slack.downloads.map(({ file }) => file).toSorted()).toEqual(['F1', 'F2'])
}, 240_000)

// 300 took 342 s on two cores: files.info is asked 50 times a minute for them.
test('many files at once are indexed without a post, and of those that fail three are told, to whoever shared them', async () => {
  await using office = await openOffice()
  const { slack } = office
  const ids = Array.from({ length: 40 }, (_, index) => `F${index}`)
  for (const [index, id] of ids.entries()) {
    const isBroken = index % 8 === 0
    const bytes = isBroken
      ? Buffer.from([0, 1, 2, 3, 0, 255])
      : Buffer.from(`# Case ${index}\n\nCase ${index} is kept by Ada.\n`)
    slack.files.set(id, { bytes, info: { name: `case-${index}.md` } })
  }
  // In messages of ten, as people share them; Slack tells of each file besides.
  for (let first = 0; first < 40; first += 10) {
    const some = ids.slice(first, first + 10)
    const ts = `${1_790_000_000 + first}.000100`
    const files = some.map((id) => slack.fileObject(id))
    const from = { channel: 'C1', channel_type: 'channel', user: 'U1', text: 'cases', ts }
    await Promise.all([
      tell(office, { type: 'message', subtype: 'file_share', files, ...from }),
      ...some.map((id) => tell(office, shared(id, 'C1', ts))),
    ])
  }
  await expect
    .poll(() => office.api('/status'), { timeout: 120_000, interval: 100 })
    .toMatchObject({ documents: 35, pending: 0 })
  expect(slack.downloads).toHaveLength(40)
  expect(slack.posts.map(({ user }) => user)).toEqual(['U1', 'U1', 'U1'])
}, 240_000)

test('a file of 1 MB in a direct message shows how far it is, and is answered from at once', async () => {
  await using office = await openOffice({ placeholderAfterMs: 0 })
  const { slack } = office
  const filler = Array.from(
    { length: 9_000 },
    (_, index) =>
      `Case ${index} of the archive was closed by office ${index % 97} and kept on shelf ${index % 53}, with all of its papers.`,
  )
  const bytes = Buffer.from([...filler, 'The code name of the new project is Heliotrope.'].join('\n\n'))
  expect(bytes.length).toBeGreaterThan(800_000)
  slack.files.set('F1', { bytes, info: { name: 'archive.txt', channels: [], ims: ['D1'] } })
  const own = { type: 'message', channel: 'D1', channel_type: 'im', user: 'U1', text: '', ts: '1790000000.000200' }
  await tell(office, { ...own, subtype: 'file_share', files: [slack.fileObject('F1')] })
  await expect.poll(() => JSON.stringify(slack.posts), waiting).toMatch(/archive\.txt: indexed, \d+ passages/)
  expect(slack.posts).toMatchObject([{ channel: 'D1', updates: expect.any(Number) }])
  expect(slack.posts[0]!.updates).toBeGreaterThan(0)
  await office.mention(question, { ...own, text: question, ts: '1790000001.000200' })
  await expect.poll(() => JSON.stringify(slack.posts), waiting).toContain('Heliotrope')
}, 240_000)
