// Picks the embedder by what EMBEDDING_MODEL names: the model of a package, a folder that exists, else one of a server.
import { statSync } from 'node:fs'
import { AppError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { createOnnxEmbedder } from './onnx.ts'
import { createOpenAiEmbedder } from './openai.ts'
import { createPackagedEmbedder, packaged } from './packaged.ts'
import type { Embedder } from './types.ts'

export interface EmbedderConfig {
  /** `packaged`, a folder, or a model's name. */
  readonly model: string
  readonly dimensions?: number | undefined
  readonly baseUrl?: string | undefined
  readonly apiKey?: string | undefined
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
  readonly log?: Log | undefined
}

/** @throws AppError `config` or `embedding-model-folder`: the message names the variable */
export function createEmbedder(config: EmbedderConfig): Embedder {
  const { model } = config
  if (model === packaged) return createPackagedEmbedder(config.dimensions)
  if (statSync(model, { throwIfNoEntry: false })?.isDirectory()) {
    return createOnnxEmbedder({ path: model, dimensions: config.dimensions })
  }
  if (/^\.{0,2}[\\/]/.test(model))
    throw new AppError('config', `EMBEDDING_MODEL is "${model}", and there is no such folder: correct the path.`)
  if (config.baseUrl === undefined && config.apiKey === undefined)
    throw new AppError(
      'config',
      'EMBEDDING_MODEL is set, but not who runs it: set OPENAI_API_KEY, or OPENAI_BASE_URL to a server of your own.',
    )
  return createOpenAiEmbedder(config)
}
