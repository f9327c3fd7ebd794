// An answer saved as a file: who may, what the file says, where it goes, and that nothing fails in silence.
import { describe, expect, it } from 'vitest'
import { takesFiles } from '../../../../src/bots/teams/limits.ts'
import { placeOf } from '../../../../src/bots/teams/people/place.ts'
import { createConsent } from '../../../../src/bots/teams/receive/consent.ts'
import { createConnector } from '../../../../src/bots/teams/send/connector.ts'
import { createSend } from '../../../../src/bots/teams/send/send.ts'
import type { Citation, SavedAnswer } from '../../../../src/model.ts'
import { at as someoneAt } from '../../../askers.ts'
import { cardFor } from '../../cards.ts'
import { invoke, type Json, personalMessage } from '../fixtures.ts'
import { setUp } from '../set-up.ts'

const at = { conversationId: 'c-1', seq: 2 }
const chat = 'a:1ada'
const source = (marker: number, changes: Partial<Citation> = {}): Citation => ({
  marker,
  document: { id: `d-${marker}`, title: 'Travel policy', uri: 'travel.pdf' },
  quote: 'Travel is approved by your manager.',
  locator: { page: 3, heading: 'Approval', start: 0, end: 10 },
  ...changes,
})
const saved: SavedAnswer = {
  question: 'Who approves travel?',
  markdown: 'Your **manager** does [1].',
  citations: [source(1, { url: 'https://docs.example/travel' })],
  at: '2026-11-20T09:00:00.000Z',
}
const inPerson = { conversation: personalMessage().conversation, channelData: personalMessage().channelData }

async function open(tenantIds?: readonly string[]) {
  const setup = await setUp(tenantIds && { tenantIds })
  const { teams, host } = setup
  host.answerThere = saved
  const press = async (changes: Json = inPerson, data: unknown = at) => {
    const action = { type: 'Action.Execute', verb: 'file', data }
    const { body } = await setup.receive(invoke('adaptiveCard/action', { action }, changes))
    return JSON.parse(String(body)) as Json
  }
  const uploadInfo = {
    contentUrl: 'https://contoso-my.sharepoint.com/personal/ada/Documents/who-approves-travel.md',
    name: 'who-approves-travel.md',
    uploadUrl: `${teams.url}/files/upload`,
    uniqueId: 'unique-1',
    fileType: 'md',
  }
  /** What Teams sends after a press on the last card. */
  const decide = async (action: string, changes: Json = {}) => {
    const value = { type: 'fileUpload', action, context: at, ...(action === 'accept' && { uploadInfo }), ...changes }
    return setup.receive(invoke('fileConsent/invoke', value, { ...inPerson, replyToId: teams.posts.at(-1)?.id }))
  }
  const file = () => Buffer.from(teams.files.get('/files/upload') ?? []).toString()
  const card = () => (teams.posts.at(-1)?.activity.attachments as Json[] | undefined)?.[0]
  const content = () => (card()?.content ?? {}) as Json
  const last = () => String(teams.posts.at(-1)?.activity.text)
  return { ...setup, press, decide, uploadInfo, file, card, content, last, [Symbol.asyncDispose]: () => teams.close() }
}

