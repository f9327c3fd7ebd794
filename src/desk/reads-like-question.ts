// Whether people ask or only talk: for messages in a thread that mention nobody. Pure.

const askingWord = /^[¿"'(\s]*(?:who|whom|whose|what|when|where|why|how|which|and|what about|how about)\b/i

/** True for text that reads like a question or a follow-up ("and on weekends?"), not like people talking. */
export function readsLikeQuestion(text: string): boolean {
  return /[?？؟]["')\s]*$/.test(text) || askingWord.test(text)
}
