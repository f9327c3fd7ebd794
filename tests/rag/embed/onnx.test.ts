import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEmbedder } from '../../../src/rag/embed/index.ts'
import { readOnnxFolder } from '../../../src/rag/embed/onnx-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ragbot-onnx-'))
  write({ 'config.json': {}, 'tokenizer.json': {}, 'tokenizer_config.json': {} })
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(files: Readonly<Record<string, unknown>>) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
}

test('takes full precision where it is, and what there is where it is not', () => {
  write({ 'model_quantized.onnx': 'x' })
  expect(readOnnxFolder(folder)).toMatchObject({ subfolder: '', fileName: 'model_quantized', hasExternalData: false })
  write({ 'onnx/model_quantized.onnx': 'x' })
  expect(readOnnxFolder(folder)).toMatchObject({ subfolder: 'onnx', fileName: 'model_quantized' })
  write({ 'onnx/model.onnx': 'x', 'onnx/model.onnx_data': 'x' })
  expect(readOnnxFolder(folder)).toMatchObject({ subfolder: 'onnx', fileName: 'model', hasExternalData: true })
})

test('another model under the same name is another model', () => {
  write({ 'onnx/model.onnx': 'x' })
  const { model } = readOnnxFolder(folder)
  expect(readOnnxFolder(folder).model).toBe(model)
  write({ 'onnx/model.onnx': 'longer' })
  expect(readOnnxFolder(folder).model).not.toBe(model)
})

test('pools as the folder says, by the mean where it does not', () => {
  write({ 'onnx/model.onnx': 'x' })
  expect(readOnnxFolder(folder).pooling).toBe('mean')
  write({ '1_Pooling/config.json': { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false } })
  expect(readOnnxFolder(folder).pooling).toBe('cls')
  write({ '1_Pooling/config.json': { pooling_mode: 'lasttoken' } })
  expect(readOnnxFolder(folder).pooling).toBe('lasttoken')
})

test.each([
  { pooling_mode_max_tokens: true },
  { pooling_mode: 'max' },
  { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true },
])('refuses a pooling it cannot do: %j', (pooling) => {
  write({ 'onnx/model.onnx': 'x', '1_Pooling/config.json': pooling })
  expect(() => readOnnxFolder(folder)).toThrow(expect.objectContaining({ code: 'embedding-model-folder' }))
})

test('reads how long a text may be, and what goes before it', () => {
  write({ 'onnx/model.onnx': 'x', 'tokenizer_config.json': { model_max_length: 1e30 } })
  expect(readOnnxFolder(folder)).toMatchObject({ maxTokens: 2_048, prefixes: { document: '', query: '' } })
  write({
    'config.json': { max_position_embeddings: 514, model_type: 'xlm-roberta' },
    'config_sentence_transformers.json': { prompts: { query: 'ask: ', passage: 'read: ' } },
  })
  expect(readOnnxFolder(folder)).toMatchObject({ maxTokens: 512, prefixes: { document: 'read: ', query: 'ask: ' } })
  write({ 'sentence_bert_config.json': { max_seq_length: 256 } })
  expect(readOnnxFolder(folder).maxTokens).toBe(256)
})

test.each(['onnx/model.onnx', 'tokenizer.json', 'config.json'])('names what a folder lacks: %s', (missing) => {
  write({ 'onnx/model.onnx': 'x' })
  rmSync(join(folder, missing))
  expect(() => createEmbedder({ model: folder, now: () => 0 })).toThrow(missing)
})

// Whoever has installed the package gets its own complaint about a model that is none.
const isInstalled = existsSync('node_modules/@huggingface/transformers')

test('says what to install when a folder is named and the package is not there', async () => {
  write({ 'onnx/model.onnx': 'x' })
  const embedder = createEmbedder({ model: folder, now: () => 0 })
  const calls = [embedder.embed(['a'], 'document'), embedder.embed(['b'], 'query')]
  for (const result of await Promise.allSettled(calls)) {
    const code = isInstalled ? 'embedding-failed' : 'embedding-package'
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'AppError', code } })
    if (!isInstalled) expect(String(Object(result).reason)).toContain('npm install @huggingface/transformers')
  }
  await embedder.close?.()
})

test('all but a folder is a model of a server', () => {
  const now = () => 0
  expect(createEmbedder({ model: 'a-model', baseUrl: 'http://127.0.0.1:1/v1', now }).model).toBe('a-model')
  expect(() => createEmbedder({ model: 'a-model', now })).toThrow('OPENAI_BASE_URL')
  expect(() => createEmbedder({ model: './no-such-folder', apiKey: 'x', now })).toThrow('EMBEDDING_MODEL')
})
