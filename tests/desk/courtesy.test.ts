// What is said out of courtesy is no question, and a question that is polite stays one.
import { describe, expect, it } from 'vitest'
import { courtesy } from '../../src/desk/courtesy.ts'
import { read } from '../../src/desk/read.ts'

const said = (text: string) => read(text, 'message')
const anythingElse = 'Ask me anything else whenever you like.'

describe('courtesy', () => {
  it.each([
    'thanks',
    'Thank you!',
    'thank you so much for your help 🙏',
    'ok thanks',
    'Vielen Dank!',
    'danke dir',
    'Merci beaucoup',
    'muchas gracias',
    'grazie mille',
    'tak',
    'спасибо большое',
    '谢谢！',
    'ありがとうございます',
    '감사합니다',
  ])('%s is answered in a line', (text) =>
    expect(said(text)).toEqual({ kind: 'courtesy', reply: `You’re welcome. ${anythingElse}` }),
  )

  it.each(['ok', 'Great!', 'perfect', 'alles klar', 'génial', '好的', '👍', 'Got it.'])('%s needs no search', (text) =>
    expect(said(text)).toEqual({ kind: 'courtesy', reply: `Good. ${anythingElse}` }),
  )

  it('a goodbye is returned, and who greets gets to know what the bot is for', () => {
    expect(said('tschüss')).toMatchObject({ kind: 'courtesy', reply: expect.stringContaining('Goodbye') })
    for (const text of ['hello', 'Bonjour !', 'hola team', '你好']) expect(said(text)).toEqual({ kind: 'help' })
    for (const text of ['help', 'Help!', '/help', 'help me', 'hilfe']) expect(said(text)).toEqual({ kind: 'help' })
  })

  it.each([
    'thanks, and on weekends?',
    'ok?',
    '好的？',
    'who says thanks',
    'great lakes',
    'top speed',
    'thank you letter to donors',
    'help for you',
    'for all of the team',
    'vacation',
    'good morning routine of the on-call engineer, thanks',
    `thanks ${'thanks '.repeat(20)}`,
    '123',
    '!!',
  ])('%s is looked up', (text) => expect(said(text)).toMatchObject({ kind: 'ask' }))

  it('is said to whoever was polite, alone, and comes with what was shared', async () => {
    const request = said('thanks')
    expect(courtesy.isForAll).toBeUndefined()
    const asked = { incoming: { request } } as Parameters<NonNullable<typeof courtesy.replies>['courtesy']>[1]
    expect(await courtesy.replies?.courtesy({} as never, asked, {} as never)).toMatchObject({
      parts: [{ kind: 'notice', text: `You’re welcome. ${anythingElse}` }],
    })
    const files = [{ kind: 'page', url: 'https://a.example/x' }] as const
    expect(read('thanks', 'message', { files })).toMatchObject({ kind: 'index' })
  })
})
