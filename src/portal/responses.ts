// The portal's responses: JSON that no cache keeps, and pages that load nothing from elsewhere.
import type { HttpResponse } from '../route.ts'

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

export function json(status: number, body: unknown): HttpResponse {
  return {
    status,
    headers: { ...common, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  }
}

export function jsonError(status: number, code: string, message: string): HttpResponse {
  return json(status, { error: { code, message } })
}

/** @param policy the Content-Security-Policy beyond `default-src 'none'` and no frames, for what this page loads */
export function page(status: number, body: string | Uint8Array, policy: string): HttpResponse {
  return {
    status,
    headers: {
      ...common,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; ${policy}`,
      // Not no-referrer: with it, browsers send "Origin: null" when the sign-in form is posted.
      'referrer-policy': 'same-origin',
    },
    body,
  }
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
