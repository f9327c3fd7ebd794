// Pure: what was filled into a form or typed onto the page stands beside its label.
import { cleanLine, lineOf, type PdfLine, type PdfRun } from './lines.ts'

/** What an annotation says, and its rectangle on the page in points. */
export interface FormValue {
  readonly text: string
  /** What the file calls the field: said where the page shows no label. */
  readonly name: string
  /** A box to be ticked: its label stands behind it. */
  readonly isBox: boolean
  readonly left: number
  readonly bottom: number
  readonly right: number
  readonly top: number
}

/** As PDF.js gives an annotation: https://mozilla.github.io/pdf.js/api/draft/module-pdfjsLib.html */
type Annotation = Readonly<Record<string, unknown>>

/** What it shows; nothing for one that is hidden, empty or says nothing. */
export function toFormValues(annotation: unknown): FormValue[] {
  const { subtype, hidden, rect, alternativeText, checkBox, radioButton } = annotation as Annotation
  if (hidden === true || !Array.isArray(rect)) return []
  const text = cleanLine(
    subtype === 'FreeText' ? typedText(annotation as Annotation) : fieldText(annotation as Annotation),
  )
  if (text === '') return []
  const [left = 0, bottom = 0, right = 0, top = 0] = rect.map(Number)
  const name = typeof alternativeText === 'string' ? cleanLine(alternativeText) : ''
  return [{ text, name, isBox: checkBox === true || radioButton === true, left, bottom, right, top }]
}

function typedText({ textContent }: Annotation): string {
  return Array.isArray(textContent) ? textContent.map(String).join(' ') : ''
}

function fieldText({ subtype, fieldType, fieldValue, options, password, ...field }: Annotation): string {
  if (subtype !== 'Widget' || password === true) return ''
  const values = (Array.isArray(fieldValue) ? fieldValue : [fieldValue ?? '']).map(String)
  if (fieldType === 'Tx') return values.join(', ')
  if (field.checkBox === true) return values[0] === String(field.exportValue) ? '☒' : '☐'
  if (field.radioButton === true) return values[0] === String(field.buttonValue) ? '☒' : '☐'
  if (fieldType !== 'Ch') return ''
  const shown = new Map(
    (Array.isArray(options) ? options : []).map((option) => [
      String(option?.exportValue),
      String(option?.displayValue),
    ]),
  )
  return values.map((value) => shown.get(value) ?? value).join(', ')
}

/** Lines with each value behind its label, or before the label of a box; what has none stands where it is on the page. */
export function withFormValues(lines: readonly PdfLine[], values: readonly FormValue[]): PdfLine[] {
  const filled = [...lines]
  for (const value of values.toSorted((a, b) => b.top - a.top || a.left - b.left)) {
    const label = labelOf(filled, value)
    if (label) filled[label.line] = insert(filled[label.line]!, label.run, runOf(value), label.isBefore)
    else {
      const text =
        value.name === '' || value.isBox ? `${value.text} ${value.name}`.trim() : `${value.name}: ${value.text}`
      const below = filled.findIndex(({ y }) => y < value.bottom)
      filled.splice(below < 0 ? filled.length : below, 0, lineOf([{ ...runOf(value), text }], true))
    }
  }
  return filled
}

function runOf({ text, left, right, bottom, top }: FormValue): PdfRun {
  const fontSize = Math.min(Math.max(top - bottom, 1) * 0.7, 12)
  return { text, left, right, y: bottom + (top - bottom) * 0.25, fontSize }
}

interface Label {
  readonly line: number
  readonly run: number
  readonly isBefore: boolean
}

/** In font sizes, how far a label may be. */
const farthest = { beside: 25, behind: 4, above: 1.5 }

/** The nearest run beside the field, on the side where its kind has its label, else the one right above it. */
function labelOf(lines: readonly PdfLine[], value: FormValue): Label | null {
  const { left, right, bottom, top, isBox } = value
  let best: (Label & { readonly distance: number }) | null = null
  for (const [line, { runs }] of lines.entries())
    for (const [run, { left: start, right: end, y, fontSize }] of runs.entries()) {
      const isBeside = y > bottom - fontSize * 0.5 && y < top
      const isBehind = isBeside && isBox && start > (left + right) / 2 && start - right < fontSize * farthest.behind
      const isInFront = isBeside && start < left && left - end < fontSize * farthest.beside
      const isAbove =
        !isBox && y >= top && y - top < fontSize * farthest.above && start < right && end > left - fontSize
      if (!isBehind && !isInFront && !isAbove) continue
      const distance = isBehind
        ? start - right
        : isInFront
          ? Math.max(0, left - end) + (isBox ? 1000 : 0)
          : 500 + y - top
      if (!best || distance < best.distance) best = { line, run, isBefore: isBehind, distance }
    }
  return best
}

function insert({ runs }: PdfLine, at: number, value: PdfRun, isBefore: boolean): PdfLine {
  const [first, ...others] = runs.toSpliced(isBefore ? at : at + 1, 0, { ...value, y: runs[at]!.y })
  return lineOf([first ?? value, ...others], true)
}
