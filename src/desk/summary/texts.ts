// Summaries of a message, a web page, and the thread it was asked in: of what people wrote there where the platform lets that
// be read, else of what they asked the bot and what it answered.

import { type Card, noticeCard } from '../../card.ts'
import type { AccessScope, Incoming, ThreadMessage, Turn } from '../../model.ts'
import type { Rag } from '../../rag/types.ts'
import type { TranscriptStore } from '../../store/transcripts/conversations.ts'
import type { Message } from '../types.ts'

const pageSentences = 5
/** Of a message, in UTF-16 code units: longer than any that a platform lets people write. */
const messageChars = 100_000
// Of a thread: so many exchanges are looked at, and so many lines are shown.
const mostTurns = 200
const threadLines = 6

interface Summary {
  readonly title: string
  /** Verbatim, in the order of the text. */
  readonly sentences: readonly (string | { readonly text: string; readonly url?: string })[]
  readonly url?: string
  /** What was read for it, where that is not plain. */
  readonly note?: string
}

export function summaryCard({ title, sentences, url, note }: Summary): Card {
  return {
    tone: 'info',
    title: `Key sentences of “${title}”`,
    parts: [
      { kind: 'list', items: sentences.map((one) => (typeof one === 'string' ? { text: one } : one)) },
      ...(url === undefined ? [] : [{ kind: 'link', text: 'Open the original', url } as const]),
    ],
    ...(note !== undefined && { footer: note }),
  }
}

/** Of a text that came with the request. */
export async function summarizeMessage(
  rag: Pick<Rag, 'summarize'>,
  { title, text: whole, url }: Pick<Message, 'title' | 'text' | 'url'>,
): Promise<Card> {
  const text = whole.slice(0, messageChars)
  const sentences = await rag.summarize(text)
  if (sentences.length === 0) return noticeCard('There are no words in that message, so there is nothing to summarize.')
  const isCut = text.length < whole.length
  const note = `Of a long message I read the first ${text.length.toLocaleString('en')} characters.`
  return summaryCard({ title, sentences, ...(url !== undefined && { url }), ...(isCut && { note }) })
}

/** @throws AppError for a page that cannot be read, with what to do */
export async function summarizePage(rag: Pick<Rag, 'readText' | 'summarize'>, address: string): Promise<Card> {
  const { title, text, url, isCut } = await rag.readText(address)
  const sentences = await rag.summarize(text, pageSentences)
  if (sentences.length === 0) return noticeCard('There are no words on that page to summarize.')
  const part = isCut ? `, of a long page its first ${text.length.toLocaleString('en')} characters` : ''
  return summaryCard({ title, sentences, url, note: `Read just now${part}; not indexed.` })
}

/** Null where nobody wrote anything. Each sentence leads to the message that says it first. */
export async function summarizeWritten(
  rag: Pick<Rag, 'summarize'>,
  messages: readonly ThreadMessage[],
): Promise<Card | null> {
  const written = messages.filter(({ isPerson, text }) => isPerson && text.trim() !== '')
  const sentences = await rag.summarize(written.map(({ text }) => text).join('\n\n'), threadLines)
  if (sentences.length === 0) return null
  const counted = `${written.length} ${written.length === 1 ? 'message' : 'messages'}`
  return summaryCard({
    title: 'this thread',
    sentences: sentences.map((text) => {
      const url = written.find((message) => message.text.includes(text))?.url
      return { text, ...(url !== undefined && { url }) }
    }),
    note: `From ${counted} that people wrote here, in their own words.`,
  })
}

/** @param scope what every reader there may see: answers from anything else are left out */
export async function summarizeThread(
  { store, rag }: { readonly store: Pick<TranscriptStore, 'readHistory'>; readonly rag: Pick<Rag, 'summarize'> },
  incoming: Incoming,
  { workspaceId, audiences }: AccessScope,
): Promise<Card> {
  const turns = await store.readHistory(workspaceId, incoming, audiences, mostTurns)
  const exchanges = exchangesOf(turns)
  if (exchanges.length === 0)
    return noticeCard(
      'I have answered nothing here yet, and read no other messages. Ask for a summary in a thread that I have answered in, or name a page: summarize https://wiki.example.com/page',
    )
  const counted = `${exchanges.length} ${exchanges.length === 1 ? 'question' : 'questions'}`
  return summaryCard({
    title: exchanges.length === 1 ? 'this conversation' : `the ${counted} of this conversation`,
    sentences: await keySentences(rag, exchanges),
    note: `From ${counted} that I answered here; I read no other messages.`,
  })
}

interface Exchange {
  readonly question: string
  readonly answer: string
}

/** What was asked and answered; an "I don't know" says nothing. */
function exchangesOf(turns: readonly Turn[]): Exchange[] {
  return turns.flatMap(({ role, text }, index) => {
    const answer = turns[index + 1]
    if (role !== 'user' || answer?.role !== 'assistant' || /^I don['’]t know\b/.test(answer.text)) return []
    const said = answer.text.replace(/(?<!\s)\s*\[\d+\]/g, '').replaceAll('**', '')
    return said.trim() === '' ? [] : [{ question: text, answer: said }]
  })
}

/** A sentence of each answer while there are few, else the key ones of all; each after its question. */
async function keySentences({ summarize }: Pick<Rag, 'summarize'>, exchanges: readonly Exchange[]): Promise<string[]> {
  const picked =
    exchanges.length <= threadLines
      ? null
      : new Set(await summarize(exchanges.map(({ answer }) => answer).join('\n\n'), threadLines))
  const lines = []
  for (const { question, answer } of exchanges) {
    const all =
      picked === null ? await summarize(answer, 1) : [...picked].filter((sentence) => answer.includes(sentence))
    if (all.length > 0) lines.push(`${question.trim()} — ${all.join(' ')}`)
  }
  return lines
}
