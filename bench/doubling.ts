// Every pure function over foreign text, fed with texts that double in length: how its time grows. DOUBLING=<words>
// measures only those functions whose names hold them. Time is the least of several runs by the clock (the
// processor's own is counted in steps of 4 ms on some machines), and none under 1 ms counts.

import { owner } from '../src/askers.ts'
import { decodeText as discordText } from '../src/bots/discord/receive/text.ts'
import * as discord from '../src/bots/discord/render/markdown.ts'
import { render as discordCard } from '../src/bots/discord/render/render.ts'
import { render as pageCard } from '../src/bots/local/render.ts'
import { decodeText as slackText } from '../src/bots/slack/receive/text.ts'
import * as slack from '../src/bots/slack/render/mrkdwn.ts'
import { render as slackCard } from '../src/bots/slack/render/render.ts'
import { storable } from '../src/bots/storable.ts'
import * as teamsText from '../src/bots/teams/receive/text.ts'
import * as teams from '../src/bots/teams/render/prose.ts'
import { render as teamsCard } from '../src/bots/teams/render/render.ts'
import type { Card } from '../src/card.ts'
import { plainSoFar } from '../src/desk/ask/card.ts'
import { read } from '../src/desk/read.ts'
import { readsLikeQuestion } from '../src/desk/reads-like-question.ts'
import { scrub } from '../src/log.ts'
import { parseMarkdown } from '../src/portal/page/markdown.js'
import { quotables } from '../src/rag/answer/extractive/quotables.ts'
import { holdsAnswer } from '../src/rag/answer/extractive/values.ts'
import { asksForCredential, holdsCredential } from '../src/rag/answer/guard/credentials.ts'
import { instructs } from '../src/rag/answer/guard/instructions.ts'
import { isPermitted, vocabulary } from '../src/rag/answer/guard/permitted.ts'
import { support } from '../src/rag/answer/guard/verify.ts'
import { screen } from '../src/rag/answer/guard/withheld.ts'
import { readReply } from '../src/rag/answer/llm/statements.ts'
import { toIsoDate } from '../src/rag/extract/dates.ts'
import { readInside } from '../src/rag/extract/inside.ts'
import { formatNumber } from '../src/rag/extract/office/sheets/number-format.ts'
import { isNoindexPage } from '../src/rag/fetch/noindex.ts'
import { parseRobots } from '../src/rag/fetch/robots.ts'
import { parseSitemap } from '../src/rag/fetch/sitemap.ts'
import { parseWebUrl } from '../src/rag/fetch/web-url.ts'
import { chunk } from '../src/rag/indexing/chunk.ts'
import { codesIn } from '../src/rag/question/codes.ts'
import { isSmallTalk, standalone } from '../src/rag/question/follow-up.ts'
import { parseQuery } from '../src/rag/question/query.ts'
import { readQuestion } from '../src/rag/question/question.ts'
import { topicTerms } from '../src/rag/question/topic.ts'
import { analyze, analyzeTopic, queryTerms } from '../src/rag/text/analyze.ts'
import { blocks } from '../src/rag/text/blocks.ts'
import { indexTerms } from '../src/rag/text/bm25.ts'
import { fold } from '../src/rag/text/fold.ts'
import { detectLanguage } from '../src/rag/text/language.ts'
import { rootOf } from '../src/rag/text/markup.ts'
import { isNegated } from '../src/rag/text/negation.ts'
import { prose } from '../src/rag/text/prose.ts'
import { sentences } from '../src/rag/text/sentences.ts'
import { summarize } from '../src/rag/text/summary.ts'
import { cellsOf, groupsOf, headerOf, isTableRule, namesOf } from '../src/rag/text/table.ts'
import { attacks } from './attack-texts.ts'
import { judge, percentileOf } from './figures.ts'
import type { Benchmark, Row } from './types.ts'

