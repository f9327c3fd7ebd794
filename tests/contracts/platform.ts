// What every platform must do, whatever its gestures are called: what comes in is stored before it is acknowledged and
// once, what goes out is tried once and its failure is told truly, and what is shown is data.

import { afterEach, describe, expect, test } from 'vitest'
import { audienceOf } from '../../src/askers.ts'
import type { Outbound, Platform } from '../../src/bots/types.ts'
import { AppError } from '../../src/errors.ts'
import type { Answer, Audience, Citation, Incoming, Locator } from '../../src/model.ts'
import { cardFor, type Reply } from '../bots/cards.ts'
import type { RecordingHost } from '../bots/recording-host.ts'

/** One platform at work over its stand-in; its test file fills this in. */
interface PlatformDriver extends AsyncDisposable {
  readonly platform: Platform
  readonly host: RecordingHost
  /**
   * Delivers a question as the platform does, in a place that several read; the same id twice is a second delivery. Where
   * nothing is ever delivered again, nothing happens then.
   */
  ask(question: string, id: string): Promise<number>
  /** The same from the bot itself; null where it never hears itself. */
  askItself: ((question: string, id: string) => Promise<number>) | null
  /** The same with a forged signature or credential; null where nobody but the owner of the machine can speak. */
  forge: ((question: string, id: string) => Promise<number>) | null
  /** Channel audiences that readers of that place may NOT be taken to see. */
  readonly foreignChannels: readonly Audience[]
  /** What can go wrong with the next post; null where it goes over no network. */
  failNext: ((mishap: 'rate-limit' | 'unavailable') => void) | null
  /** People are reached who have not written to the bot yet. */
  readonly reachesAnyone?: true
  /** How often a message was posted, updates not counted. */
  posted(): number
  /** Everything that was shown so far, as JSON: for what must not be in it. */
  shown(): string
}

export interface PlatformCase {
  readonly name: string
  open(): Promise<PlatformDriver>
  /** The texts of a payload that the platform reads as markup: nothing of a document's own may act in them. */
  markup(payload: Readonly<Record<string, unknown>>): readonly string[]
  /** What in such a text would notify people or open a foreign address. */
  readonly alarming: RegExp
  /** The largest payload the platform takes, in bytes of JSON. */
  readonly maxBytes: number
}

const hostile =
  '<!channel> @everyone <@U1> <@&9> [click](javascript:alert(1)) <https://evil.example|here> ![x](https://evil.example/p.png) **b** `c` ||d|| \u202e </at>'

/** Places of every kind, and what people are to read. */
const places: readonly (readonly [Partial<Locator>, string])[] = [
  [{ page: 3 }, 'page 3'],
  [{ slide: 4 }, 'slide 4'],
  [{ sheet: 'Budget', cells: 'B2:D7' }, 'Budget!B2:D7'],
  [{ line: 12 }, 'line 12'],
  [{ time: '0:05:12' }, 'at 0:05:12'],
  [{ page: 3, heading: 'Leave › Parents' }, 'Leave › Parents'],
]

const citation = (
  marker: number,
  text: string,
  place: Partial<Locator> = marker === 2 ? { sheet: text, cells: 'B2:D7' } : { page: 2, heading: text },
): Citation => ({
  marker,
  document: { id: `00000000-0000-4000-8000-00000000000${marker % 10}`, title: text, uri: `${text}.md` },
  quote: text,
  locator: { start: 0, end: text.length, ...place },
  url: `https://docs.example/d/${marker}`,
})
const base = { backend: { name: 'extractive', model: null }, tookMs: 1 } as const
const searched = (text: string) => ({
  documents: 3,
  nearest: [
    { document: citation(1, text).document, locator: citation(1, text).locator, url: 'https://docs.example/n' },
  ],
})
const answered = (text: string): Answer => ({
  kind: 'answered',
  markdown: `${text} [1] ${text} [2]`,
  confidence: 0.8,
  citations: [citation(1, text), citation(2, text)],
  searched: searched(text),
  ...base,
})
const refusal = (text: string): Answer => ({
  kind: 'no_evidence',
  markdown: `I don't know. ${text}`,
  citations: [],
  searched: searched(text),
  ...base,
})

