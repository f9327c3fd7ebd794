// A chat as someone types it: one thing after the other, clicks by their numbers, forms field by field.
import { describe, expect, test } from 'vitest'
import { type Card, noticeCard } from '../../../src/card.ts'
import { openTyping, type Typing } from './typing.ts'

const withChoices: Card = {
  tone: 'good',
  parts: [
    { kind: 'prose', markdown: 'The lead does. [1]' },
    {
      kind: 'actions',
      buttons: [
        { label: 'Helpful', action: { gesture: 'say', value: 'helpful', isAboutAnswer: true } },
        { label: 'Again', action: { gesture: 'say', value: 'again' } },
      ],
    },
  ],
}

const form = {
  title: 'Report',
  submit: 'Send',
  fields: [
    { id: 'text', label: 'What is wrong?', isRequired: true, maxLength: 10 },
    { id: 'mail', label: 'Your address', value: 'a@b.example', maxLength: 100 },
  ],
} as const

async function accepted({ host, until }: Typing, count: number) {
  await until(() => host.accepted.length === count)
  return host.accepted[count - 1]!
}

describe('lines', () => {
  test('are answered one by one, in one thread, and it ends with the last answer', async () => {
    const typing = openTyping()
    typing.type('Who approves travel?', '', '/rag search travel')
    typing.end()
    const first = await accepted(typing, 1)
    expect(first.request).toMatchObject({ kind: 'ask', question: 'Who approves travel?' })
    await typing.reply(first, noticeCard('Looking…'), 'placeholder')
    await typing.reply(first, withChoices)
    const second = await accepted(typing, 2)
    expect(second.request).toMatchObject({ kind: 'search' })
    expect(second.threadKey).toBe(first.threadKey)
    await typing.reply(second, noticeCard('Nothing matches.'))
    expect(await typing.ended).toBe(true)
    // Neither what was not final, nor styles, nor what nobody is there to click.
    expect(typing.shown()).toBe('The lead does. [1]\n\nNothing matches.\n\n')
  })

  test('that the house does not take are said to be, and the next is tried', async () => {
    const typing = openTyping()
    typing.host.before = () => Promise.reject(new Error('the database is away'))
    typing.type('Who approves travel?')
    await typing.until(() => typing.shown().includes('could not be done: the database is away'))
    typing.host.before = () => Promise.resolve()
    typing.type('x'.repeat(200_001), 'Who approves travel?')
    typing.end()
    await typing.reply(await accepted(typing, 1), noticeCard('The lead.'))
    expect(await typing.ended).toBe(false)
    expect(typing.shown()).toContain('over 200 kB')
  })

  test('^C ends it without the answer, once the house has the question', async () => {
    const typing = openTyping({ isScreen: true })
    const stored = Promise.withResolvers<void>()
    let isAsked = false
    typing.host.before = () => {
      isAsked = true
      return stored.promise
    }
    typing.type('Who approves travel?')
    await typing.until(() => isAsked)
    typing.type('\u0003')
    expect(await typing.ended).toBe(true)
    const stopped = typing.platform.stop?.().then(() => expect(typing.host.accepted).toHaveLength(1))
    await new Promise((resolve) => setImmediate(resolve))
    stored.resolve()
    await stopped
    await typing.reply(await accepted(typing, 1), noticeCard('The lead.'))
    expect(typing.shown()).toContain('The lead.')
  })

  test('a reply to another session is not shown, and closes nothing here', async () => {
    const typing = openTyping()
    typing.type('Who approves travel?')
    const incoming = await accepted(typing, 1)
    await typing.reply({ ...incoming, target: { session: 'another', line: '1' } }, noticeCard('For someone else.'))
    expect(typing.shown()).toBe('')
    await typing.reply(incoming, noticeCard('The lead.'))
    typing.end()
    await typing.ended
    expect(typing.shown()).toBe('The lead.\n\n')
  })
})

describe('a number after a slash', () => {
  async function answered(isScreen = false): Promise<Typing> {
    const typing = openTyping({ isScreen })
    typing.type('Who approves travel?')
    await typing.reply(await accepted(typing, 1), withChoices)
    return typing
  }

  test('clicks what stands behind it, about the answer it stood below', async () => {
    const typing = await answered()
    typing.type('/1', '/3', '/0')
    await typing.until(() => typing.shown().endsWith('There is no /0 to choose.\n\n'))
    expect(typing.shown()).toContain('Noted.\n\nThere is no /3')
    expect(typing.host.clicks).toMatchObject([{ token: 'say:helpful:c:2', asker: { place: { kind: 'page' } } }])
  })

  test('stands for what was last to choose, also after an answer with nothing to', async () => {
    const typing = await answered()
    typing.type('/rag status')
    await typing.reply(await accepted(typing, 2), noticeCard('All is well.'))
    typing.type('/2')
    await typing.until(() => typing.host.clicks.length === 1)
    expect(typing.host.clicks).toMatchObject([{ token: 'say:again' }])
  })

  test('may ask for something, which is answered like a line', async () => {
    const typing = await answered()
    typing.host.clicked = { kind: 'asked', request: { kind: 'ask', question: 'And who pays?' } }
    typing.type('/2')
    typing.end()
    const incoming = await accepted(typing, 2)
    expect(incoming.request.question).toBe('And who pays?')
    await typing.reply(incoming, noticeCard('The company.'))
    await typing.ended
    expect(typing.shown()).toContain('The company.')
  })

  test('a form is asked field by field; empty is what stands there, or cancels', async () => {
    const typing = await answered()
    const forms = () => {
      const clicks = typing.host.clicks
      typing.host.clicked = { kind: 'form', form, token: 'filled' }
      return clicks
    }
    const clicks = forms()
    typing.type('/1')
    await typing.until(() => typing.shown().includes('What is wrong?'))
    typing.host.clicked = { kind: 'said', message: 'Thank you.' }
    typing.type('It is the director', '')
    await typing.until(() => typing.shown().includes('Thank you.'))
    expect(clicks.at(-1)).toMatchObject({ token: 'filled', input: { text: 'It is the ', mail: 'a@b.example' } })
    forms()
    typing.type('/1', '')
    await typing.until(() => typing.shown().includes('Nothing was sent.'))
    typing.type('/1')
    typing.end()
    expect(await typing.ended).toBe(true)
  })

  test('on a screen the choices are shown, and what grows gives way to the answer', async () => {
    const typing = await answered(true)
    expect(typing.shown()).toContain('/1 Helpful  /2 Again')
    typing.type('Who pays?')
    const incoming = await accepted(typing, 2)
    await typing.reply(
      incoming,
      { tone: 'info', isDraft: true, parts: [{ kind: 'prose', markdown: 'The' }] },
      'placeholder',
    )
    await typing.reply(incoming, noticeCard('The company.'))
    expect(typing.shown()).toContain('\r\u001B[K\u001B[2mThe\u001B[0m\r\u001B[KThe company.')
    await typing.platform.stop?.()
    await typing.ended
  })
})
