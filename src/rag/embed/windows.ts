// A text in windows that a model for sentences can read. Pure.

/** Tokens a window: the packaged model's attention grows with the square of them. */
const windowTokens = 128
/** A word that is longer than 100 characters, of base64 or an address, is cut: to count its tokens takes the square of that. */
const wordsOrPieces = /\S{1,100}/g
/** Per text: what comes after changes a mean little, and takes a minute for a book. */
const maxWindows = 16

/**
 * @param countTokens of a word
 * @returns at most 16 windows of whole words, of up to 128 tokens each; none for white space alone
 */
export function windowsOf(text: string, countTokens: (word: string) => number): readonly string[] {
  const windows: string[] = []
  let words: string[] = []
  let tokens = 0
  for (const [word] of text.matchAll(wordsOrPieces)) {
    const count = countTokens(word)
    if (tokens + count > windowTokens && words.length > 0) {
      windows.push(words.join(' '))
      if (windows.length === maxWindows) return windows
      words = []
      tokens = 0
    }
    words.push(word)
    tokens += count
  }
  return words.length > 0 ? [...windows, words.join(' ')] : windows
}
