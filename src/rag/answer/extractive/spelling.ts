// Whether a word is another one misspelt. Pure; refuses short words and numbers, where one letter makes another word.

const minLetters = 6
/** Words this long may be two slips apart. */
const longLetters = 9

/** Whether one slip (two in a long word) turns one term into the other: a letter added, left out, changed or swapped. */
export function isMisspelling(term: string, meant: string): boolean {
  const slips = Math.min(term.length, meant.length) >= longLetters ? 2 : 1
  if (Math.abs(term.length - meant.length) > slips || term[0] !== meant[0]) return false
  if (Math.min(term.length, meant.length) < minLetters || !/^\p{L}+$/u.test(term)) return false
  return distance(term, meant) <= slips
}

/** Optimal string alignment distance: https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length]!
}
