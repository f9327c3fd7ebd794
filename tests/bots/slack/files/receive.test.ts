// What deliveries say of files: what somebody asks with them, what is only shared, and what is taken back.
import { describe, expect, it } from 'vitest'
import type { Audience } from '../../../../src/model.ts'
import { eventBody } from '../../../stand-ins/slack.ts'
import { mention, messageEvent, type Setup, setUp } from '../fixtures.ts'

const bytes = Buffer.from('Ada approves travel.')

async function open(): Promise<Setup> {
  const setup = await setUp()
  for (const id of ['F1', 'F2']) setup.slack.files.set(id, { bytes, info: {} })
  return setup
}
const tell = (setup: Setup, event: Record<string, unknown>, envelope: Record<string, unknown> = {}) =>
  setup.receive(eventBody(event, envelope))
const shared = (fields: Record<string, unknown> = {}) => ({
  type: 'file_shared',
  file_id: 'F1',
  file: { id: 'F1' },
  user_id: 'U1',
  channel_id: 'C1',
  event_ts: '1790000000.000200',
  ...fields,
})
const withFiles = ({ slack }: Setup, ids: readonly string[], fields: Record<string, unknown> = {}) => ({
  subtype: 'file_share',
  files: ids.map((id) => slack.fileObject(id)),
  ...fields,
})

describe('files that someone asks with', () => {
  it('are indexed before a mention’s question is answered, and once with its second event', async () => {
    await using setup = await open()
    const files = withFiles(setup, ['F1', 'F2'])
    await tell(setup, mention({ ...files, subtype: undefined }))
    await tell(setup, messageEvent(files))
    expect(setup.host.accepted).toHaveLength(1)
    expect(setup.host.accepted[0]).toMatchObject({
      naturalKey: 'T1:C1:1790000000.000100',
      covers: ['T1:C1:file:F1', 'T1:C1:file:F2'],
      place: { kind: 'channel', id: 'T1/C1' },
      request: {
        kind: 'index',
        question: 'who approves travel?',
        isPrivate: false,
        sources: [
          { kind: 'file', sourceKey: 'slack:F1', name: 'F1.txt', reference: 'F1' },
          { kind: 'file', sourceKey: 'slack:F2', name: 'F2.txt', reference: 'F2' },
        ],
      },
    })
    expect(setup.host.accepted[0]?.unasked).toBeUndefined()
  })

  it('are the person’s own in a direct message, whose progress is shown there', async () => {
    await using setup = await open()
    const event = messageEvent(withFiles(setup, ['F1'], { channel: 'D1', channel_type: 'im', text: '' }))
    await tell(setup, event)
    await tell(setup, shared({ channel_id: 'D1' }))
    expect(setup.host.accepted).toHaveLength(1)
    expect(setup.host.accepted[0]).toMatchObject({
      covers: ['T1:D1:file:F1'],
      place: { kind: 'direct' },
      request: { kind: 'index' },
    })
    expect(setup.host.accepted[0]?.request.question).toBeUndefined()
  })

  it('hold no credential: what is stored names no address to download from', async () => {
    await using setup = await open()
    await tell(setup, mention(withFiles(setup, ['F1'], { subtype: undefined })))
    expect(JSON.stringify(setup.host.accepted)).not.toContain('/files/F1?')
  })
})

