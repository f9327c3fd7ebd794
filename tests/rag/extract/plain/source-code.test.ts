// Code, settings and logs stay as they are, for readers who go by lines.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'

test.each([
  ['main.py', 'text/x-source-code'],
  ['src/Dockerfile', 'text/x-source-code'],
  ['schema.sql', 'text/x-source-code'],
  ['app.yaml', 'text/x-config'],
  ['server.log', 'text/x-log'],
])('%s', async (name, mediaType) => {
  const source = '# one\n\n\tdef two():\n    return 1 | 2\n'
  expect(await extract(name, Buffer.from(source))).toEqual({
    text: source,
    layout: { pages: [], headings: [], isByLine: true },
    mediaType,
  })
})

test('a video that ends in .ts is no code', async () => {
  const video = Uint8Array.from({ length: 999 }, (_, index) => (index * 89) % 256)
  await expect(extract('clip.ts', video)).rejects.toMatchObject({ code: 'binary' })
})
