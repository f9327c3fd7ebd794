// What `send` answers with, as one string: a message's id, and what kind of thing it is to whatever takes its place. Pure.
// A stream can only be gone on with, a private message stands in another conversation.

type Sent =
  | { readonly kind: 'message'; readonly id: string }
  /** `sequence` is the number of the last step. */
  | { readonly kind: 'stream'; readonly id: string; readonly sequence: number }
  | { readonly kind: 'private'; readonly id: string; readonly conversation: string }
  /** A line for all to see in place of what only one person may. */
  | { readonly kind: 'notice'; readonly id: string }
  /** Nothing was shown: the step of a stream that Teams refused. */
  | { readonly kind: 'nothing' }

export function encodeSent(sent: Sent): string {
  switch (sent.kind) {
    case 'message':
      return sent.id
    case 'stream':
      return `stream:${sent.sequence}:${sent.id}`
    case 'private':
      return `private:${encodeURIComponent(sent.conversation)}:${sent.id}`
    case 'notice':
      return `notice:${sent.id}`
    case 'nothing':
      return 'nothing:'
  }
}

export function decodeSent(text: string | undefined): Sent {
  if (text === undefined || text === 'nothing:') return { kind: 'nothing' }
  const [, kind, first = '', id = ''] = /^(stream|private):([^:]*):(.*)$/s.exec(text) ?? []
  if (kind === 'stream') return { kind, id, sequence: Number(first) }
  if (kind === 'private') return { kind, id, conversation: decodeURIComponent(first) }
  return text.startsWith('notice:')
    ? { kind: 'notice', id: text.slice('notice:'.length) }
    : { kind: 'message', id: text }
}
