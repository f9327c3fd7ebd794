// Whether a question wants the newest of what fits.
const latest =
  /\b(?:latest|newest|most recent(?:ly)?|last (?:version|release|update|meeting|minutes|change)|currently|up[ -]to[ -]date|these days|right now|at the moment|as of (?:now|today))\b/i
// Before a noun: what a charger draws is a current, too.
const current = /\b(?:the|our|your|my) current (?!(?:of|that|which|is|in)\b)\p{L}/iu

export function asksForLatest(question: string): boolean {
  return latest.test(question) || current.test(question)
}
