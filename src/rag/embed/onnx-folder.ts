// What a local model's folder holds, in the layout of Hugging Face and sentence-transformers: which file to load, how
// to pool, how long a text may be, what to put in front of it. Refuses a folder without a model or a tokenizer.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { AppError, describeError } from '../../errors.ts'
import { type Pooling, poolings } from './pooling.ts'
import { type Prefixes, prefixesOf } from './prefixes.ts'

export interface OnnxFolder {
  readonly path: string
  /** The folder's name and a hash of what decides the vectors: another model under the same name is another one. */
  readonly model: string
  /** Below `path`: "onnx" or "". */
  readonly subfolder: string
  /** Without ".onnx". */
  readonly fileName: string
  /** Weights beside the file: models above 2 GB. */
  readonly hasExternalData: boolean
  readonly pooling: Pooling
  /** Layers after the pooling that are only in files whose output is `sentence_embedding`. */
  readonly hasMoreLayers: boolean
  readonly maxTokens: number
  readonly prefixes: Prefixes
}

/** Best first: full precision, then the smaller ones, by the names of https://huggingface.co/docs/transformers.js/guides/dtypes */
const fileNames = ['model', 'model_fp16', 'model_quantized', 'model_int8', 'model_uint8', 'model_q4', 'model_q4f16']
/** Attention grows with the square of it: passages are shorter anyway. */
const mostTokens = 2_048

/** @throws AppError `embedding-model-folder` */
export function readOnnxFolder(folder: string): OnnxFolder {
  const path = resolve(folder)
  const found = fileNames
    .flatMap((fileName) => [
      { subfolder: 'onnx', fileName },
      { subfolder: '', fileName },
    ])
    .find(({ subfolder, fileName }) => existsSync(join(path, subfolder, `${fileName}.onnx`)))
  if (!found) throw broken(path, 'no onnx/model.onnx')
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
    if (!existsSync(join(path, name))) throw broken(path, `no ${name}`)

  const read = (name: string): Record<string, unknown> => readJson(path, name)
  const file = join(path, found.subfolder, `${found.fileName}.onnx`)
  const pooling = read('1_Pooling/config.json')
  const decisive = [found, statSync(file).size, read('config.json'), pooling, read('tokenizer_config.json')]
  const hash = createHash('sha256').update(JSON.stringify(decisive)).digest('hex').slice(0, 12)
  const name = basename(path)
  const modules: unknown = read('modules.json')
  return {
    path,
    model: `onnx:${name}@${hash}`,
    ...found,
    hasExternalData: existsSync(`${file}_data`),
    pooling: readPooling(path, pooling),
    hasMoreLayers: Array.isArray(modules) && modules.some(({ type }) => String(type).endsWith('.Dense')),
    maxTokens: readMaxTokens(read),
    prefixes: readPrefixes(read('config_sentence_transformers.json').prompts) ?? prefixesOf(name),
  }
}

function readPooling(path: string, config: Record<string, unknown>): Pooling {
  const named = { mean: 'pooling_mode_mean_tokens', cls: 'pooling_mode_cls_token', lasttoken: 'pooling_mode_lasttoken' }
  const asked = Object.entries(config).filter(([key, value]) => key.startsWith('pooling_mode') && value === true)
  const pooling = poolings.find((one) => config.pooling_mode === one || config[named[one]] === true)
  if (asked.length > 1 || (!pooling && (asked.length > 0 || typeof config.pooling_mode === 'string')))
    throw broken(path, 'a kind of pooling in 1_Pooling/config.json that is not supported (mean, cls, lasttoken are)')
  return pooling ?? 'mean'
}

function readMaxTokens(read: (name: string) => Record<string, unknown>): number {
  const { max_position_embeddings: positions, model_type: type } = read('config.json')
  const claims = [
    read('sentence_bert_config.json').max_seq_length,
    read('tokenizer_config.json').model_max_length,
    // RoBERTa's first two positions are not for tokens.
    typeof positions === 'number' && /roberta|mpnet/.test(String(type)) ? positions - 2 : positions,
  ]
  return Math.min(mostTokens, ...claims.filter((claim) => typeof claim === 'number' && claim > 0).map(Number))
}

function readPrefixes(prompts: unknown): Prefixes | null {
  const { query, document, passage } = (prompts ?? {}) as Record<string, unknown>
  if (typeof query !== 'string') return null
  const before = document ?? passage
  return { query, document: typeof before === 'string' ? before : '' }
}

/** {} for a file that is not there. */
function readJson(path: string, name: string): Record<string, unknown> {
  const file = join(path, name)
  if (!existsSync(file)) return {}
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Record<string, unknown>
  } catch (error) {
    throw broken(path, `a ${name} that is not JSON (${describeError(error)})`)
  }
}

function broken(path: string, what: string): AppError {
  return new AppError(
    'embedding-model-folder',
    `EMBEDDING_MODEL names the folder ${path}, which has ${what}: point it at an ONNX export of an embedding model with its tokenizer.`,
  )
}
