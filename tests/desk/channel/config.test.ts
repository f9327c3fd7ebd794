// `config`: what a channel's settings say, who may change them, and what a form of someone else's comes to.
import { describe, expect, it } from 'vitest'
import type { Standing } from '../../../src/askers.ts'
import type { Action, Button, Card } from '../../../src/card.ts'
import type { Reader } from '../../../src/model.ts'
import type { Rag } from '../../../src/rag/types.ts'
import { at } from '../../askers.ts'
import { useDesk } from '../../queue/desk.ts'

const open = useDesk()
const maker: Standing = { isMember: true, isManager: true }
const reads: Standing = { isMember: true, isManager: false }

let channels = 0
/** A channel of its own, where whoever asks stands so. */
function inChannel(standing: Standing | null = maker, rag: Partial<Rag> = {}) {
  channels += 1
  const channel = `G/${channels}`
  const now = { standing }
  const desk = open({ rag, ...(standing && { platform: { standingOf: async () => now.standing! } }) })
  const reader: Reader = { ...at(channel, 'U1'), target: { channel }, install: desk.install }
  const say = (change?: object) => desk.say({ kind: 'config', ...(change && { change }) }, at(channel, 'U1'))
  const act = (action: { gesture: string; value: string }, input?: Record<string, string>, who: Partial<Reader> = {}) =>
    desk.gestures.act({ ...reader, ...who }, action, input)
  const kept = async () => (await desk.store.readSettings(desk.install, channel)).settings
  return { desk, channel, now, reader, say, act, kept }
}
const buttonsOf = ({ parts }: Card): readonly Button[] =>
  parts.flatMap((part) => (part.kind === 'actions' ? part.buttons : []))
const words = (card: object) => JSON.stringify(card)
const all = {
  isAllowed: 'yes',
  answersGuests: 'no',
  indexers: 'managers',
  indexesFiles: 'no',
  replies: 'privately',
}

