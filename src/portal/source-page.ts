// GET /source/:token: a passage marked in its surroundings, for anyone who holds the signed link. No script, no cookie.
// Refuses to show more than 2,000 code units on either side of the passage.
import { createHash } from 'node:crypto'
import { placeInWords } from '../place.js'
import type { HttpResponse, Route } from '../route.ts'
import { documentHtml } from './document-html.ts'
import { escapeHtml, page } from './responses.ts'
import type { PassageWindow, PortalStore, SourceLinks } from './types.ts'

const around = 2_000

const style = `:root{color-scheme:light dark}
body{font:17px/1.6 system-ui,sans-serif;margin:0;background:#f7f7f5;color:#1d1d1b}
main{max-width:44rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
header{position:sticky;top:0;background:inherit;border-bottom:1px solid #dedcd5;overflow-wrap:anywhere}
header>div{max-width:44rem;margin:0 auto;padding:1rem 1.25rem}
h1{font-size:1.25rem;line-height:1.3;margin:0}
.place{color:#5c5c57;font-size:.9rem;margin:0}
.text{overflow-wrap:anywhere;background:#fff;border:1px solid #dedcd5;border-radius:10px;padding:1.25rem}
.raw,.plain p{white-space:pre-wrap}
.text>:first-child{margin-top:0}
.text>:last-child{margin-bottom:0}
h2{font-size:1.2rem}
h3,h4,h5,h6{font-size:1.05rem}
pre{overflow-x:auto;padding:.75rem 1rem;border-radius:6px;background:#f1efea}
code{font:.9em ui-monospace,Consolas,monospace}
blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid #dedcd5}
.table{overflow-x:auto}
table{border-collapse:collapse;font-size:.95em}
th,td{border:1px solid #dedcd5;padding:.3rem .6rem;text-align:left;vertical-align:top}
hr{border:0;border-top:1px solid #dedcd5}
mark{background:#ffe58a;color:inherit;padding:.1em 0;scroll-margin:30vh}
@media (prefers-color-scheme:dark){body{background:#191a1c;color:#ececea}.place{color:#a9a9a4}header{border-color:#3a3b3f}.text{background:#222326;border-color:#3a3b3f}pre{background:#191a1c}th,td,hr,blockquote{border-color:#3a3b3f}mark{background:#6b5710}}`

const styleHash = createHash('sha256').update(style).digest('base64')
const policy = `style-src 'sha256-${styleHash}'; form-action 'none'`

export function createSourceRoute(links: SourceLinks, store: Pick<PortalStore, 'readPassage'>): Route {
  return {
    method: 'GET',
    path: '/source/:token',
    async handle(request) {
      const place = links.read(request.params.token ?? '')
      if (!place)
        return show(404, 'No such source', '', '<p>This link is not complete. Copy it again from its message.</p>')
      const passage = await store.readPassage({ ...place, around })
      if (!passage)
        return show(
          410,
          'This source is gone',
          '',
          '<p>The document was deleted or replaced since this link was made.</p>',
        )
      return show(200, passage.document.title, placeInWords(passage.document, passage), renderText(passage))
    },
  }
}

function renderText(passage: PassageWindow): string {
  const { text, textStart, start, end } = passage
  const cutBefore = textStart > 0 ? '<p class="place">…</p>' : ''
  // The end of the document is not known here; a full window most likely goes on.
  const cutAfter = textStart + text.length - Math.max(start, end) >= around ? '<p class="place">…</p>' : ''
  return `${cutBefore}${documentHtml(passage)}${cutAfter}`
}

/** @param body is HTML; `title` and `place` are text */
function show(status: number, title: string, place: string, body: string): HttpResponse {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${style}</style>`
  const header = `<header><div><h1>${escapeHtml(title)}</h1><p class="place">${escapeHtml(place)}</p></div></header>`
  const html = `<!doctype html><html lang="en"><head>${head}</head><body>${header}<main>${body}</main></body></html>\n`
  const response = page(status, html, policy)
  return { ...response, headers: { ...response.headers, 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' } }
}