const bar = 1.2
const shortest = 1 << 12
const longest = 1 << 20
/** Longer runs say enough: the text is not doubled again … */
const enoughMs = 40
/** … except so often where it has to be told whether a line only makes a step. */
const further = 3
const leastMs = 1
const runs = 5
/** Of a text; then it was run often enough. */
const measuredMs = 120

const bytesOf = (text: string) => new TextEncoder().encode(text)
const passage = (text: string) => ({ documentId: 'd', title: 'Zebra', text, relevance: 1 })
const asked = (text: string) => ({ text, original: text, isFollowUp: false })
const nothingKept = vocabulary('')

/** What a reader expects before the text that is foreign to it. */
const heads: Readonly<Record<string, string>> = {
  'a.md': '',
  'b.md': '---\ntitle: a\nauthor: ',
  'a.txt': '',
  'a.log': '',
  'a.py': '',
  'a.html': '<html><head><title>a</title></head><body><p>a</p>',
  'b.html': '<html><head><title>',
  'a.xml': '<?xml version="1.0"?><a>',
  'a.csv': 'a,b\n1,',
  'b.csv': 'a,b\n1,"',
  'a.tsv': 'a\tb\n',
  'a.rtf': '{\\rtf1\\ansi ',
  'a.json': '',
  'b.json': '["',
  'a.jsonl': '',
  'a.ipynb': '{"cells":[{"cell_type":"markdown","source":["',
  'a.vtt': 'WEBVTT\n\n00:00.000 --> 00:01.000\n',
  'a.srt': '1\n00:00:00,000 --> 00:00:01,000\n',
  'a.eml': 'From: a@example.com\nSubject: a\nContent-Type: text/plain\n\n',
  'b.eml': 'From: a@example.com\nSubject: ',
}

const readers = Object.entries(heads).map(
  ([name, head]) => [`read ${name}`, (text: string) => readInside(name, bytesOf(head + text))] as const,
)

