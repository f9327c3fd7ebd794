// What a request that failed on the way tells, the same for every platform: whether it can have posted anything. Pure.
import type { Retry } from '../errors.ts'

/** A `write` whose outcome is lost may have posted; a `read` can always be tried again. */
export type CallKind = 'read' | 'write'

// The request never left this machine, or met nobody whom it trusts, so nothing can have been posted.
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
])

/** @returns `reason`: the innermost error code, such as ECONNRESET */
export function whyUnreachable(error: unknown, kind: CallKind): { readonly reason: string; readonly retry: Retry } {
  const codes = nestedCodes(error)
  const isNotSent = codes.some((code) => neverSent.has(code))
  return {
    reason: codes.at(-1) ?? (error instanceof Error ? error.name : 'no answer'),
    retry: isNotSent || kind === 'read' ? 'later' : 'unknown',
  }
}

/** The codes of an error and of all its causes, in the order they are nested. */
function nestedCodes(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const inner = error instanceof AggregateError ? error.errors.flatMap(nestedCodes) : nestedCodes(error.cause)
  return [...code, ...inner]
}