describe('files that are only shared', () => {
  it('are taken once a conversation, whichever event comes first and how often', async () => {
    await using setup = await open()
    const message = messageEvent(withFiles(setup, ['F1'], { text: 'the plan' }))
    for (const event of [shared(), message, shared(), message, shared({ channel_id: 'C2' })]) await tell(setup, event)
    expect(setup.host.accepted.map(({ naturalKey, place, unasked }) => ({ naturalKey, place, unasked }))).toMatchObject(
      [
        { naturalKey: 'T1:C1:file:F1', place: { id: 'T1/C1' }, unasked: 'tell-failure' },
        { naturalKey: 'T1:C2:file:F1', place: { id: 'T1/C2' }, unasked: 'tell-failure' },
      ],
    )
    // One after the other, so that they become one document.
    expect(new Set(setup.host.accepted.map(({ threadKey }) => threadKey)).size).toBe(1)
  })

  it('are each file of a message, but pictures, recordings and films', async () => {
    await using setup = await open()
    setup.slack.files.set('F3', { bytes, info: { mimetype: 'image/png' } })
    await tell(setup, messageEvent(withFiles(setup, ['F1', 'F2', 'F3'], { text: 'all of it' })))
    expect(setup.host.accepted.map(({ naturalKey }) => naturalKey)).toEqual(['T1:C1:file:F1', 'T1:C1:file:F2'])
  })

  it('tell another app nothing, and are not ours', async () => {
    await using setup = await open()
    await tell(setup, messageEvent(withFiles(setup, ['F1'], { text: 'report', bot_id: 'B9', user: undefined })))
    expect(setup.host.accepted).toMatchObject([{ unasked: 'tell-nothing' }])
    await tell(setup, messageEvent(withFiles(setup, ['F2'], { text: 'mine', bot_id: 'B0BOT', user: 'U0BOT' })))
    await tell(setup, shared({ file_id: 'F2', file: { id: 'F2' }, user_id: 'U0BOT' }))
    expect(setup.host.accepted).toHaveLength(1)
  })

  it.each([
    [
      'of a team that the token is not of',
      shared(),
      { team_id: 'T9', authorizations: [{ team_id: 'T9', is_bot: true }] },
    ],
    ['without a file', shared({ file_id: undefined, file: undefined }), {}],
    ['whose id is none', shared({ file_id: '../F1', file: undefined }), {}],
    ['without a channel', shared({ channel_id: undefined }), {}],
  ])('are dropped %s', async (_, event, envelope) => {
    await using setup = await open()
    expect((await tell(setup, event, envelope)).status).toBe(200)
    expect(setup.host.accepted).toEqual([])
  })

  it('are told from a question in a thread that the bot knows', async () => {
    await using setup = await open()
    const inThread = withFiles(setup, ['F1'], { text: 'who approves that?', thread_ts: '1789999999.000100' })
    setup.host.knownThreads.add('slack:T1:C1:1789999999.000100')
    await tell(setup, messageEvent(inThread))
    expect(setup.host.accepted).toMatchObject([
      { naturalKey: 'T1:C1:1790000000.000100', request: { question: 'who approves that?' } },
    ])
  })
})

describe('files that are taken back', () => {
  const withdrawn = (setup: Setup, known: readonly { sourceKey: string; audience: Audience }[] = []) => {
    const seen: (readonly [string, Audience | null])[] = []
    Object.assign(setup.host.files, {
      sharedBy: (message: string) => Promise.resolve(message === 'T1:C1:1790000000.000100' ? known : []),
      withdraw: (sourceKey: string, audience: Audience | null) => {
        seen.push([sourceKey, audience])
        return Promise.resolve()
      },
    })
    return seen
  }
  const deleted = {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    channel: 'C1',
    channel_type: 'channel',
    deleted_ts: '1790000000.000100',
    ts: '1790000009.000100',
  }

  it('by their deletion, everywhere, and where they are not shared any more', async () => {
    await using setup = await open()
    const seen = withdrawn(setup)
    await tell(setup, { type: 'file_deleted', file_id: 'F1', event_ts: '1' })
    await tell(setup, {
      type: 'file_unshared',
      file_id: 'F2',
      file: { id: 'F2' },
      channel_id: 'C1',
      user_id: 'U1',
      event_ts: '2',
    })
    await tell(setup, { type: 'file_unshared', file_id: 'F2', channel_id: 'D1', user_id: 'U1', event_ts: '3' })
    expect(seen).toEqual([
      ['slack:F1', null],
      ['slack:F2', 'channel:slack:T1/C1'],
      ['slack:F2', 'person:slack:T1/U1'],
    ])
    expect(setup.host.accepted).toEqual([])
  })

  it('with the message that carried them, whether Slack says which they were or the house knows', async () => {
    await using setup = await open()
    const seen = withdrawn(setup, [{ sourceKey: 'slack:F1', audience: 'channel:slack:T1/C1' }])
    await tell(setup, deleted)
    const previous_message = {
      type: 'message',
      user: 'U1',
      ts: deleted.deleted_ts,
      files: [{ id: 'F2', mode: 'tombstone' }],
    }
    await tell(setup, { ...deleted, channel: 'C2', previous_message })
    expect(seen).toEqual([
      ['slack:F1', 'channel:slack:T1/C1'],
      ['slack:F2', 'channel:slack:T1/C2'],
    ])
  })

  it('not with one message where another carries them there too', async () => {
    await using setup = await open()
    const seen = withdrawn(setup, [{ sourceKey: 'slack:F1', audience: 'channel:slack:T1/C1' }])
    const both = [{ ts: deleted.deleted_ts }, { ts: '1790000005.000100' }]
    setup.slack.files.get('F1')!.info = { shares: { public: { C1: both } } }
    await tell(setup, deleted)
    expect(seen).toEqual([])
    setup.slack.next('files.info', { kind: 'status', status: 503 })
    await tell(setup, deleted)
    expect(seen).toEqual([['slack:F1', 'channel:slack:T1/C1']])
    // The last that carried it there, whoever else has it.
    setup.slack.files.get('F1')!.info = { shares: { public: { C1: both.slice(0, 1), C2: both.slice(1) } } }
    await tell(setup, deleted)
    expect(seen).toHaveLength(2)
  })

  it('are read again where they changed, for each that they are shown to', async () => {
    await using setup = await open()
    Object.assign(setup.host.files, {
      sharedWith: () => Promise.resolve(['channel:slack:T1/C2', 'channel:slack:T1/C1', 'person:slack:T1/U1']),
    })
    const change = { type: 'file_change', file_id: 'F1', file: { id: 'F1' }, event_ts: '1790000003.000100' }
    await tell(setup, change)
    await tell(setup, change)
    expect(
      setup.host.accepted.map(({ place, person, unasked }) => [
        unasked,
        place.kind === 'channel' ? place.id : person.id,
      ]),
    ).toEqual([
      ['tell-nothing', 'T1/C2'],
      ['tell-nothing', 'T1/C1'],
      ['tell-nothing', 'T1/U1'],
    ])
  })
})

