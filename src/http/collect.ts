// What a crowd leaves behind is collected before V8 would look. V8 lets 64 MB of pieces of bodies come together outside
// its heap, and as much inside it of connections that came and went. That suits what people do in a day; when thousands
// of strangers send what they never finish, it is more than the process may grow.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Looks through young objects alone, for some milliseconds. */
const bytesOfPieces = 16 * 1024 * 1024
/** Each leaves some 7 KB, nearly all of it Node's and Express'. Looks through all objects, for 60 ms and more. */
const endedStrangers = 4_000

export interface Collector {
  /** So many bytes of a body were read. */
  countPiece(bytes: number): void
  /** A connection ended over which nobody had proven who they are. */
  countStranger(): void
}

export function createCollector(): Collector {
  let [bytes, ended] = [0, 0]
  // A program that runs has no other way to ask: https://nodejs.org/api/v8.html#v8setflagsfromstringflags
  setFlagsFromString('--expose-gc')
  const collect: (what: { readonly type: 'minor' | 'major' }) => void = runInNewContext('gc')
  return {
    countPiece(length) {
      bytes += length
      if (bytes < bytesOfPieces) return
      bytes = 0
      collect({ type: 'minor' })
    },
    countStranger() {
      ended += 1
      if (ended < endedStrangers) return
      ended = 0
      collect({ type: 'major' })
    },
  }
}
