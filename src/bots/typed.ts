// What is typed in a chat of our own, where a slash begins a command. Pure.
import type { Read } from '../desk/types.ts'
import type { Request } from '../model.ts'

/** @param text not empty. `/x` and `/rag x` are the same. */
export function readTyped(text: string, read: Read): Request {
  if (!text.startsWith('/')) return read(text, 'page')
  return read(text.replace(/^\/(rag(?=\s|$))?/i, '').trim(), 'command')
}