const replies = (text: string): readonly Reply[] => [
  { kind: 'answer', question: text, answer: answered(text), notes: [text] },
  { kind: 'answer', question: text, answer: refusal(text), notes: [] },
  { kind: 'placeholder', question: text },
  { kind: 'placeholder', question: text, soFar: text },
  {
    kind: 'results',
    result: {
      query: text,
      hits: [1, 2, 3, 4, 5].map((rank) => ({ rank, score: 1 / rank, ...citation(rank, text) })),
      tookMs: 1,
    },
  },
  { kind: 'results', result: { query: text, hits: [], tookMs: 1 } },
  {
    kind: 'indexing',
    files: [
      { name: text, state: 'reading', pages: { done: 12, total: 40 } },
      { name: text, state: 'failed', message: text },
    ],
    isDone: false,
  },
  { kind: 'indexing', files: [{ name: text, state: 'indexed', chunks: 3 }], isDone: true },
  { kind: 'indexing', files: [{ name: text, state: 'indexed', chunks: 3, message: text }], isDone: true },
  { kind: 'summary', title: text, sentences: [text, text] },
  { kind: 'summary', title: text, sentences: [text], url: 'https://docs.example/s', note: text },
  { kind: 'summary', title: text, sentences: [text], url: 'javascript:alert(1)' },
  {
    kind: 'favourites',
    favourites: [{ question: text, markdown: text, citations: [citation(1, text)], at: '2026-01-01' }],
  },
  { kind: 'favourites', favourites: [] },
  { kind: 'link-code', code: 'ABCD-EFGH', minutes: 15 },
  { kind: 'continued', title: text, turns: [{ role: 'user', text }] },
  {
    kind: 'status',
    status: {
      documents: 1,
      chunks: 2,
      lastIndexedAt: null,
      retrieval: 'lexical',
      writer: 'extractive',
      pending: 0,
      warnings: ['disk: 12 MB are free'],
    },
  },
  { kind: 'help', problem: text, commands: [{ usage: 'ask <question>', says: 'answers' }] },
  { kind: 'notice', message: text, traceId: 'abc12345' },
]

