// What people type, and what it means.
import { describe, expect, it } from 'vitest'
import { read } from '../../src/desk/read.ts'
import { readsLikeQuestion } from '../../src/desk/reads-like-question.ts'
import { questionLimit } from '../../src/desk/words.ts'

const asCommand = (words: string) => read(words, 'command')
const asMessage = (words: string) => read(words, 'message')
const asTyped = (words: string) => read(words, 'typed')

describe('a command', () => {
  it('knows its words in any case', () => {
    expect(asCommand(' ASK  who approves\ntravel? ')).toEqual({
      kind: 'ask',
      question: 'who approves travel?',
      cut: false,
    })
    expect(asCommand('search parental leave')).toEqual({ kind: 'search', query: 'parental leave' })
    const page = { kind: 'index', sources: [{ kind: 'page', url: 'https://a.example/x' }], isPrivate: true }
    expect(asCommand('index https://a.example/x')).toEqual(page)
    expect(asCommand('index <https://a.example/x>')).toEqual(page)
    expect(asMessage('index https://a.example/x')).toEqual(page)
    expect(asCommand('favourites')).toEqual({ kind: 'favourites' })
    expect(asCommand('continue')).toEqual({ kind: 'continue' })
    expect(asCommand('continue abcd-efgh')).toEqual({ kind: 'continue', code: 'abcd-efgh' })
    expect(asCommand('summarize https://a.example/x')).toEqual({
      kind: 'summarize-page',
      url: 'https://a.example/x',
    })
    expect(asCommand('summarise <https://a.example/x>')).toMatchObject({ kind: 'summarize-page' })
    expect(asCommand('summarize')).toEqual({ kind: 'summarize-thread' })
    expect(asCommand('summarize the leave policy')).toMatchObject({ kind: 'hint' })
    expect(asCommand('Status')).toEqual({ kind: 'status' })
    expect(asCommand('help')).toEqual({ kind: 'help' })
  })

  it('answers nothing with the help and an unknown word with the help and its name', () => {
    expect(asCommand('   ')).toEqual({ kind: 'help' })
    const unknown = asCommand('frobnicate the docs')
    expect(unknown).toMatchObject({ kind: 'help' })
    expect(unknown.problem).toContain('“frobnicate”')
    expect(unknown.problem).toContain('/rag ask frobnicate the docs')
  })

  it.each(['ask', 'search', 'index'])('hints at what is missing after %s', (word) => {
    expect(asCommand(word)).toMatchObject({ kind: 'hint', reason: expect.stringContaining(`/rag ${word} `) })
  })
})

describe('what is too long', () => {
  it('is refused with its limit: a query, an address', () => {
    const long = 'zebra '.repeat(1_000)
    expect(asCommand(`search ${long}`)).toMatchObject({ kind: 'hint', reason: expect.stringContaining('2,000') })
    const address = `https://a.example/${'a'.repeat(1_000_000)}`
    for (const word of ['index', 'summarize'])
      expect(asCommand(`${word} ${address}`)).toMatchObject({
        kind: 'hint',
        reason: expect.stringContaining('address'),
      })
  })
})

describe('a message', () => {
  it('takes help and status only when they stand alone', () => {
    expect(asMessage('Help')).toEqual({ kind: 'help' })
    expect(asMessage('status')).toEqual({ kind: 'status' })
    expect(asMessage('status of the migration')).toMatchObject({ kind: 'ask' })
    expect(asMessage('search for the handbook')).toMatchObject({ kind: 'ask' })
  })

  it('takes one word for its command in any case, as phones write it', () => {
    for (const word of ['Favourites', 'Config', 'Notifications', 'STATUS', 'Continue'])
      expect(asMessage(word)).toEqual({ kind: word.toLowerCase() })
  })

  it('takes summarize with an address, or of the thread, and leaves questions alone', () => {
    for (const text of ['summarize', 'Summarise this', 'summarize this thread.', 'summarize the conversation'])
      expect(asMessage(text)).toEqual({ kind: 'summarize-thread' })
    expect(asMessage('summarize https://a.example/x')).toMatchObject({ kind: 'summarize-page' })
    expect(asTyped('summarize https://a.example/x')).toMatchObject({ kind: 'summarize-page' })
    for (const text of [
      'summarize the leave policy',
      'summarize file:///etc/passwd',
      'summarize https://a.example and b',
    ])
      expect(asMessage(text)).toMatchObject({ kind: 'ask' })
  })

  it('gives a hint when nothing is asked', () => {
    expect(asMessage(' \n ')).toMatchObject({ kind: 'hint' })
  })

  it('takes out what a database cannot store', () => {
    expect(asMessage('who\u0000 \ud800 approves\u0007?')).toMatchObject({ question: 'who \ufffd approves ?' })
    expect(asMessage('\u0000\u0001')).toMatchObject({ kind: 'hint' })
  })

  it('cuts a long question at a word and says so', () => {
    const request = asMessage(`${'word '.repeat(20_000)}end`)
    expect(request).toMatchObject({ kind: 'ask', cut: true })
    const question = request.question ?? ''
    expect(question.length).toBeLessThanOrEqual(questionLimit)
    expect(question.endsWith('word')).toBe(true)
  })

  it('never halves a character of a question without a space', () => {
    const request = asMessage(`x${'😀'.repeat(5000)}`)
    expect(request.question?.isWellFormed()).toBe(true)
  })

  it('leaves a question of exactly the limit alone', () => {
    expect(asMessage('a'.repeat(questionLimit))).toMatchObject({ cut: false })
    expect(asMessage('a'.repeat(questionLimit + 1))).toMatchObject({ cut: true })
  })
})

