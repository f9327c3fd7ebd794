// A local embedding model in a worker thread; speaks to thread.ts. Never goes to the network.
import { availableParallelism } from 'node:os'
import { workerData } from 'node:worker_threads'
import { AppError, describeError } from '../../errors.ts'
import type { OnnxFolder } from './onnx-folder.ts'
import { poolTokens } from './pooling.ts'
import { serveVectors } from './serve-vectors.ts'
import { toUnitVector } from './vectors.ts'

/** What is used of https://huggingface.co/docs/transformers.js, which is not installed with ragbot. */
interface Tensor {
  readonly dims: readonly number[]
  readonly data: ArrayLike<number | bigint>
}
interface Transformers {
  readonly env: { allowRemoteModels: boolean; allowLocalModels: boolean; useFSCache: boolean }
  readonly AutoTokenizer: {
    from_pretrained(path: string, options: object): Promise<(texts: readonly string[], options: object) => Inputs>
  }
  readonly AutoModel: {
    from_pretrained(path: string, options: object): Promise<(inputs: Inputs) => Promise<Record<string, Tensor>>>
  }
}
type Inputs = { readonly attention_mask: Tensor }

// Not a literal: neither the compiler nor a bundler should look for what is optional.
const packageName: string = '@huggingface/transformers'

const folder = workerData as OnnxFolder

await serveVectors(async () => {
  const { env, AutoTokenizer, AutoModel } = await loadTransformers()
  env.allowRemoteModels = false
  env.allowLocalModels = true
  env.useFSCache = false
  const tokenizer = await AutoTokenizer.from_pretrained(folder.path, { local_files_only: true })
  const model = await AutoModel.from_pretrained(folder.path, {
    local_files_only: true,
    subfolder: folder.subfolder,
    model_file_name: folder.fileName,
    // The file is named in full: no suffix is added for this one.
    dtype: 'fp32',
    device: 'cpu',
    use_external_data_format: folder.hasExternalData,
    // One core is left for the rest: by default every core computes.
    session_options: { intraOpNumThreads: Math.max(1, availableParallelism() - 1) },
  })

  return async (texts: readonly string[]) => {
    const inputs = tokenizer(texts, { padding: true, truncation: true, max_length: folder.maxTokens })
    const outputs = await model(inputs)
    const whole = outputs.sentence_embedding
    if (whole) return rows(whole)
    const states = outputs.last_hidden_state ?? outputs.token_embeddings
    if (!states || folder.hasMoreLayers)
      throw new AppError(
        'embedding-model-folder',
        'The model gives no sentence embeddings: export it again with its pooling and dense layers.',
      )
    const [batch = 0, tokens = 0, dimensions = 0] = states.dims
    const mask = Array.from(inputs.attention_mask.data, Number)
    return poolTokens(folder.pooling, Float32Array.from(states.data as ArrayLike<number>), mask, [
      batch,
      tokens,
      dimensions,
    ]).map(toUnitVector)
  }
})

async function loadTransformers(): Promise<Transformers> {
  try {
    return (await import(packageName)) as Transformers
  } catch (error) {
    const isMissing = (error as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND'
    throw new AppError(
      'embedding-package',
      isMissing
        ? `EMBEDDING_MODEL names a folder, and models in folders need a package that is not installed: run "npm install ${packageName}" (with ONNXRUNTIME_NODE_INSTALL=skip where there is no NVIDIA card).`
        : `${packageName} does not load (${describeError(error)}): install it again with "npm install ${packageName}".`,
    )
  }
}

function rows({ dims, data }: Tensor): readonly Float32Array[] {
  const [texts = 0, dimensions = 0] = dims
  const flat = Float32Array.from(data as ArrayLike<number>)
  return Array.from({ length: texts }, (_, text) =>
    toUnitVector(flat.subarray(text * dimensions, (text + 1) * dimensions)),
  )
}
