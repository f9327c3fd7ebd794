// Right before an answer is kept to be shown, the platform looks again at who reads what it rests on.
import { beforeAll, expect, it } from 'vitest'
import type { Audience, Request } from '../../../src/model.ts'
import type { DeskOptions } from '../desk.ts'
import { useDesk } from '../desk.ts'

const open = useDesk()
const wifi: Request = { kind: 'ask', question: 'What is the password of the vault?', cut: false }
const vault: Audience = 'channel:discord:C9'
const here: Audience = 'channel:discord:C1'

beforeAll(async () => {
  const { add } = open()
  await add('cafeteria.md', '# Cafeteria\n\nThe cafeteria opens at eight.\n', 'workspace')
  await add('hours.md', '# Hours\n\nThe library opens at nine.\n', here)
  await add('vault.md', '# Vault\n\nThe password of the vault is Heliotrope.\n', vault)
})

/** A platform whose readers may read the vault until it looks again so many times. */
function leaving(after: number) {
  const looked: (readonly Audience[])[] = []
  const platform: NonNullable<DeskOptions['platform']> = {
    readableBy: async () => (looked.length < after ? [here, 'workspace', vault] : [here, 'workspace']),
    lookAgain: async (_, audiences) => void looked.push(audiences),
  }
  return { looked, platform }
}

const shown = async (platform: NonNullable<DeskOptions['platform']>, request: Request) => {
  const desk = open({ platform })
  return { reply: JSON.stringify((await desk.say(request)).payload), desk }
}

it('it is shown where they still read it', async () => {
  const { looked, platform } = leaving(9)
  expect((await shown(platform, wifi)).reply).toContain('Heliotrope')
  expect(looked).toEqual([[vault]])
})

it('it is made again without what someone of them may not see any more, answers and lists alike', async () => {
  for (const request of [wifi, { kind: 'search', query: 'vault' }]) {
    const { looked, platform } = leaving(1)
    const { reply, desk } = await shown(platform, request)
    expect(reply).not.toContain('Heliotrope')
    expect(looked[0]).toEqual([vault])
    expect(await desk.replies()).toHaveLength(1)
    expect(
      JSON.stringify(await desk.store.readHistory(desk.home, desk.thread, [here, 'workspace', vault])),
    ).not.toContain('Heliotrope')
  }
})

it('an answer from two documents is made again without the one that fell away', async () => {
  const question = 'What is the password of the vault, and when does the cafeteria open?'
  const before = await shown(leaving(9).platform, { kind: 'ask', question, cut: false })
  expect(before.reply).toMatch(/Heliotrope[\s\S]*opens at eight/)
  const { reply } = await shown(leaving(1).platform, { kind: 'ask', question, cut: false })
  expect(reply).toContain('opens at eight')
  expect(reply).not.toContain('Heliotrope')
})

it('what is for the place itself or for all rests on no other channel', async () => {
  for (const question of ['When does the cafeteria open?', 'When does the library open?']) {
    const { looked, platform } = leaving(9)
    expect((await shown(platform, { kind: 'ask', question, cut: false })).reply).toContain('opens at')
    expect(looked).toEqual([[]])
  }
})

it('one whose document was deleted meanwhile is made again', async () => {
  const { add, store, home, engine } = open()
  await add('safe.md', '# Safe\n\nThe safe is opened by Marigold.\n', 'workspace')
  const safe = (await store.listDocuments(home)).find(({ title }) => title === 'Safe')!
  let isThere = true
  const desk = open({
    platform: leaving(9).platform,
    rag: {
      ask: async (one) => {
        const answer = await engine.ask(one)
        if (isThere) await store.retireDocument(home, safe.id)
        isThere = false
        return answer
      },
    },
  })
  const reply = await desk.say({ kind: 'ask', question: 'Who opens the safe?', cut: false })
  expect(JSON.stringify(reply.payload)).not.toContain('Marigold')
})

it('readers who keep changing get nothing of it, and it is tried again', async () => {
  let isOther = false
  // Whenever it is looked again, another circle reads.
  const readableBy = async (): Promise<[Audience, ...Audience[]]> => {
    const readable: [Audience, ...Audience[]] = isOther ? [here] : [here, 'workspace', vault]
    isOther = false
    return readable
  }
  const lookAgain = async () => {
    isOther = true
  }
  const desk = open({ platform: { readableBy, lookAgain } })
  await desk.accept(wifi)
  await desk.answer()
  expect(await desk.replies()).toEqual([])
  expect(await desk.messages()).toMatchObject([{ state: 'pending', error: expect.stringContaining('kept changing') }])
})

it('its words are shown as they are written only where no other channel is open to its readers', async () => {
  const { engine } = open()
  for (const [platform, isShown] of [
    [leaving(9).platform, false],
    [{ readableBy: async (): Promise<[Audience]> => [here], lookAgain: async () => {} }, true],
    [{}, true],
  ] as const) {
    const desk = open({
      platform,
      placeholderAfterMs: 0,
      rag: {
        ask: async (one, onText) => {
          // A second, and it grows.
          for (let n = 0; n < 26; n += 1) {
            onText?.('The password is Heliotrope')
            await new Promise((resolve) => setTimeout(resolve, 50))
          }
          return engine.ask(one)
        },
      },
    })
    await desk.accept(wifi)
    const working = desk.answer()
    const drafts = async () => (await desk.replies()).filter(({ kind }) => kind === 'placeholder')
    if (isShown)
      await expect.poll(async () => JSON.stringify(await drafts()), { timeout: 60_000 }).toContain('Heliotrope')
    await working
    if (!isShown) expect(JSON.stringify(await drafts())).not.toContain('Heliotrope')
  }
})
