// A model's numbers to unit vectors. Refuses what is no vector: a wrong count, a wrong length, not a number, all zero.
import { AppError } from '../../errors.ts'

/** Length 1, so that the inner product is the cosine. @throws AppError `embedding-junk` */
export function toUnitVector(numbers: ArrayLike<unknown>): Float32Array {
  const vector = new Float32Array(numbers.length)
  let sum = 0
  for (let i = 0; i < vector.length; i++) {
    const value = numbers[i]
    if (typeof value !== 'number' || !Number.isFinite(value)) throw junk('a vector that is not made of numbers')
    vector[i] = value
    sum += value * value
  }
  const length = Math.sqrt(sum)
  if (length === 0 || !Number.isFinite(length)) throw junk('a vector without a direction')
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length
  return vector
}

/**
 * The vectors of an answer in the shape of OpenAI's `/embeddings`, in the order of the texts. Servers that leave
 * `index` out answer in order.
 * @throws AppError `embedding-junk`
 */
export function readVectors(answer: unknown, count: number): readonly Float32Array[] {
  const data = (answer as { data?: unknown } | null)?.data
  if (!Array.isArray(data)) throw junk('no list of vectors')
  if (data.length !== count) throw junk(`${data.length} vectors for ${count} texts`)
  const vectors = new Array<Float32Array | undefined>(count).fill(undefined)
  for (const [position, entry] of data.entries()) {
    const { index = position, embedding } = (entry ?? {}) as { index?: unknown; embedding?: unknown }
    if (!Array.isArray(embedding) || embedding.length === 0) throw junk('an entry without a vector')
    if (typeof index !== 'number' || !(index in vectors) || vectors[index]) throw junk('entries out of count')
    vectors[index] = toUnitVector(embedding)
  }
  return vectors as Float32Array[]
}

/**
 * The length that all vectors have, `expected` included. @throws AppError `embedding-dimensions`
 * @param expected configured, or learnt from earlier vectors
 */
export function checkDimensions(vectors: readonly Float32Array[], expected: number | undefined): number | undefined {
  for (const { length } of vectors) {
    expected ??= length
    if (length === expected) continue
    throw new AppError(
      'embedding-dimensions',
      `The embedding model gives ${length} dimensions where ${expected} were expected: set EMBEDDING_DIMENSIONS to ${length} or leave it out, and run "ragbot reindex" if the model behind EMBEDDING_MODEL has changed.`,
    )
  }
  return expected
}

function junk(what: string): AppError {
  return new AppError(
    'embedding-junk',
    `The model server answered with ${what}: check that EMBEDDING_MODEL names an embedding model.`,
  )
}
