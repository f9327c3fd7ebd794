// One page of a PDF: its lines, what was filled into its forms, and how it is turned.
import type { getDocumentProxy } from 'unpdf'
import { type FormValue, toFormValues } from './form.ts'
import { place, type TextItem, type Turn, toItem, usualTurn } from './items.ts'
import type { Page } from './lay-out.ts'
import { toLines, toLooseLines } from './lines.ts'
import { withoutCopies, withoutRepeatedLines } from './overprint.ts'

export type Document = Awaited<ReturnType<typeof getDocumentProxy>>

export async function readPage(document: Document, pageNumber: number): Promise<Page> {
  const page = await document.getPage(pageNumber)
  // The types promise a place; the texts of an XFA form come without.
  const items: readonly object[] = (await page.getTextContent()).items
  const annotations: unknown[] = await page.getAnnotations().catch(() => [])
  page.cleanup()
  const placed = items.flatMap((item) => ('transform' in item ? [item as TextItem] : []))
  const unplaced = items.flatMap((item) => ('str' in item && !('transform' in item) ? [String(item.str)] : []))
  const lines = withoutRepeatedLines(toLines(withoutCopies(placed.map(toItem))))
  const turn = usualTurn(placed)
  return {
    lines: [...lines, ...toLooseLines(unplaced)],
    values: annotations.flatMap(toFormValues).map((value) => turned(value, turn)),
  }
}

function turned(value: FormValue, turn: Turn): FormValue {
  const one = place(value.left, value.bottom, turn)
  const other = place(value.right, value.top, turn)
  return {
    ...value,
    left: Math.min(one.x, other.x),
    right: Math.max(one.x, other.x),
    bottom: Math.min(one.y, other.y),
    top: Math.max(one.y, other.y),
  }
}
