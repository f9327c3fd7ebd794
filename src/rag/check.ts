// Whether what answers are made with works right now: a tiny request to each model, and a file read in the jail.
import { AppError, describeError } from '../errors.ts'
import type { Finding } from '../model.ts'
import { createChatModel } from './answer/llm/model.ts'
import { createEmbedder } from './embed/index.ts'
import { whoRefusesNetwork } from './extract/sandbox/confinement.ts'
import { readInJail } from './extract/sandbox/jail.ts'
import type { RagOptions } from './index.ts'
import { createReranker } from './rerank/index.ts'

type Models = Pick<RagOptions, 'chat' | 'embedding' | 'rerank'>

/** @param timeoutMs for the chat model's whole answer; it may have to be loaded first */
export async function checkChat(chat: NonNullable<Models['chat']>, timeoutMs: number): Promise<readonly Finding[]> {
  const model = createChatModel({ ...chat, totalMs: timeoutMs, firstTokenMs: timeoutMs, maxTokens: 5 })
  const { text } = await model.complete({ system: 'Answer in one word.', user: 'Say yes.' }, () => {})
  const message =
    text.trim() === '' ? `${chat.model} answered with nothing: use another CHAT_MODEL` : `${chat.model} answers`
  return [{ about: 'chat model', level: text.trim() === '' ? 'error' : 'ok', message }]
}

/** @param stored the dimensions of the vectors that are indexed with this model; null when there are none */
export async function checkEmbedding(
  embedding: NonNullable<Models['embedding']>,
  stored: number | null,
  now: () => number,
): Promise<readonly Finding[]> {
  const embedder = createEmbedder({ ...embedding, now })
  try {
    const [vector] = await embedder.embed(['ping'], 'query')
    const length = vector?.length ?? 0
    const isOther = stored !== null && stored !== length
    const message = isOther
      ? `${embedding.model} makes vectors of ${length} numbers, and those indexed have ${stored}: set EMBEDDING_DIMENSIONS to ${stored}, or run "ragbot reindex"`
      : `${embedding.model} answers, ${length} numbers a vector`
    return [{ about: 'embedding model', level: isOther ? 'error' : 'ok', message }]
  } finally {
    await embedder.close?.()
  }
}

export async function checkRerank(models: Models, now: () => number): Promise<readonly Finding[]> {
  const { rerank, chat = {} } = models
  if (!rerank) return []
  await createReranker({ ...rerank, chat, now }).rerank('ping', ['pong'])
  return [{ about: 'rerank model', level: 'ok', message: `${rerank.model} answers` }]
}

const page = new TextEncoder().encode('<p>It reads.')

/** The child starts, reads, and is stopped by its limits of time and memory; and who keeps the network from it. */
export async function checkJail(): Promise<readonly Finding[]> {
  const problems: string[] = []
  const { text } = await readInJail('html', page)
  if (text !== 'It reads.') problems.push('it read a page wrongly')
  for (const [limits, code] of [
    [{ timeMs: 1 }, 'too-slow'],
    [{ memoryMb: 1 }, 'too-large'],
  ] as const) {
    const end = await readInJail('html', page, limits).then(
      () => 'done',
      (error: unknown) => (error instanceof AppError ? error.code : describeError(error)),
    )
    if (end !== code) problems.push(`its limit ${JSON.stringify(limits)} did not hold (${end})`)
  }
  if (problems.length > 0)
    return [{ about: 'file reader', level: 'error', message: `${problems.join(', ')}: install ragbot again` }]
  const byKernel = (await whoRefusesNetwork()) === 'kernel'
  const network = byKernel
    ? 'the kernel refuses it any network'
    : 'Node’s modules refuse it the network, not the kernel'
  return [{ about: 'file reader', level: 'ok', message: `reads, its limits hold; ${network}` }]
}