describe('the settings of a channel', () => {
  it('are read by everyone there, in private, and say whence they are', async () => {
    const { desk, say, channel } = inChannel(reads)
    await desk.store.saveDefaults(desk.home, { answersGuests: false })
    await desk.store.saveSettings(desk.install, channel, { replies: 'privately' }, null)
    const { payload, private: isPrivate } = await say()
    expect(isPrivate).toBe(true)
    expect(payload).toMatchObject({ title: 'How I behave in this channel' })
    expect(payload.parts[0]).toEqual({
      kind: 'fields',
      fields: [
        { name: 'Work in this channel', value: 'Yes' },
        { name: 'Answer guests and people from outside', value: 'No, members alone' },
        { name: 'Who may have things indexed from here', value: 'Everyone' },
        { name: 'Index files that are only shared here', value: 'Yes' },
        { name: 'Keep what was asked and answered here', value: 'For good' },
        { name: 'Who sees replies', value: 'Only whoever asked (set here)' },
        { name: 'Length of answers', value: 'Usual' },
        { name: 'Tell what came in and what was asked', value: 'Never' },
      ],
    })
    expect(buttonsOf(payload)).toEqual([])
    expect(words(payload)).toContain('Whoever made the channel, or an admin')
    expect(words(payload)).toContain('What was not set here is as the workspace has it.')
    await desk.store.saveSettings(desk.install, channel, { replies: null }, null)
    expect(words((await say()).payload)).toContain('All of it is as the workspace has it.')
    await desk.store.saveDefaults(desk.home, { answersGuests: null })
  })

  it('are changed by those who may, by a form that shows what holds, and hold at once', async () => {
    const { desk, say, act, kept, channel } = inChannel()
    const [change, how] = buttonsOf((await say()).payload)
    expect(change?.form?.fields.map(({ id, value, choices }) => [id, value, choices?.length])).toEqual([
      ['isAllowed', 'inherited', 3],
      ['answersGuests', 'inherited', 3],
      ['indexers', 'inherited', 4],
      ['indexesFiles', 'inherited', 3],
      ['retentionDays', 'inherited', 7],
    ])
    expect(how?.form?.fields.map(({ id }) => id)).toEqual(['replies', 'answerLength'])
    const secret = await act(how!.action, { replies: 'privately' })
    if (secret.kind === 'asked') await desk.say(secret.request, at(channel, 'U1'))
    const asked = await act(change!.action, all)
    expect(asked).toMatchObject({ kind: 'asked', request: { kind: 'config' } })
    // Nothing holds before it is looked at who they are.
    expect((await kept()).indexers).toBe('everyone')
    if (asked.kind !== 'asked') return
    const saved = await desk.say(asked.request, at(channel, 'U1'))
    expect(words(saved.payload)).toContain('Saved')
    expect(await kept()).toMatchObject({
      ...{ isAllowed: true, answersGuests: false, indexers: 'managers', indexesFiles: false, replies: 'privately' },
    })
    const [again] = buttonsOf(saved.payload)
    expect(again?.form?.fields.map(({ value }) => value)).toEqual(['yes', 'no', 'managers', 'no', 'inherited'])
    const back = await act(again!.action, { answersGuests: 'inherited' })
    if (back.kind === 'asked') await desk.say(back.request, at(channel, 'U1'))
    expect(await kept()).toMatchObject({ answersGuests: true, replies: 'privately' })
    const [row] = await desk.db.inWorkspace(desk.home, (sql) =>
      sql('select changed_by from channel_settings where channel = $1', [channel]),
    )
    expect(row).toEqual({ changed_by: 'discord:U1' })
  })

  it('stay as they are for whoever may not, also with a form from when they might', async () => {
    const { now, say, kept } = inChannel()
    for (const standing of [reads, { isMember: false, isManager: 'unknown' }] as const) {
      now.standing = standing
      const { payload, private: isPrivate } = await say({ isAllowed: false })
      expect([isPrivate, words(payload)]).toEqual([true, expect.stringContaining('Nothing was changed')])
    }
    now.standing = { ...maker, isArchived: true }
    expect(words((await say({ isAllowed: false })).payload)).toContain('archived')
    expect(buttonsOf((await say()).payload)).toEqual([])
    expect((await kept()).isAllowed).toBe(true)
    // Where the platform does not tell who made a channel.
    expect(words((await inChannel(null).say({ isAllowed: false })).payload)).toContain('by the API')
  })

  it('are switched on again where they are switched off, and nowhere but in channels', async () => {
    const { desk, say, kept } = inChannel()
    await say({ isAllowed: false })
    expect((await kept()).isAllowed).toBe(false)
    expect(buttonsOf((await say()).payload)).toHaveLength(3)
    await say({ isAllowed: true })
    expect((await kept()).isAllowed).toBe(true)
    const alone = await desk.say({ kind: 'config', change: { isAllowed: false } }, at(null, 'U1'))
    expect(words(alone.payload)).toContain('this is none')
  })

  it('say that the workspace’s list leaves a channel out', async () => {
    const { desk, say, channel } = inChannel()
    await desk.store.saveDefaults(desk.home, { isListed: true })
    expect(words((await say()).payload)).toContain('not on the workspace’s list')
    // Where it was switched off in the channel itself, that is why.
    await desk.store.saveSettings(desk.install, channel, { isAllowed: false }, null)
    expect(words((await say()).payload)).not.toContain('list')
    await desk.store.saveSettings(desk.install, channel, { isAllowed: null }, null)
    await desk.store.saveDefaults(desk.home, { isListed: false })
    expect(words((await say()).payload)).not.toContain('list')
  })
})

