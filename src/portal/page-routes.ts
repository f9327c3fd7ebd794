// Serves the chat page, its assets, and the two ways to sign in. Refuses the page to whoever has no credential.
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { HttpRequest, HttpResponse, Route } from '../route.ts'
import type { Access, Refusal } from './access.ts'
import { escapeHtml, page } from './responses.ts'

const folder = join(import.meta.dirname, 'page')
const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}
const policy = "script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'"

export function createPageRoutes(access: Access, options: { readonly canSignIn: boolean }): readonly Route[] {
  const index = readFileSync(join(folder, 'index.html'))
  const assets = new Map(
    readdirSync(folder)
      .filter((name) => mediaTypes[extname(name)] !== undefined)
      .map((name) => [name, readFileSync(join(folder, name))]),
  ).set('place.js', readFileSync(join(import.meta.dirname, '..', 'place.js')))

  const serve = (request: HttpRequest, name: string): HttpResponse => {
    const refusal = access.door(request)
    if (refusal) return showRefusal(refusal)
    const body = assets.get(name)
    if (!body) return showMessage(404, 'Not found', '<p>There is no such file.</p>')
    const headers = {
      'content-type': mediaTypes[extname(name)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    }
    return { status: 200, headers, body }
  }

  const home = (request: HttpRequest): HttpResponse => {
    const refusal = access.door(request)
    if (refusal) return showRefusal(refusal)
    const token = request.query.get('token')
    // A look at the headers alone (a link checker, a preview) must not spend the one-time token.
    const mayExchange = token !== null && request.method === 'GET'
    const cookie = mayExchange ? access.exchange(token, request) : null
    if (cookie !== null) return redirectHome({ 'set-cookie': cookie })
    if (!access.isSignedIn(request)) return showSignIn(token === null ? 'closed' : 'spent', options.canSignIn)
    return token === null ? page(200, index, policy) : redirectHome({})
  }

  return [
    { method: 'GET', path: '/', handle: home },
    {
      method: 'POST',
      path: '/signin',
      bodyLimitBytes: 4_096,
      handle(request) {
        const refusal = access.door(request)
        if (refusal) return showRefusal(refusal)
        const form = new URLSearchParams(Buffer.from(request.body).toString())
        const cookie = access.signIn(form.get('token')?.trim() ?? '', request)
        if (typeof cookie === 'string') return redirectHome({ 'set-cookie': cookie })
        return cookie.status === 429 ? showRefusal(cookie) : showSignIn('wrong', options.canSignIn)
      },
    },
    { method: 'GET', path: '/assets/:name', handle: (request) => serve(request, request.params.name ?? '') },
    // What the server renders by, too: the page's modules reach it above their folder.
    { method: 'GET', path: '/place.js', handle: (request) => serve(request, 'place.js') },
  ]
}

function redirectHome(headers: Readonly<Record<string, string>>): HttpResponse {
  return { status: 303, headers: { location: '/', 'cache-control': 'no-store', ...headers } }
}

function showRefusal(refusal: Refusal): HttpResponse {
  const { status, message, retryAfterSeconds } = refusal
  const response = showMessage(status, 'ragbot is not open here', `<p>${escapeHtml(message)}.</p>`)
  if (retryAfterSeconds === undefined) return response
  return { ...response, headers: { ...response.headers, 'retry-after': String(retryAfterSeconds) } }
}

function showSignIn(state: 'closed' | 'spent' | 'wrong', canSignIn: boolean): HttpResponse {
  const opening =
    '<p>Open the address that <code>start</code> printed in its terminal, or run <code>ragbot sign-in</code> beside it for a fresh one (in a checkout <code>npm run -s ragbot -- sign-in</code>). It works once and signs this browser in for 30 days.</p>'
  const spent =
    '<p role="alert">This address was used already, or is too old. <a href="/">Try without it</a>, or get a fresh one.</p>'
  const wrong = '<p role="alert">That is not the admin token.</p>'
  const form =
    '<form method="post" action="/signin"><label for="token">Or paste the admin token</label><input id="token" name="token" type="password" autocomplete="current-password" required><button type="submit" class="primary">Sign in</button></form>'
  const alert = state === 'spent' ? spent : state === 'wrong' ? wrong : ''
  return showMessage(401, 'Sign in to ragbot', `${alert}${opening}${canSignIn ? form : ''}`)
}

function showMessage(status: number, title: string, body: string): HttpResponse {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/base.css"><link rel="stylesheet" href="/assets/page.css"></head><body class="door"><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>\n`
  return page(status, html, policy)
}
