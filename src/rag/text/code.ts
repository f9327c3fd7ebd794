// Code in Markdown, which is shown as it is written: lines between fences, and what stands between backticks in a line.
// Pure and linear; what is opened and never closed is code to its end where it is a fence, and text where it is not.

export interface CodePart {
  readonly isCode: boolean
  /** Of code, what stands inside its fences or backticks. */
  readonly text: string
}

const fence = /^[ \t]*(`{3,}(?=[^`]*$)|~{3,})/

/** A text's parts in order: of code, the lines between two fences; of the rest, its lines. */
export function splitFences(text: string): CodePart[] {
  if (!text.includes('```') && !text.includes('~~~')) return [{ isCode: false, text }]
  const parts: CodePart[] = []
  let lines: string[] = []
  let open: string | null = null
  const take = (isCode: boolean) => {
    if (lines.length > 0) parts.push({ isCode, text: lines.join('\n') })
    lines = []
  }
  for (const line of text.split('\n')) {
    const mark = fence.exec(line)?.[1]
    if (open === null && mark !== undefined) {
      take(false)
      open = mark
    } else if (open !== null && mark?.startsWith(open) && line.trim() === mark) {
      take(true)
      open = null
    } else lines.push(line)
  }
  take(open !== null)
  return parts
}

/** The same of a text without fences: code ends with as many backticks as begin it, in its paragraph. */
export function splitCode(text: string): CodePart[] {
  if (!text.includes('`')) return [{ isCode: false, text }]
  const runs: { start: number; end: number; closedBy: number }[] = []
  let paragraph = 0
  const places: string[] = []
  for (const { 0: run, index } of text.matchAll(/`+|\n[ \t]*(?=\n)/g)) {
    if (run.startsWith('\n')) paragraph++
    else {
      runs.push({ start: index, end: index + run.length, closedBy: -1 })
      places.push(`${paragraph} ${run.length}`)
    }
  }
  const next = new Map<string, number>()
  for (let i = runs.length - 1; i >= 0; i--) {
    runs[i]!.closedBy = next.get(places[i]!) ?? -1
    next.set(places[i]!, i)
  }
  const parts: CodePart[] = []
  let at = 0
  for (let i = 0; i < runs.length; i++) {
    const { start, end, closedBy } = runs[i]!
    const closing = runs[closedBy]
    if (closing === undefined) continue
    if (start > at) parts.push({ isCode: false, text: text.slice(at, start) })
    parts.push({ isCode: true, text: text.slice(end, closing.start) })
    at = closing.end
    i = closedBy
  }
  if (at < text.length) parts.push({ isCode: false, text: text.slice(at) })
  return parts
}

/** Lines as a block of code, in a fence that they do not hold. */
export function fenced(lines: string): string {
  const mark = '`'.repeat(Math.max(3, longestRun(lines) + 1))
  return `${mark}\n${lines}\n${mark}`
}

/** One line as code inside a line. */
export function inBackticks(code: string): string {
  const longest = longestRun(code)
  if (longest === 0) return `\`${code}\``
  const mark = '`'.repeat(longest + 1)
  return `${mark} ${code} ${mark}`
}

function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}
