// Whether a question wants the newest of what fits.
const latest =
  /\b(?:latest|newest|most recent(?:ly)?|last (?:version|release|update|meeting|minutes|change)|currently?|up[ -]to[ -]date|these days|right now|at the moment|as of (?:now|today))\b/i

export function asksForLatest(question: string): boolean {
  return latest.test(question)
}