describe('what comes with words', () => {
  const file = (name: string) => ({ kind: 'file', sourceKey: name, name, reference: name }) as const
  const shared = (words: string, files = [file('a.md'), file('b.md')]) =>
    read(words, 'typed', { files, pictures: [file('c.png')] })

  it('is shared, all of it, and a question is asked of it after that; anything else is not', () => {
    const sources = [file('a.md'), file('b.md'), file('c.png')]
    const question = 'who approves travel?'
    expect(shared(question)).toEqual({ kind: 'index', sources, question, isPrivate: false })
    for (const words of ['', 'see attached', 'status'])
      expect(shared(words)).toEqual({ kind: 'index', sources, isPrivate: false })
    const cut = shared(`who approves ${'travel '.repeat(1_000)}`)
    expect(cut).toMatchObject({ kind: 'index', cut: true })
  })

  it('is of no use where it is a picture alone, and in nobody’s way beside a question', () => {
    expect(shared('', [])).toMatchObject({ kind: 'hint', reason: expect.stringContaining('c.png') })
    expect(shared('who approves travel?', [])).toMatchObject({ kind: 'ask' })
  })

  it('is what it is about, where it is a message that they reply to', () => {
    const about = { title: 'a note', text: 'Flights need a form.' }
    expect(read('who signs it?', 'message', { about })).toMatchObject({ kind: 'ask', about: about.text })
    expect(read('summarize', 'typed', { about })).toEqual({ kind: 'summarize', ...about })
    expect(read('status', 'message', { about })).toEqual({ kind: 'status' })
  })

  it('keeps its lines on the page, and nowhere else', () => {
    const lines = 'who\n  approves travel?'
    expect(read(lines, 'page')).toMatchObject({ question: lines })
    expect(asMessage(lines)).toMatchObject({ question: 'who approves travel?' })
  })

  it('is of no channel’s concern where a command shares it, and nothing to hide where nobody else sees the reply', () => {
    expect(read('index https://a.example/x', 'command', { files: [file('a.md')] })).toMatchObject({
      sources: [{ kind: 'page' }, { name: 'a.md' }],
      isPrivate: true,
    })
    const alone = read('index', 'command', { files: [file('a.md'), file('b.md')], isAlone: true })
    expect(alone).toMatchObject({ sources: [{ name: 'a.md' }, { name: 'b.md' }], isPrivate: false })
  })
})

describe('readsLikeQuestion', () => {
  it.each([
    'and on weekends?',
    'What about Sundays',
    'how about contractors',
    'who signs it',
    '¿Y los domingos?',
    '周末呢？',
  ])('yes: %s', (text) => expect(readsLikeQuestion(text)).toBe(true))
  it.each(['thanks!', 'I will ask Ben', 'andromeda is down', 'whoever wins', 'ok'])('no: %s', (text) =>
    expect(readsLikeQuestion(text)).toBe(false),
  )
})

describe('a message where commands are typed', () => {
  it('takes ask, search and index as commands, everything else as a message', () => {
    expect(asTyped('search parental leave')).toEqual({ kind: 'search', query: 'parental leave' })
    expect(asTyped('Ask who approves travel?')).toMatchObject({
      kind: 'ask',
      question: 'who approves travel?',
    })
    expect(asTyped('index notes')).toMatchObject({
      kind: 'hint',
      reason: expect.not.stringContaining('/rag'),
    })
    expect(asTyped('search')).toMatchObject({ kind: 'hint', reason: expect.stringContaining(': search ') })
    expect(asTyped('status')).toEqual({ kind: 'status' })
    expect(asTyped('continue the migration?')).toMatchObject({ kind: 'ask' })
    expect(asTyped('who approves travel?')).toMatchObject({ kind: 'ask' })
    // A word of eight letters is no code.
    expect(asTyped('continue building')).toMatchObject({ kind: 'ask' })
    expect(asTyped('continue abcd2fgh')).toEqual({ kind: 'continue', code: 'abcd2fgh' })
  })
  it.each([
    'index file:///etc/passwd',
    'index /etc/passwd',
    'index javascript:alert(1)',
    'index https://a.example and b',
  ])('%s is no address', (text) => expect(asTyped(text)).toMatchObject({ kind: 'hint' }))
})
