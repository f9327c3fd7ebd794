// What came for one address, as a document. Refuses statuses that carry no page, and pages that ask not to be indexed.
import { AppError } from '../../errors.ts'
import type { SourceDocument, Validators } from '../../model.ts'
import type { SourceUnchanged } from '../types.ts'
import { fileNameOf } from './file-name.ts'
import type { Followed } from './follow.ts'
import { isNoindexHeader, isNoindexPage } from './noindex.ts'

/** One address to read. */
export interface WebPage {
  /** As it was asked for. */
  readonly uri: string
  readonly url: URL
  readonly sourceKey: string
  /** ISO 8601, as a sitemap says; the page's own header goes before it. */
  readonly modifiedAt?: string
}

/** The headers that ask for the page only if it changed. What cannot have come from a server is left out. */
export function conditionsOf(validators: Validators | null): Readonly<Record<string, string>> {
  const { etag, lastModified } = validators ?? {}
  return {
    ...(isHeaderValue(etag) && { 'If-None-Match': etag }),
    ...(isHeaderValue(lastModified) && { 'If-Modified-Since': lastModified }),
  }
}

/**
 * @param now milliseconds since 1970
 * @throws AppError `not-found` or `http-error` unless there is a page, or the news that it did not change
 */
export function assertAnswered({ status, url, headers }: Followed, isConditional: boolean, now: number): void {
  if (status === 200 || status === 203 || (status === 304 && isConditional)) return
  const page = `${url.origin}${url.pathname}`
  if (status === 404 || status === 410)
    throw new AppError('not-found', `There is no page at ${page} (${status}): check the address.`)
  if (status === 401 || status === 403 || status === 407)
    throw new AppError('http-error', `${page} needs a sign-in (${status}): save the page and index the file.`)
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    throw new AppError('http-error', `${url.host} cannot answer now (${status}): try again later.`, {
      retry: 'later',
      retryAfterMs: readRetryAfter(headers['retry-after'], now),
    })
  throw new AppError('http-error', `${page} answers without a page (${status}): save it and index the file.`)
}

/** Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
  return ms > 0 ? ms : undefined
}

/**
 * @param now milliseconds since 1970: a page is not from the future
 * @throws AppError `robots` when it asks not to be indexed
 */
export function toSource(page: WebPage, answer: Followed, now: number): SourceDocument | SourceUnchanged {
  const { uri, sourceKey } = page
  const { status, url, headers, rawHeaders, bytes } = answer
  if (status === 304) return { uri, sourceKey, isUnchanged: true }
  const name = fileNameOf(url, headers, bytes)
  if (isNoindexHeader(rawHeaders) || (/\.x?html?$/i.test(name) && isNoindexPage(bytes)))
    throw new AppError('robots', 'This page asks not to be indexed (noindex): save it and index the file.')
  const { etag, 'last-modified': lastModified } = headers
  const modifiedMs = Date.parse(lastModified ?? '')
  const modifiedAt = modifiedMs > 0 && modifiedMs <= now ? new Date(modifiedMs).toISOString() : page.modifiedAt
  const validators = {
    ...(isHeaderValue(etag) && { etag }),
    ...(isHeaderValue(lastModified) && { lastModified }),
  }
  return {
    sourceKey,
    uri,
    name,
    bytes,
    url: url.href,
    ...(modifiedAt !== undefined && { modifiedAt }),
    ...(Object.keys(validators).length > 0 && { validators }),
  }
}

function isHeaderValue(value: string | undefined): value is string {
  return value !== undefined && /^[\x20-\x7e\x80-\xff]{1,1000}$/.test(value)
}
