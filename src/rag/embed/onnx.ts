// Vectors from a model in a local folder, computed in a worker thread. Needs @huggingface/transformers, which is not
// installed with ragbot.
import { readOnnxFolder } from './onnx-folder.ts'
import { createThreadEmbedder } from './thread.ts'
import type { Embedder } from './types.ts'

/**
 * @param options.path a folder with an ONNX export: see onnx-folder.ts
 * @param options.dimensions only checked
 * @throws AppError `embedding-model-folder` at once; `embedding-package` from the first call when the package is missing
 */
export function createOnnxEmbedder(options: {
  readonly path: string
  readonly dimensions?: number | undefined
}): Embedder {
  const folder = readOnnxFolder(options.path)
  const { model, prefixes } = folder
  return createThreadEmbedder({
    ...{ thread: 'onnx-thread', workerData: folder, model, prefixes },
    ...{ dimensions: options.dimensions, batchSize: 16 },
  })
}
