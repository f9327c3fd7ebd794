import { expect, test } from 'vitest'
import { whyUnreachable } from '../../src/bots/unreachable.ts'

const failed = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })

// What may have arrived must be looked for before it is posted again.
test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])(
  'a post that ended in %s may be there',
  (code) => {
    expect(whyUnreachable(failed(code), 'write')).toEqual({ reason: code, retry: 'unknown' })
    expect(whyUnreachable(failed(code), 'read')).toEqual({ reason: code, retry: 'later' })
  },
)

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
  'a post that ended in %s never left',
  (code) => expect(whyUnreachable(failed(code), 'write')).toEqual({ reason: code, retry: 'later' }),
)

test('of several addresses that failed the last is named, and one that may have been reached decides nothing', () => {
  const both = new AggregateError([failed('ECONNREFUSED'), failed('ENETUNREACH')])
  expect(whyUnreachable(both, 'write')).toEqual({ reason: 'ENETUNREACH', retry: 'later' })
  expect(whyUnreachable('odd', 'write')).toEqual({ reason: 'no answer', retry: 'unknown' })
  expect(whyUnreachable(new DOMException('late', 'TimeoutError'), 'write')).toMatchObject({ retry: 'unknown' })
})