describe('“Save as file”', () => {
  it('stands below answers in chats with one person, where Teams takes files', async () => {
    await using setup = await open()
    const inChat = { serviceUrl: setup.teams.serviceUrl, conversation: chat, type: 'personal', tenant: 'tenant-1' }
    const post = async (target: Record<string, string>, answer?: typeof at) => {
      const { backend, searched } = {
        backend: { name: 'extractive', model: null } as const,
        searched: { documents: 1, nearest: [] },
      }
      const url = 'https://docs.example/travel'
      const citations = [source(1, { url })] as const
      const grounded = {
        kind: 'answered',
        markdown: 'Yes [1].',
        confidence: 1,
        citations,
        searched,
        backend,
        tookMs: 1,
      } as const
      const reply = { kind: 'answer', question: 'q', notes: [], answer: grounded } as const
      const card = cardFor(reply)
      // The desk's own.
      const buttons = ['up', 'down', 'save', 'report'].map(
        (value) => ({ label: value, action: { gesture: 'rate', value, isAboutAnswer: true } }) as const,
      )
      const parts = [...card.parts, { kind: 'actions', buttons } as const]
      const { payload } = setup.platform.render({ ...card, parts }, { ...someoneAt(null, 'p'), target })
      const message = { id: '7', kind: 'final', attempt: 1, target, payload, private: false } as const
      await setup.platform.send({ ...message, createdAt: new Date(), ...(answer && { answer }) })
      return (setup.content().actions ?? []) as Json[]
    }
    const buttons = await post(inChat, at)
    expect(buttons).toContainEqual({
      type: 'Action.Execute',
      title: 'Save as file',
      verb: 'file',
      data: at,
      fallback: 'drop',
    })
    // Teams shows no more: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
    expect(buttons).toHaveLength(6)
    expect(JSON.stringify(await post(inChat))).not.toContain('Save as file')
    expect(JSON.stringify(await post({ ...inChat, type: 'groupChat' }, at))).not.toContain('Save as file')
    const serviceUrl = 'https://smba.infra.gov.teams.microsoft.us/teams'
    const inGovernment = { ...inChat, serviceUrl, type: 'personal', user: '29:ada' } as const
    expect(takesFiles(inGovernment)).toBe(false)
  })

  it('asks for consent, with no more in its context than which answer it is', async () => {
    await using setup = await open()
    const body = await setup.press()
    expect(body).toMatchObject({ statusCode: 200, value: expect.stringContaining('I ask below') })
    expect(setup.teams.posts).toMatchObject([{ conversation: chat }])
    expect(setup.card()).toEqual({
      contentType: 'application/vnd.microsoft.teams.card.file.consent',
      name: 'who-approves-travel.md',
      content: {
        description: expect.any(String),
        sizeInBytes: expect.any(Number),
        acceptContext: at,
        declineContext: at,
      },
    })
  })

  it('says why there is no file: not there any more, not to be had, not here', async () => {
    await using setup = await open()
    setup.host.answerThere = null
    expect(await setup.press()).toMatchObject({ value: expect.stringContaining('no longer kept') })
    setup.host.answerThere = saved
    expect(await setup.press({})).toMatchObject({ value: expect.stringContaining('your own chat') })
    setup.host.before = () => Promise.reject(new Error('no database'))
    expect(await setup.press()).toMatchObject({ value: expect.stringContaining('again') })
    expect(setup.host.warnings).toEqual([expect.stringContaining('no database')])
    expect(await setup.press(inPerson, { seq: 2 })).toMatchObject({ statusCode: 400 })
    setup.host.before = () => Promise.resolve()
    setup.host.blocked.set('teams:a:1ada', 60_000)
    expect(await setup.press()).toMatchObject({ value: expect.stringContaining('again') })
    expect(setup.teams.posts).toEqual([])
  })

  it('is refused to people who are not let in, when they ask and when they accept', async () => {
    await using setup = await open(['tenant-2'])
    expect(await setup.press()).toMatchObject({ value: expect.stringContaining('MICROSOFT_APP_TENANT_ID') })
    expect(setup.teams.posts).toEqual([])
    expect((await setup.decide('accept')).status).toBe(200)
    expect(setup.last()).toMatch(/MICROSOFT.*TENANT/)
    expect(setup.teams.files.size).toBe(0)
  })

  it.each([
    ['paths and tags', 'What/../is <b>this</b>: “x”?', 'what-is-b-this-b-x.md'],
    ['a reserved name', 'CON', 'answer.md'],
    ['no words', '?!', 'answer.md'],
    ['umlauts', 'Wie lange ist die Elternzeit für Väter?', 'wie-lange-ist-die-elternzeit-für-väter.md'],
    ['many words', 'word '.repeat(40), `${'word-'.repeat(12).slice(0, -1)}.md`],
    ['a long word', '語'.repeat(200), `${'語'.repeat(30)}.md`],
  ])('names the file after the question: %s', async (_, question, name) => {
    await using setup = await open()
    setup.host.answerThere = { ...saved, question }
    await setup.press()
    expect(setup.card()?.name).toBe(name)
  })
})