describe('a form', () => {
  it('is its own person’s, of its own channel, and takes nothing that cannot be chosen', async () => {
    const { act, say, channel } = inChannel()
    const action: Action = buttonsOf((await say()).payload)[0]!.action
    const refused = { kind: 'said', message: expect.stringContaining('someone else') }
    expect(await act(action, all, at(channel, 'U2'))).toEqual(refused)
    expect(await act(action, all, at('G/0', 'U1'))).toEqual(refused)
    expect(await act(action, all, at(null, 'U1'))).toEqual(refused)
    expect(await act(action, undefined, at(channel, 'U2'))).toEqual(refused)
    // From before its settings were grouped as they are.
    for (const group of ['retired', 'toString']) {
      const older = { ...action, value: action.value.replace('"access"', `"${group}"`) }
      expect(await act(older, all)).toEqual(refused)
    }
    const notChosen = { kind: 'said', message: expect.stringContaining('cannot be chosen') }
    for (const indexers of ['loudly', 'toString']) expect(await act(action, { ...all, indexers })).toEqual(notChosen)
    expect(await act(action)).toMatchObject({ kind: 'form', form: { submit: 'Save' } })
    // A menu in which nothing was chosen is left as it is.
    const { indexers: _, ...others } = all
    expect(await act(action, { ...all, indexers: '' })).toEqual(await act(action, others))
  })

  it('opens with the command for those who may change something', async () => {
    const { desk, reader, now } = inChannel()
    const opens = () => desk.gestures.opens(reader, { kind: 'config' })
    expect(await opens()).toMatchObject({ form: { title: 'How I behave here' }, action: { gesture: 'config' } })
    now.standing = reads
    expect(await opens()).toBeNull()
    now.standing = { ...maker, isArchived: true }
    expect(await opens()).toBeNull()
    expect(await desk.gestures.opens({ ...reader, ...at(null, 'U1') }, { kind: 'config' })).toBeNull()
    expect(await desk.gestures.opens(reader, { kind: 'status' })).toBeNull()
  })

  it('offers to answer without a mention where that is heard, and only there', async () => {
    const heard = inChannel({ ...maker, hearsAll: true })
    const ids = async ({ say }: ReturnType<typeof inChannel>) =>
      buttonsOf((await say()).payload).flatMap(({ form }) => form!.fields.map(({ id }) => id))
    expect(await ids(heard)).toContain('autoRespond')
    expect(words((await heard.say()).payload)).toContain('Answer without a mention')
    const how = buttonsOf((await heard.say()).payload)[1]!.action
    expect(await heard.act(how, { autoRespond: 'all' })).toMatchObject({ request: { change: { autoRespond: 'all' } } })
    const deaf = inChannel()
    expect(await ids(deaf)).not.toContain('autoRespond')
    expect(words((await deaf.say()).payload)).not.toContain('Answer without a mention')
    const other = buttonsOf((await deaf.say()).payload)[1]!.action
    expect(await deaf.act(other, { autoRespond: 'all' })).toEqual({
      kind: 'asked',
      request: { kind: 'config', change: {}, was: {} },
    })
    const opened = await heard.desk.gestures.opens(heard.reader, { kind: 'config' })
    expect(opened?.form.fields.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['isAllowed', 'replies', 'autoRespond']),
    )
  })

  it('takes instructions where someone writes by them, as plain text of 500 characters', async () => {
    const { act, say, reader, desk, kept, channel } = inChannel(maker, { takesInstructions: true })
    const how = async () => buttonsOf((await say()).payload)[1]!
    const fieldOf = ({ form }: Button) => form!.fields.find(({ id }) => id === 'instructions')
    const before = await how()
    expect(fieldOf(before)).toMatchObject({
      isLong: true,
      maxLength: 500,
      hint: expect.stringContaining('nothing else'),
    })
    const fill = async (instructions: string) => {
      const asked = await act((await how()).action, { instructions })
      if (asked.kind === 'asked') await desk.say(asked.request, at(channel, 'U1'))
      return (await kept()).instructions
    }
    expect(await fill(' Be warm.\u0000\nSay “colleagues”. ')).toBe('Be warm. \nSay “colleagues”.')
    expect(fieldOf(await how())?.value).toBe('Be warm. \nSay “colleagues”.')
    expect(await fill(`${'x'.repeat(499)}😀`)).toHaveLength(500)
    expect(await fill('  ')).toBe('')
    expect((await desk.store.readSettings(desk.install, channel)).own.instructions).toBeNull()
    expect((await desk.gestures.opens(reader, { kind: 'config' }))?.form.fields.map(({ id }) => id)).toContain(
      'instructions',
    )
    expect(fieldOf(buttonsOf((await inChannel().say()).payload)[1]!)).toBeUndefined()
  })

  it('changes what its person changed and leaves what someone else changed since it was opened', async () => {
    const { desk, act, say, kept, reader, channel } = inChannel(maker, { takesInstructions: true })
    await desk.store.saveSettings(desk.install, channel, { instructions: ' Be warm. ', retentionDays: 30 }, null)
    const opened = (await desk.gestures.opens(reader, { kind: 'config' }))!
    // All fields come back, on Slack at least.
    const untouched = Object.fromEntries(opened.form.fields.map(({ id, value = '' }) => [id, value]))
    const send = async (input: Record<string, string>, action = opened.action) => {
      const asked = await act(action, { ...untouched, ...input })
      expect(asked.kind).toBe('asked')
      return asked.kind === 'asked' ? words((await desk.say(asked.request, at(channel, 'U1'))).payload) : ''
    }
    await desk.store.saveSettings(desk.install, channel, { replies: 'privately', indexers: 'nobody' }, null)
    expect(await send({ answerLength: 'short' })).toContain('Saved')
    expect(await kept()).toMatchObject({
      ...{
        answerLength: 'short',
        replies: 'privately',
        indexers: 'nobody',
        instructions: ' Be warm. ',
        retentionDays: 30,
      },
    })
    expect(await send({})).toContain('Nothing was changed.')
    // Of the same two, one is as the other person wants it, and one is not.
    const both = await send({ replies: 'privately', indexers: 'managers', answersGuests: 'no' })
    expect(both).toContain('Saved')
    expect(both).toContain(
      'Not saved: “Who may have things indexed from here”. That was changed after your form was opened',
    )
    expect(await kept()).toMatchObject({ replies: 'privately', indexers: 'nobody', answersGuests: false })
    const alone = await send({ indexers: 'managers' })
    expect(alone).not.toContain('Saved')
    expect(alone).toContain('Not saved: ')
    // One that a click opens now shows what holds now, and goes by that.
    const again = await act(buttonsOf((await say()).payload)[0]!.action)
    if (again.kind !== 'form') throw new Error('no form')
    const asked = await act(again.action!, { indexers: 'managers' })
    if (asked.kind === 'asked') await desk.say(asked.request, at(channel, 'U1'))
    expect((await kept()).indexers).toBe('managers')
  })

  it('from before forms said what they showed is asked for again', async () => {
    const { act, channel } = inChannel()
    const action = { gesture: 'config', value: JSON.stringify(['all', 'U1', channel, '']) }
    expect(await act(action, { replies: 'privately' })).toMatchObject({ kind: 'said' })
  })

  it('offers who may write where there is a choice, and shows what is not to be had any more', async () => {
    const { desk, act, say, channel } = inChannel(maker, { models: ['none', 'big', 'small'] })
    const how = async () => buttonsOf((await say()).payload)[1]!
    const field = async () => (await how()).form!.fields.find(({ id }) => id === 'model')
    expect(await field()).toMatchObject({
      value: 'inherited',
      choices: [
        { value: 'inherited', label: 'As the workspace has it: big' },
        { value: 'none', label: 'Nobody: they are quoted' },
        ...['big', 'small'].map((value) => ({ value, label: value })),
      ],
    })
    const { action } = await how()
    for (const model of ['none', 'small'])
      expect(await act(action, { model })).toMatchObject({ request: { change: { model } } })
    for (const model of ['huge', 'usual']) expect(await act(action, { model })).toMatchObject({ kind: 'said' })
    await desk.store.saveSettings(desk.install, channel, { model: 'gone' }, null)
    expect(words((await say()).payload)).toContain('gone, which is not to be had')
    expect((await field())?.choices?.at(-1)).toEqual({ value: 'gone', label: 'gone, which is not to be had' })
    expect(words((await inChannel().say()).payload)).not.toContain('Who writes')
  })

  it('keeps a number of days that the API set, beside those to choose from', async () => {
    const { desk, say, act, channel } = inChannel()
    await desk.store.saveSettings(desk.install, channel, { retentionDays: 45 }, null)
    const [{ form, action } = {}] = buttonsOf((await say()).payload)
    const field = form!.fields.find(({ id }) => id === 'retentionDays')
    expect([field?.value, field?.choices?.at(-1)]).toEqual(['45', { value: '45', label: 'For 45 days' }])
    const days = async (retentionDays: string) => act(action!, { retentionDays })
    expect(await days('7')).toMatchObject({ request: { change: { retentionDays: 7 }, was: { retentionDays: 45 } } })
    expect(await days('45')).toMatchObject({ request: { change: {} } })
    for (const bad of ['-1', '9999', '1e2']) expect(await days(bad)).toMatchObject({ kind: 'said' })
  })

  it('takes ids of bots where bots are heard, “none” for none of the workspace’s, and nothing else', async () => {
    const { desk, act, say, kept, channel } = inChannel({ ...maker, hearsBots: true })
    const others = async () => buttonsOf((await say()).payload)[2]!
    expect((await others()).form).toMatchObject({
      fields: [{ id: 'digest' }, { id: 'bots', label: 'Bots that I answer' }],
    })
    const fill = async (bots: string) => {
      const asked = await act((await others()).action, { bots })
      if (asked.kind === 'asked') await desk.say(asked.request, at(channel, 'U1'))
      return asked.kind === 'asked' ? (await kept()).bots : asked.kind
    }
    await desk.store.saveDefaults(desk.home, { bots: ['W1'] })
    expect(await fill(' <@U7>, B8,B8 \n A9 ')).toEqual(['U7', 'B8', 'A9'])
    expect((await others()).form?.fields[1]?.value).toBe('U7, B8, A9')
    expect(words((await say()).payload)).toContain('U7, B8, A9')
    expect(await fill('None')).toEqual([])
    expect((await others()).form?.fields[1]?.value).toBe('none')
    expect(await fill('')).toEqual(['W1'])
    for (const bad of ['the deploy bot!', 'x'.repeat(65), Array.from({ length: 21 }, (_, i) => `B${i}`).join(' ')])
      expect(await fill(bad)).toBe('said')
    await desk.store.saveDefaults(desk.home, { bots: null })
    expect(words((await inChannel().say()).payload)).not.toContain('Bots')
  })

  it('has five fields at most, as Discord takes no more', async () => {
    for (const { form } of buttonsOf((await inChannel().say()).payload)) expect(form!.fields.length).toBeLessThan(6)
  })
})
