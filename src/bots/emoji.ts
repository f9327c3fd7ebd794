// Emoji as platforms write them in text, by their names between colons. Pure.

const codes = /(?<![\w:/])(?::[a-z0-9_'+-]{1,100}:)+(?![\w:/])/gi

/** A question without its emoji, which are no words of it; a message that is nothing else stays. */
export function withoutEmoji(question: string): string {
  const rest = question.replace(codes, ' ').replace(/\s+/g, ' ').trim()
  return rest === '' ? question : rest
}