describe('a file that was accepted', () => {
  it('is uploaded whole, and shown in place of the card that asked', async () => {
    await using setup = await open()
    await setup.press()
    const size = Number(setup.content().sizeInBytes)
    expect((await setup.decide('accept')).status).toBe(200)
    const put = setup.teams.requests.find(({ path }) => path === '/files/upload')
    expect(put).toMatchObject({ method: 'PUT', headers: { 'content-range': `bytes 0-${size - 1}/${size}` } })
    expect(put?.headers).not.toHaveProperty('authorization')
    expect(setup.file()).toBe(
      [
        '# Who approves travel?',
        'Your **manager** does [1].',
        '## Sources',
        '**[1] Travel policy**, page 3, Approval',
        '> Travel is approved by your manager.',
        '<https://docs.example/travel>',
        '_Answered on 2026-11-20_\n',
      ].join('\n\n'),
    )
    expect(setup.teams.posts).toMatchObject([{ updates: 1 }])
    expect(setup.card()).toEqual({
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      contentUrl: setup.uploadInfo.contentUrl,
      name: 'who-approves-travel.md',
      content: { uniqueId: 'unique-1', fileType: 'md' },
    })
  })

  it('holds nothing that acts but the links of its sources', async () => {
    await using setup = await open()
    const evil = '![x](https://evil.example) <img src=x> [a](javascript:b)\n[9]: https://evil.example'
    setup.host.answerThere = {
      ...saved,
      question: evil,
      markdown: `See [1](https://evil.example)\n\n[1]: https://evil.example\n\n**${evil.slice(0, 30)}** ${evil}`,
      citations: [
        source(1, { quote: evil, document: { id: 'd', title: evil, uri: 'x' }, url: 'javascript:alert(1)' }),
        source(2, { quote: 'line one\nline two', url: 'https://docs.example/<b>' }),
      ],
    }
    await setup.press()
    await setup.decide('accept')
    const links = setup.file().match(/(?<!\\)(?:\]\(|\]:|<[a-z])[^\n]{0,30}/g)
    expect(links).toEqual(['<https://docs.example/%3Cb%3E>'])
    expect(setup.file()).toContain('> line one\n> line two')
  })

  it.each([
    ['a forged context', { context: { conversationId: 7 } }],
    ['no context', { context: 'c-1' }],
  ])('is not made from %s', async (_, changes) => {
    await using setup = await open()
    await setup.press()
    await setup.decide('accept', changes)
    expect(setup.last()).toContain('no longer kept')
    expect(setup.teams.files.size).toBe(0)
  })

  it('is made anew for who accepts, so an answer that is gone, or not theirs, is not saved', async () => {
    await using setup = await open()
    await setup.press()
    const asked: unknown[] = []
    setup.host.answerAt = (reader, place) => {
      asked.push([reader.person.id, reader.place, place])
      return Promise.resolve(null)
    }
    await setup.decide('accept', { context: { conversationId: 'someone-else', seq: 4, markdown: 'forged' } })
    expect(asked).toEqual([['tenant-1/aad-ada', { kind: 'direct' }, { conversationId: 'someone-else', seq: 4 }]])
    expect(setup.last()).toContain('no longer kept')
    expect(setup.teams.files.size).toBe(0)
  })

  it.each([
    'https://evil.example/upload',
    'http://contoso-my.sharepoint.com/upload',
    'https://sharepoint.com.evil.example/upload',
    'file:///etc/passwd',
    '',
  ])('is not uploaded to %s', async (uploadUrl) => {
    await using setup = await open()
    await setup.press()
    await setup.decide('accept', { uploadInfo: { ...setup.uploadInfo, uploadUrl } })
    expect(setup.last()).toMatch(/not OneDrive.*“Save as file”/)
    expect(setup.teams.posts).toHaveLength(1)
  })

  it('follows no redirect, and shows no address of others', async () => {
    await using setup = await open()
    await setup.press()
    const uploadInfo = { ...setup.uploadInfo, contentUrl: 'https://evil.example/who-approves-travel.md' }
    setup.teams.next(/^PUT .files/, { kind: 'status', status: 307, location: `${setup.teams.url}/files/other` })
    await setup.decide('accept', { uploadInfo })
    expect(setup.teams.files.size).toBe(0)
    await setup.decide('accept', { uploadInfo })
    expect(setup.last()).toContain('Saved in your OneDrive')
    expect(JSON.stringify(setup.teams.posts)).not.toContain('evil.example')
  })

  it('arrives over a flaky network, also when only its answer was lost', async () => {
    await using setup = await open()
    await setup.press()
    setup.teams.next(/^PUT .files/, { kind: 'reset' })
    setup.teams.next(/^PUT .files/, { kind: 'status', status: 503 })
    setup.teams.next(/^PUT .*activities/, { kind: 'status', status: 503 })
    await setup.decide('accept')
    expect(setup.card()?.name).toBe('who-approves-travel.md')
    await setup.press()
    setup.teams.next(/^PUT .files/, { kind: 'drop' })
    setup.teams.next(/^PUT .files/, { kind: 'status', status: 416 })
    await setup.decide('accept')
    expect(setup.card()).toMatchObject({ contentType: expect.stringContaining('file.info') })
    expect(setup.teams.count(/^PUT .files/)).toBe(5)
  })

  it.each([
    [[503, 503, 503], /busy.*“Save as file”/],
    [[507], /full.*“Save as file”/],
    [[403], /write there.*“Save as file”/],
    [[416], /did not take.*“Save as file”/],
    // It has a part of it and waits for the rest, which there is none of.
    [[202], /did not take.*“Save as file”/],
  ])('says what to do when OneDrive refuses it: %s', async (statuses, words) => {
    await using setup = await open()
    await setup.press()
    for (const status of statuses) setup.teams.next(/^PUT .files/, { kind: 'status', status })
    await setup.decide('accept')
    expect(setup.last()).toMatch(words)
    expect(setup.teams.count(/^PUT .files/)).toBe(statuses.length)
    expect(setup.host.warnings.join()).not.toContain('/files/upload')
  })

  it('is told of later when Teams takes no message now', async () => {
    await using setup = await open()
    await setup.press()
    setup.host.blocked.set(`teams:${chat}`, 60_000)
    await setup.decide('accept')
    expect(setup.host.accepted).toMatchObject([
      {
        request: { kind: 'hint', reason: 'Saved in your OneDrive: who-approves-travel.md' },
        place: { kind: 'direct' },
      },
    ])
  })
})