const functions: readonly (readonly [name: string, run: (text: string) => unknown])[] = [
  ...readers,
  ['chunk', (text) => chunk({ text, layout: { pages: [], headings: [] } })],
  ['sentences', sentences],
  ['blocks', blocks],
  ['cellsOf', cellsOf],
  ['isTableRule', isTableRule],
  ['headerOf', (text) => headerOf(text.split('\n'), '')],
  ['namesOf', (text) => namesOf(text.split('\n').map(cellsOf))],
  ['groupsOf', (text) => groupsOf(text.split('\n').map(cellsOf))],
  ['fold', fold],
  ['analyze', (text) => analyze(text)],
  ['analyze, German', (text) => analyze(text, 'de')],
  ['analyzeTopic', (text) => analyzeTopic(text)],
  ['queryTerms', (text) => queryTerms(text)],
  ['indexTerms', (text) => indexTerms({ text, title: text, heading: text }, 85)],
  ['parseQuery', (text) => parseQuery(text)],
  ['detectLanguage', detectLanguage],
  ['rootOf', (text) => rootOf(bytesOf(text))],
  ['prose', prose],
  ['quotables', (text) => quotables(text)],
  ['readQuestion', (text) => readQuestion(asked(text))],
  ['standalone', (text) => standalone(text, [{ question: text, answer: text } as never])],
  ['isSmallTalk', isSmallTalk],
  ['topicTerms', topicTerms],
  ['codesIn', codesIn],
  ['instructs', instructs],
  ['asksForCredential', asksForCredential],
  ['holdsCredential', holdsCredential],
  ['isNegated', isNegated],
  [
    'holdsAnswer',
    (text) =>
      (['time', 'duration', 'count', 'amount', 'person', 'place', 'reason', 'manner'] as const).map((type) =>
        holdsAnswer(type as never, text),
      ),
  ],
  ['screen', (text) => screen([passage(text)], 'What is the limit?')],
  ['support, of the sentence', (text) => support(text, 'The limit is 500 euros.')],
  ['support, of the evidence', (text) => support('The limit is 500 euros.', text)],
  ['summarize', (text) => summarize(text)],
  ['readReply', (text) => readReply(text)],
  ['readReply, unfinished', (text) => readReply(text, false)],
  [
    'isPermitted',
    (text) =>
      isPermitted(text, {
        evidence: text,
        head: 'Zebra',
        question: 'What is the limit?',
        mayBeCredential: false,
        withheld: nothingKept,
        peculiar: new Set(),
      }),
  ],
  ['toIsoDate', toIsoDate],
  ['formatNumber', (text) => formatNumber('12345.678', text, false)],
  ['parseRobots', (text) => parseRobots(`User-agent: *\nDisallow: ${text}`)],
  ['parseSitemap', (text) => parseSitemap(bytesOf(`<urlset><url><loc>${text}`), 'xml')],
  ['parseSitemap, a list', (text) => parseSitemap(bytesOf(text), 'list')],
  ['isNoindexPage', (text) => isNoindexPage(bytesOf(`<html><head>${text}`))],
  ['parseWebUrl', (text) => parseWebUrl(`https://example.com/${text}`)],
  ['read a message', (text) => read(text, 'message')],
  ['read what is typed', (text) => read(text, 'typed')],
  ['read a command', (text) => read(text, 'command')],
  ['readsLikeQuestion', readsLikeQuestion],
  ['plainSoFar', plainSoFar],
  ['storable', storable],
  ['scrub', scrub],
  ['Slack, spans', (text) => slack.toSpans(text, new Map())],
  ['Slack, escape', slack.escapeMarkdown],
  ['Slack, decode', slackText],
  ['Discord, prose', (text) => discord.prose(text)],
  ['Discord, clean', discord.clean],
  ['Discord, one line', discord.oneLine],
  ['Discord, escape', discord.escapeMarkdown],
  ['Discord, words', discord.words],
  ['Discord, decode', (text) => discordText(text)],
  ['Teams, paragraphs', (text) => teams.toParagraphs(text)],
  ['Teams, escape', teams.escapeMarkdown],
  ['Teams, HTML', teamsText.htmlToText],
  ['Teams, plain words', teamsText.plainWords],
  ['Teams, quote', teamsText.splitQuote],
  ['Teams, mentions', teamsText.withoutMentions],
  ['page, Markdown', parseMarkdown],
  ['card on Slack', (text) => slackCard(cardOf(text))],
  ['card on Discord', (text) => discordCard(cardOf(text), { target: {} })],
  ['card on Teams', (text) => teamsCard(cardOf(text), inChannel)],
  ['card on the page', (text) => pageCard(cardOf(text))],
]

/** A text wherever a card may have one. */
function cardOf(text: string): Card {
  const source = {
    label: '1.',
    document: { id: 'd', title: text, uri: text },
    locator: { heading: text, start: 0, end: 1 },
  }
  const lines = text.split(/[\n ]/)
  return {
    tone: 'info',
    title: text,
    question: text,
    footer: text,
    parts: [
      { kind: 'prose', markdown: text },
      { kind: 'notice', text },
      { kind: 'note', text },
      { kind: 'list', items: [{ title: text, markdown: text, note: text }, ...lines.map((line) => ({ text: line }))] },
      { kind: 'fields', fields: [{ name: text, value: text }] },
      { kind: 'table', header: [text], rows: lines.map((line) => [line]) },
      { kind: 'code', text },
      { kind: 'progress', share: 1, isDone: false, steps: [{ state: 'done', text }] },
      { kind: 'sources', role: 'found', title: text, sources: [{ ...source, quote: text }] },
      { kind: 'empty', text, hint: text },
    ],
  }
}
const inChannel = {
  person: owner,
  place: { kind: 'channel', id: 't/c', hasGuests: false, hasExternals: false },
  target: { type: 'channel' },
} as const

interface Point {
  readonly length: number
  readonly ms: number
}

