// One web page as its text, for who wants to read it without indexing it. Refuses a sitemap, and what the page reader and
// extraction refuse.
import { AppError } from '../../errors.ts'
import type { Reading } from '../indexing/reading/reading.ts'
import { limits } from '../text/summary.ts'
import type { PageText } from '../types.ts'
import type { ReadPages } from './pages.ts'

/** @param readPages and @param readText as indexing uses them, so that the same addresses and files are refused */
export function createReadText(
  readPages: ReadPages,
  readText: Reading['readText'],
): (url: string) => Promise<PageText> {
  return async (url) => {
    let pages = 1
    const read = readPages(url, {
      validatorsOf: async () => null,
      onFound: ({ sourceKeys }) => {
        pages = sourceKeys.size
      },
    })
    for await (const source of read) {
      // Of a list the first page says nothing about the others.
      if (pages > 1) throw new AppError('bad-url', `${url} is a list of ${pages} pages: name one of them.`)
      if ('error' in source) throw new AppError(source.error.code, source.error.message)
      if ('isUnchanged' in source) break
      const { title, text, isCut } = await readText(source.name, source.bytes, limits.textChars)
      return { title: source.title ?? title ?? source.name, text, isCut, url: source.url ?? source.uri }
    }
    throw new AppError('http-error', `Nothing came for ${url}: check the address.`)
  }
}
