// What people type, and what it means.
import { describe, expect, it } from 'vitest'
import {
  parseCommand,
  parseMessage,
  parseTypedCommand,
  questionLimit,
  readsLikeQuestion,
} from '../../src/bots/commands.ts'

describe('parseCommand', () => {
  it('knows its words in any case', () => {
    expect(parseCommand(' ASK  who approves\ntravel? ')).toEqual({
      kind: 'ask',
      question: 'who approves travel?',
      cut: false,
    })
    expect(parseCommand('search parental leave')).toEqual({ kind: 'search', query: 'parental leave' })
    const page = { kind: 'index', sources: [{ kind: 'page', url: 'https://a.example/x' }], isPrivate: true }
    expect(parseCommand('index https://a.example/x')).toEqual(page)
    expect(parseCommand('index <https://a.example/x>')).toEqual(page)
    expect(parseMessage('index https://a.example/x')).toEqual(page)
    expect(parseCommand('favourites')).toEqual({ kind: 'favourites' })
    expect(parseCommand('continue')).toEqual({ kind: 'continue' })
    expect(parseCommand('continue abcd-efgh')).toEqual({ kind: 'continue', code: 'abcd-efgh' })
    expect(parseCommand('summarize https://a.example/x')).toEqual({
      kind: 'summarize-page',
      url: 'https://a.example/x',
    })
    expect(parseCommand('summarise <https://a.example/x>')).toMatchObject({ kind: 'summarize-page' })
    expect(parseCommand('summarize')).toEqual({ kind: 'summarize-thread' })
    expect(parseCommand('summarize the leave policy')).toMatchObject({ kind: 'hint' })
    expect(parseCommand('Status')).toEqual({ kind: 'status' })
    expect(parseCommand('help')).toEqual({ kind: 'help' })
  })

  it('answers nothing with the help and an unknown word with the help and its name', () => {
    expect(parseCommand('   ')).toEqual({ kind: 'help' })
    const unknown = parseCommand('frobnicate the docs')
    expect(unknown).toMatchObject({ kind: 'help' })
    expect(unknown.kind === 'help' && unknown.problem).toContain('“frobnicate”')
    expect(unknown.kind === 'help' && unknown.problem).toContain('/rag ask frobnicate the docs')
  })

  it.each(['ask', 'search', 'index'])('hints at what is missing after %s', (word) => {
    expect(parseCommand(word)).toMatchObject({ kind: 'hint', reason: expect.stringContaining(`/rag ${word} `) })
  })
})

describe('what is too long', () => {
  it('is refused with its limit: a query, an address', () => {
    const long = 'zebra '.repeat(1_000)
    expect(parseCommand(`search ${long}`)).toMatchObject({ kind: 'hint', reason: expect.stringContaining('2,000') })
    const address = `https://a.example/${'a'.repeat(1_000_000)}`
    for (const word of ['index', 'summarize'])
      expect(parseCommand(`${word} ${address}`)).toMatchObject({
        kind: 'hint',
        reason: expect.stringContaining('address'),
      })
  })
})

describe('parseMessage', () => {
  it('takes help and status only when they stand alone', () => {
    expect(parseMessage('Help')).toEqual({ kind: 'help' })
    expect(parseMessage('status')).toEqual({ kind: 'status' })
    expect(parseMessage('status of the migration')).toMatchObject({ kind: 'ask' })
    expect(parseMessage('search for the handbook')).toMatchObject({ kind: 'ask' })
  })

  it('takes summarize with an address, or of the thread, and leaves questions alone', () => {
    for (const text of ['summarize', 'Summarise this', 'summarize this thread.', 'summarize the conversation'])
      expect(parseMessage(text)).toEqual({ kind: 'summarize-thread' })
    expect(parseMessage('summarize https://a.example/x')).toMatchObject({ kind: 'summarize-page' })
    expect(parseTypedCommand('summarize https://a.example/x')).toMatchObject({ kind: 'summarize-page' })
    for (const text of [
      'summarize the leave policy',
      'summarize file:///etc/passwd',
      'summarize https://a.example and b',
    ])
      expect(parseMessage(text)).toMatchObject({ kind: 'ask' })
  })

  it('gives a hint when nothing is asked', () => {
    expect(parseMessage(' \n ')).toMatchObject({ kind: 'hint' })
  })

  it('takes out what a database cannot store', () => {
    expect(parseMessage('who\u0000 \ud800 approves\u0007?')).toMatchObject({ question: 'who \ufffd approves ?' })
    expect(parseMessage('\u0000\u0001')).toMatchObject({ kind: 'hint' })
  })

  it('cuts a long question at a word and says so', () => {
    const request = parseMessage(`${'word '.repeat(20_000)}end`)
    expect(request).toMatchObject({ kind: 'ask', cut: true })
    const question = request.kind === 'ask' ? request.question : ''
    expect(question.length).toBeLessThanOrEqual(questionLimit)
    expect(question.endsWith('word')).toBe(true)
  })

  it('never halves a character of a question without a space', () => {
    const request = parseMessage(`x${'😀'.repeat(5000)}`)
    expect(request.kind === 'ask' && request.question.isWellFormed()).toBe(true)
  })

  it('leaves a question of exactly the limit alone', () => {
    expect(parseMessage('a'.repeat(questionLimit))).toMatchObject({ cut: false })
    expect(parseMessage('a'.repeat(questionLimit + 1))).toMatchObject({ cut: true })
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

describe('parseTypedCommand', () => {
  it('takes ask, search and index as commands, everything else as parseMessage does', () => {
    expect(parseTypedCommand('search parental leave')).toEqual({ kind: 'search', query: 'parental leave' })
    expect(parseTypedCommand('Ask who approves travel?')).toMatchObject({
      kind: 'ask',
      question: 'who approves travel?',
    })
    expect(parseTypedCommand('index notes')).toMatchObject({
      kind: 'hint',
      reason: expect.not.stringContaining('/rag'),
    })
    expect(parseTypedCommand('search')).toMatchObject({ kind: 'hint', reason: expect.stringContaining(': search ') })
    expect(parseTypedCommand('status')).toEqual({ kind: 'status' })
    expect(parseTypedCommand('continue the migration?')).toMatchObject({ kind: 'ask' })
    expect(parseTypedCommand('who approves travel?')).toMatchObject({ kind: 'ask' })
    // A word of eight letters is no code.
    expect(parseTypedCommand('continue building')).toMatchObject({ kind: 'ask' })
    expect(parseTypedCommand('continue abcd2fgh')).toEqual({ kind: 'continue', code: 'abcd2fgh' })
  })
  it.each([
    'index file:///etc/passwd',
    'index /etc/passwd',
    'index javascript:alert(1)',
    'index https://a.example and b',
  ])('%s is no address', (text) => expect(parseTypedCommand(text)).toMatchObject({ kind: 'hint' }))
})
