// A terminal, or what stands in for it: a pipe, a file. Styles and lines that change only where someone looks at them.
import { leastColumns, usualColumns } from './limits.ts'
import { cutStart, dim, oneLine, paint } from './text.ts'

/** What a chat is typed into and shown on; `process.stdin` and `process.stdout` are. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
  /** Called when nothing more is typed and all that was is answered. @param isWhole false: something could not be */
  onEnd(isWhole: boolean): void
}

export interface Screen {
  /** Somebody sits here and sees what can be typed. */
  readonly isInteractive: boolean
  columns(): number
  /** Text with its marks, and an empty line below it. */
  show(text: string): void
  /** What is written so far, as a line that the next text takes the place of; nothing where nobody looks. */
  grow(text: string): void
}

const clearLine = '\r\u001B[K'

export function createScreen({ input, output }: Terminal): Screen {
  const isScreen = output.isTTY === true
  const columns = () => (output.columns ? Math.max(output.columns, leastColumns) : usualColumns)
  let isGrowing = false
  return {
    isInteractive: isScreen && input.isTTY === true,
    columns,
    show(text) {
      output.write(`${isGrowing ? clearLine : ''}${paint(text, isScreen)}\n\n`)
      isGrowing = false
    },
    grow(text) {
      if (!isScreen) return
      // One column is left free: a terminal may begin a new line when the last one is taken.
      const line = dim(cutStart(oneLine(text), columns() - 1))
      output.write(clearLine + paint(line, isScreen))
      isGrowing = true
    },
  }
}