describe('before an answer from a file is shown', () => {
  const open2 = async (sharedWith: readonly Audience[]) => {
    const setup = await open()
    const seen: (readonly [string, Audience | null])[] = []
    Object.assign(setup.host.files, {
      sharedWith: () => Promise.resolve(sharedWith),
      withdraw: (sourceKey: string, audience: Audience | null) => {
        seen.push([sourceKey, audience])
        return Promise.resolve()
      },
    })
    return { setup, seen, look: () => setup.platform.lookAgainAtFiles!(['slack:F1']) }
  }

  it('is made sure that it is there, once a minute', async () => {
    const { setup, seen, look } = await open2(['channel:slack:T1/C1'])
    await using _ = setup
    for (let count = 0; count < 3; count += 1) await look()
    expect(setup.slack.calls.filter(({ method }) => method === 'files.info')).toHaveLength(1)
    expect(seen).toEqual([])
    setup.slack.files.get('F1')!.info = null
    setup.clock.now += 59_000
    await look()
    expect(seen).toEqual([])
    setup.clock.now += 1_000
    await look()
    expect(seen).toEqual([['slack:F1', null]])
    setup.slack.files.get('F1')!.info = { mode: 'tombstone' }
    await look()
    expect(seen).toHaveLength(2)
  })

  it('it is taken from whom it is not shared with any more', async () => {
    const { setup, seen, look } = await open2(['channel:slack:T1/C1', 'channel:slack:T1/C2', 'person:slack:T1/U1'])
    await using _ = setup
    setup.slack.files.get('F1')!.info = { channels: ['C2'] }
    await look()
    expect(seen).toEqual([['slack:F1', 'channel:slack:T1/C1']])
    setup.slack.files.get('F1')!.info = { channels: [] }
    setup.clock.now += 60_000
    await look()
    expect(seen.slice(1).map(([, audience]) => audience)).toEqual([
      'channel:slack:T1/C1',
      'channel:slack:T1/C2',
      'person:slack:T1/U1',
    ])
  })

  it('it is not taken from whom it was just shared with, as Slack told so', async () => {
    const sharedWith: Audience[] = ['channel:slack:T1/C1']
    const { setup, seen, look } = await open2(sharedWith)
    await using _ = setup
    await look()
    setup.slack.files.get('F1')!.info = { channels: ['C1', 'C2'] }
    await tell(setup, shared({ channel_id: 'C2' }))
    sharedWith.push('channel:slack:T1/C2')
    await look()
    expect(seen).toEqual([])
  })

  it('a Slack that asks to wait is asked no more by anybody until then', async () => {
    const { setup, look } = await open2(['channel:slack:T1/C1'])
    await using _ = setup
    setup.slack.next('files.info', { kind: 'rate-limit', retryAfterSeconds: 7 })
    await expect(look()).rejects.toMatchObject({ code: 'slack-rate-limited' })
    expect(setup.host.blocked.get('slack-look-files')).toBe(7_000)
  })

  it('what cannot be found out is not shown, and taken from nobody', async () => {
    const { setup, seen, look } = await open2(['channel:slack:T1/C1'])
    await using _ = setup
    setup.slack.next('files.info', { kind: 'status', status: 503 })
    await expect(look()).rejects.toMatchObject({ retry: 'later' })
    setup.host.blocked.set('slack-look-files', 60_000)
    await expect(look()).rejects.toMatchObject({ code: 'slack-rate-limited', retry: 'later' })
    expect(seen).toEqual([])
  })
})