async function timeOf(run: (text: string) => unknown, text: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  const begun = performance.now()
  for (let i = 0; i < runs && (i < 2 || performance.now() - begun < measuredMs); i += 1) {
    const before = performance.now()
    try {
      await run(text)
    } catch (error) {
      // What is refused is read as well; what breaks down (a stack that overflows) is not.
      if (error instanceof RangeError) throw error
    }
    least = Math.min(least, performance.now() - before)
  }
  return least
}

/** The slope of log(time) over log(length), least squares; null with fewer than three points of 1 ms and more. */
export function exponentOf(points: readonly Point[]): number | null {
  const counted = points.filter(({ ms }) => ms >= leastMs).map(({ length, ms }) => [Math.log(length), Math.log(ms)])
  if (counted.length < 3) return null
  const mean = (at: 0 | 1) => counted.reduce((sum, point) => sum + point[at]!, 0) / counted.length
  const [x, y] = [mean(0), mean(1)]
  const over = counted.reduce((sum, point) => sum + (point[0]! - x) * (point[1]! - y), 0)
  return over / counted.reduce((sum, point) => sum + (point[0]! - x) ** 2, 0)
}

/**
 * The median of the slopes from each doubling to the next; null with fewer than three. Work of its own that begins at some
 * length (a charset that is guessed, a second look) makes one slope steep; a power makes all of them so.
 */
function steadyExponentOf(points: readonly Point[]): number | null {
  const counted = points.filter(({ ms }) => ms >= leastMs)
  const slopes = counted.slice(1).map(({ ms }, at) => Math.log2(ms / counted[at]!.ms))
  return slopes.length < 3 ? null : percentileOf(slopes, 50)
}

/** @param beyond how often it is doubled after it took long enough */
async function growth(
  run: (text: string) => unknown,
  make: (length: number) => string,
  beyond = 0,
): Promise<readonly Point[]> {
  const points: Point[] = []
  let left = beyond
  for (let length = shortest; length <= longest; length *= 2) {
    const ms = await timeOf(run, make(length))
    points.push({ length, ms })
    if (ms > enoughMs && left-- <= 0) break
  }
  return points
}

export const doubling: Benchmark = {
  name: 'doubling',
  async run() {
    const only = process.env.DOUBLING ?? ''
    const rows: Row[] = []
    for (const [name, run] of functions.filter(([name]) => name.includes(only))) {
      let worst = { exponent: 0, attack: 'under 1 ms', last: { length: longest, ms: 0 } }
      for (const { name: attack, make } of attacks) {
        try {
          let points = await growth(run, make)
          let exponent = exponentOf(points)
          // A pause of the machine bends a line: what seems too steep is measured again, and the flatter one counts.
          for (let again = 0; again < 2 && exponent !== null && exponent > bar; again += 1) {
            const other = await growth(run, make)
            const flatter = exponentOf(other)
            if (flatter === null || flatter < exponent) [points, exponent] = [other, flatter]
          }
          if (exponent !== null && exponent > bar) {
            const steady = steadyExponentOf(await growth(run, make, further))
            if (steady !== null && steady < exponent) exponent = steady
          }
          if (exponent !== null && exponent > worst.exponent) worst = { exponent, attack, last: points.at(-1)! }
        } catch {
          worst = { exponent: Number.POSITIVE_INFINITY, attack: `${attack}: broke down`, last: worst.last }
        }
      }
      process.stderr.write(`  ${name}: n^${worst.exponent.toFixed(2)}, ${worst.attack}\n`)
      rows.push({
        what: `doubling: ${name}`,
        figure: `n^${worst.exponent.toFixed(2)} (${worst.attack}, ${worst.last.ms.toFixed(0)} ms for ${worst.last.length} characters)`,
        bar: `≤ n^${bar}`,
        verdict: judge(worst.exponent <= bar),
      })
    }
    return rows
  },
}
