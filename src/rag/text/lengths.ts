// How much of a text is taken, in UTF-16 code units, where it comes from outside and may be of any length. What is over is
// cut and said, or refused; within these lengths all work on a text is a matter of milliseconds.

export const lengths = {
  /** A question or query. The platforms let as much through: what is longer is a document. */
  question: 2_000,
  /** The message that a question is about: a few words of it are looked up. */
  about: 4_000,
  /** Earlier questions of a thread that a question leans on. */
  turn: 2_000,
  /** A title goes with every passage of its document, into what is found, said and shown. */
  title: 300,
  author: 200,
  /** The path of headings above a passage, which is counted with it. */
  headings: 1_000,
  /** Of a word: the rest tells no two words apart. A SHA-512 in hexadecimal is as long. */
  word: 128,
  /** What makes a document the same the next time is looked up by an index, which takes no more. */
  id: 500,
  /** As browsers and sitemaps take it at least: https://www.sitemaps.org/protocol.html */
  url: 2_048,
} as const

/** The beginning of a text; never half a character of two units. */
export function cutTo(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}