describe('a file that was declined', () => {
  it('is not saved, and asked for no longer', async () => {
    await using setup = await open()
    await setup.press()
    expect((await setup.decide('decline')).status).toBe(200)
    expect(setup.teams.posts).toMatchObject([{ updates: 1, activity: { text: 'Not saved.' } }])
    expect(setup.card()).toBeUndefined()
    expect(setup.teams.files.size).toBe(0)
    expect((await setup.decide('else')).status).toBe(400)
  })
})

describe('what takes longer than Teams waits', () => {
  async function slow() {
    const setup = await open()
    const { teams, host } = setup
    const { promise, resolve } = Promise.withResolvers<void>()
    host.before = () => promise
    const connector = createConnector(teams.config, { timeoutMs: 5_000 })
    const send = createSend(connector, host, { appId: teams.config.appId })
    const origins = [teams.url]
    const consent = createConsent({ host, send, origins, answerMs: 20, timeoutMs: 5_000, now: () => 0 })
    const place = placeOf({ ...personalMessage(), serviceUrl: teams.serviceUrl }, ['tenant-1'])!
    return { ...setup, consent, place, goOn: resolve, [Symbol.asyncDispose]: () => teams.close() }
  }

  it('is uploaded after the answer to Teams, once, and told in the chat', async () => {
    await using setup = await slow()
    const value = { action: 'accept', context: at, uploadInfo: setup.uploadInfo }
    await setup.consent.decide(value, setup.place, undefined)
    await setup.consent.decide(value, setup.place, undefined)
    expect(setup.teams.files.size).toBe(0)
    setup.goOn()
    await setup.consent.settled()
    expect(setup.teams.count(/^PUT .files/)).toBe(1)
    expect(setup.teams.posts).toHaveLength(1)
    expect(setup.card()).toMatchObject({ contentType: expect.stringContaining('file.info') })
    expect(JSON.stringify(setup.teams.requests)).toContain('In a moment')
  })

  it('is asked for after the answer to Teams, and failures are told in the chat', async () => {
    await using setup = await slow()
    expect(await setup.consent.offer(at, setup.place)).toContain('In a moment')
    setup.host.answerThere = null
    setup.goOn()
    await setup.consent.settled()
    expect(setup.last()).toContain('no longer kept')
    setup.host.answerThere = saved
    await setup.consent.offer(at, setup.place)
    await setup.consent.settled()
    await expect.poll(() => setup.card()?.name).toBe('who-approves-travel.md')
  })
})
