import { paint } from '../../../src/bots/console/text.ts'
import { noticeCard } from '../../../src/card.ts'
import { testPlatform } from '../../contracts/platform.ts'
import { openTyping } from './typing.ts'

testPlatform({
  name: 'the terminal',
  markup: (payload) => [paint(String(payload.text), false)],
  // Whatever could move the cursor or hide and turn what is written.
  alarming: /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069\u200E\u200F]/u,
  maxBytes: 2_000_000,
  async open() {
    const typing = openTyping()
    const { platform, host } = typing
    const typed = new Set<string>()
    return {
      platform,
      host,
      async ask(question, id) {
        if (typed.has(id)) return 200
        typed.add(id)
        const before = host.accepted.length
        typing.type(question)
        await typing.until(() => host.accepted.length > before || typing.shown().includes('could not be done'))
        const accepted = host.accepted[before]
        if (accepted === undefined) return 500
        await typing.reply(accepted, noticeCard('Noted.'))
        return 200
      },
      askItself: null,
      forge: null,
      foreignChannels: ['channel:slack:T1/C2', 'channel:discord:1/2'],
      failNext: null,
      posted: () => 0,
      shown: () => typing.shown(),
      async [Symbol.asyncDispose]() {
        await platform.stop?.()
      },
    }
  },
})
