// The models of one OpenAI-compatible server, and a reranker that may be elsewhere.
import { fail, optional, type Read, readList, readUrl, web, withoutSlash } from './values.ts'

interface ModelConfig {
  readonly model: string
  /** Of an OpenAI-compatible server; absent: OpenAI's own. */
  readonly baseUrl?: string
  readonly apiKey?: string
}

export interface ModelsConfig {
  /** Writes the answers; absent: they are quoted. */
  readonly chat?: ModelConfig & {
    /** Models of the same server that channels may choose instead. */
    readonly others?: readonly string[]
  }
  /** Finds by meaning; `model` may be a folder, or `packaged`. Absent: by words alone. */
  readonly embedding?: ModelConfig & { readonly dimensions?: number }
  /** Judges again what was found: a model of a rerank server, or "llm" for the one that writes. */
  readonly rerank?: ModelConfig
}

export function readModels(read: Read): ModelsConfig {
  const baseUrl = readUrl('OPENAI_BASE_URL', read('OPENAI_BASE_URL'), web)
  const apiKey = read('OPENAI_API_KEY')
  const server = { ...optional('baseUrl', baseUrl && withoutSlash(baseUrl)), ...optional('apiKey', apiKey) }
  const [chat, embedding, rerank] = [read('CHAT_MODEL'), read('EMBEDDING_MODEL'), read('RERANK_MODEL')]
  if (chat !== undefined && !baseUrl && !apiKey)
    fail('CHAT_MODEL is set, but not who runs it: set OPENAI_API_KEY, or OPENAI_BASE_URL to a server of your own')
  const others = readOthers(read('CHAT_MODELS'), chat)
  const dimensions = readDimensions(read('EMBEDDING_DIMENSIONS'))
  return {
    ...optional('chat', chat === undefined ? undefined : { model: chat, ...server, ...optional('others', others) }),
    ...optional(
      'embedding',
      embedding === undefined ? undefined : { model: embedding, ...server, ...optional('dimensions', dimensions) },
    ),
    ...optional('rerank', rerank === undefined ? undefined : readRerank(read, rerank, chat)),
  }
}

/** As many as Discord's menus hold beside what else there is to choose. */
const mostOthers = 20
/** As long as the text of an option on Slack: https://docs.slack.dev/reference/block-kit/composition-objects/option-object/ */
const longestName = 75

function readOthers(text: string | undefined, chat: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined
  if (chat === undefined) fail('CHAT_MODELS is what channels may choose instead of CHAT_MODEL: set CHAT_MODEL as well')
  const others = [...new Set(readList(text))].filter((name) => name !== chat)
  const wrong = others.find((name) => name.length > longestName || /^(?:usual|none|inherited)$/.test(name))
  if (wrong !== undefined)
    fail(`CHAT_MODELS holds "${wrong.slice(0, 100)}", which can be no model’s name here: leave it out`)
  if (others.length > mostOthers) fail(`CHAT_MODELS names ${others.length} models: at most ${mostOthers} can be chosen`)
  return others.length > 0 ? others : undefined
}

function readRerank(read: Read, model: string, chat: string | undefined): ModelConfig {
  const baseUrl = readUrl('RERANK_BASE_URL', read('RERANK_BASE_URL'), web)
  if (model === 'llm' && chat === undefined)
    fail('RERANK_MODEL is "llm", which is the model of the answers: set CHAT_MODEL as well')
  if (model !== 'llm' && baseUrl === undefined)
    fail('RERANK_MODEL is set: set RERANK_BASE_URL to the server that has it, or RERANK_MODEL to llm')
  return {
    model,
    ...optional('baseUrl', baseUrl && withoutSlash(baseUrl)),
    ...optional('apiKey', read('RERANK_API_KEY')),
  }
}

function readDimensions(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const dimensions = Number(text)
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 16_000)
    fail(`EMBEDDING_DIMENSIONS is "${text}": set it to a number from 1 to 16000, or leave it out`)
  return dimensions
}
