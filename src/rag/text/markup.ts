// How markup begins, past what may stand before its root element. Pure, and linear where a pattern would backtrack.

// Enough for licences and style sheets before the root.
const startBytes = 4_096

/** The first bytes as Latin-1: names of elements are ASCII in every encoding that matters here. */
export function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, startBytes)).toString('latin1')
}

/** The local name of the root element in lower case, "html" for its doctype alone; null when it is no markup. */
export function rootOf(bytes: Uint8Array): string | null {
  const start = startOf(bytes).replace(/^\xef\xbb\xbf/, '')
  let at = 0
  for (;;) {
    while (/\s/.test(start[at] ?? '')) at++
    const end = start.startsWith('<!--', at) ? '-->' : start.startsWith('<?', at) ? '?>' : null
    if (end === null) break
    const found = start.indexOf(end, at)
    if (found < 0) return null
    at = found + end.length
  }
  const [, doctype, root] = /^<(?:!doctype\s+(html)\b|(?:[\w-]+:)?([\w-]+)[\s/>])/i.exec(start.slice(at)) ?? []
  return (doctype ?? root)?.toLowerCase() ?? null
}
