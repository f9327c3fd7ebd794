// Numbers written as words, up to twenty: "two weeks" and "2 weeks" are one.
const words: ReadonlyMap<string, string> = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, i) => [word, String(i)]),
)

/** The digits of a number word; undefined for any other word. */
export function digitsOf(word: string): string | undefined {
  return words.get(word.toLowerCase())
}

const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

/** A whole number from 1 to 99 in words; "many" above: digits in an answer are those of documents. */
export function inWords(number: number): string {
  const small = [...words.keys()]
  if (number <= 20) return small[number] ?? 'many'
  const ten = tens[Math.floor(number / 10) - 2]
  if (ten === undefined) return 'many'
  return number % 10 === 0 ? ten : `${ten}-${small[number % 10]}`
}