export function testPlatform({ name, open, markup, alarming, maxBytes }: PlatformCase): void {
  describe(`the platform contract on ${name}`, () => {
    const opened: PlatformDriver[] = []
    const start = async () => {
      const driver = await open()
      opened.push(driver)
      return driver
    }
    afterEach(async () => {
      for (const driver of opened.splice(0)) await driver[Symbol.asyncDispose]()
    })
    const receive = async (driver: PlatformDriver): Promise<Incoming> => {
      expect(await driver.ask('Who approves travel?', '1')).toBeLessThan(300)
      return driver.host.accepted[0]!
    }
    let outboxId = 40
    const outbound = (driver: PlatformDriver, incoming: Incoming, reply: Reply): Outbound => {
      outboxId += 1
      const { secret, target } = incoming
      const { payload } = JSON.parse(JSON.stringify(driver.platform.render(cardFor(reply), incoming)))
      return {
        id: String(outboxId),
        kind: 'final',
        attempt: 1,
        target,
        payload,
        private: false,
        createdAt: new Date(),
        ...(secret !== undefined && { secret }),
      }
    }
    const answer = (text: string): Reply => ({ kind: 'answer', question: 'Who?', answer: answered(text), notes: [] })

    test('a question is stored once however often it is delivered, in JSON, under a key of its own thread', async () => {
      const driver = await start()
      const incoming = await receive(driver)
      await driver.ask('Who approves travel?', '1')
      expect(driver.host.accepted).toHaveLength(1)
      expect(incoming.request).toMatchObject({ kind: 'ask', question: 'Who approves travel?' })
      expect(incoming.platform).toBe(driver.platform.id)
      expect(JSON.parse(JSON.stringify(incoming))).toEqual(incoming)
      expect(incoming.threadKey.startsWith(`${driver.platform.id}:`)).toBe(true)
      for (const value of Object.values(incoming.target)) expect(typeof value).toMatch(/^(?:string|boolean)$/)
      await driver.ask('And who pays for it?', '2')
      expect(new Set(driver.host.accepted.map(({ naturalKey }) => naturalKey)).size).toBe(2)
    })

    test('it ignores itself and refuses forgeries', async () => {
      const driver = await start()
      if (driver.askItself) expect(await driver.askItself('Who approves travel?', '3')).toBeLessThan(300)
      if (driver.forge) expect(await driver.forge('Who approves travel?', '4')).toBe(401)
      expect(driver.host.accepted).toEqual([])
    })

    test('what could not be stored is not acknowledged', async () => {
      const driver = await start()
      driver.host.before = () => Promise.reject(new Error('the database is away'))
      const status = await driver.ask('Who approves travel?', '5').catch(() => 500)
      expect(status).toBeGreaterThanOrEqual(500)
    })

    test('every reply is shown in words, within the limits, and as data', async () => {
      const driver = await start()
      const incoming = await receive(driver)
      for (const text of [
        'Travel is approved by the lead.',
        hostile,
        'x'.repeat(60_000),
        '\n\n',
        '👩‍🚀'.repeat(5_000),
      ]) {
        for (const reply of replies(text)) {
          const { payload, displayMarkdown } = driver.platform.render(cardFor(reply), incoming)
          const json = JSON.stringify(payload)
          expect(Buffer.byteLength(json), reply.kind).toBeLessThanOrEqual(maxBytes)
          for (const part of markup(payload)) expect(part, reply.kind).not.toMatch(alarming)
          expect(json, reply.kind).not.toContain('"javascript:')
          if (reply.kind !== 'placeholder') expect(displayMarkdown.trim(), reply.kind).not.toBe('')
        }
      }
    })

    test('a place is said in words, whatever kind it is of', async () => {
      const driver = await start()
      const incoming = await receive(driver)
      const hits = places.map(([place], index) => ({
        ...citation(index, 'Handbook', place),
        rank: index + 1,
        score: 1,
      }))
      const shown = driver.platform.render(
        cardFor({ kind: 'results', result: { query: 'x', hits, tookMs: 1 } }),
        incoming,
      )
      const missing = places.filter(([, words]) => !shown.displayMarkdown.includes(words))
      expect(missing).toEqual([])
    })

    test('what is written so far is shown without marks that may change, and in the end without a trace', async () => {
      const driver = await start()
      const incoming = await receive(driver)
      const before = driver.posted()
      const soFar = 'The **lead** approves travel [1][2]. Above 500 euro **the dir'
      const growing: Reply = { kind: 'placeholder', question: 'Who?', soFar }
      const json = JSON.stringify(driver.platform.render(cardFor(growing), incoming).payload)
      expect(json).toContain('approves travel')
      expect(json).not.toMatch(/\[1\]|\[2|\*\*the dir/)
      const first = await driver.platform.send({ ...outbound(driver, incoming, growing), kind: 'placeholder' })
      const longer = outbound(driver, incoming, { ...growing, soFar: `${soFar}ector [3` })
      const second = await driver.platform.send({ ...longer, kind: 'placeholder', replaces: first })
      await driver.platform.send({ ...outbound(driver, incoming, answer('The lead does.')), replaces: second })
      if (!driver.failNext) return
      expect(driver.posted()).toBe(before + 1)
      expect(driver.shown()).toContain('The lead does')
      expect(driver.shown()).not.toContain('Still writing')
    })

    test('what was read and what was left out of it is said', async () => {
      const driver = await start()
      const incoming = await receive(driver)
      const shown = (reply: Reply) =>
        driver.platform.render(cardFor(reply), incoming).displayMarkdown.replaceAll('\\', '')
      const message = '38 of 40 pages. Left out: wiki.example/a is not there'
      const name = 'sitemap'
      expect(
        shown({ kind: 'indexing', files: [{ name, state: 'indexed', chunks: 3, message }], isDone: true }),
      ).toContain(message)
      const reading = { name, state: 'reading', pages: { done: 12, total: 40 } } as const
      expect(shown({ kind: 'indexing', files: [reading], isDone: false })).toContain('12 of 40 pages')
      const note = 'Read just now; not indexed.'
      const summary = shown({
        kind: 'summary',
        title: 'Garage',
        sentences: ['One.'],
        url: 'https://docs.example/s',
        note,
      })
      for (const part of ['Garage', 'One.', note, 'docs.example/s']) expect(summary).toContain(part)
    })

    test('an over-long answer is posted all the same', async () => {
      const driver = await start()
      const incoming = await receive(driver)
      const before = driver.posted()
      expect(await driver.platform.send(outbound(driver, incoming, answer('word '.repeat(20_000))))).not.toBe('')
      if (driver.failNext) expect(driver.posted()).toBe(before + 1)
    })

    test('a limit is told with its time, a failure as what it is, and neither is tried twice', async () => {
      const driver = await start()
      if (!driver.failNext) return
      const incoming = await receive(driver)
      const send = () => driver.platform.send(outbound(driver, incoming, answer('The lead does.')))
      driver.failNext('rate-limit')
      const limited = await send().then(
        () => null,
        (error: unknown) => error,
      )
      expect(limited).toBeInstanceOf(AppError)
      expect(limited).toMatchObject({ retry: 'later' })
      expect((limited as AppError).retryAfterMs).toBeGreaterThan(0)
      driver.host.blocked.clear()
      const before = driver.posted()
      driver.failNext('unavailable')
      await expect(send()).rejects.toMatchObject({ name: 'AppError' })
      expect(driver.posted() - before).toBeLessThanOrEqual(1)
      driver.host.blocked.clear()
      await send()
      expect(driver.shown()).toContain('The lead does')
    })

    test('something nobody asked for is said at a place that was heard from, below no message of it', async () => {
      const driver = await start()
      const incoming = await receive(driver)
      const reached = driver.platform.reach(incoming, incoming.target)
      // Of this machine, where nothing is said that was not asked for.
      if (!driver.failNext) return expect(reached).toBeNull()
      const direct = driver.platform.reach({ ...incoming, place: { kind: 'direct' } }, null)
      expect(direct !== null).toBe(driver.reachesAnyone === true)
      expect(reached!.threadKey).not.toBe(incoming.threadKey)
      const { secret: _, ...place } = incoming
      const before = driver.posted()
      const said = { ...place, target: reached!.target }
      expect(
        await driver.platform.send(outbound(driver, said, { kind: 'notice', message: 'All is indexed.' })),
      ).not.toBe('')
      expect(driver.posted()).toBe(before + 1)
      expect(driver.shown()).toContain('All is indexed.')
      expect(driver.shown()).not.toMatch(/replyTo|thread_ts|threadTs|message_reference/)
    })

    test('readers see what was shared where they are, and nothing of channels they may not be in', async () => {
      const driver = await start()
      const incoming = await receive(driver)
      const audiences = await driver.platform.readableBy(incoming, driver.foreignChannels)
      expect(audiences).toContain(audienceOf(incoming.platform, incoming))
      for (const channel of driver.foreignChannels) expect(audiences).not.toContain(channel)
    })
  })
}
