// Scripts without spaces between words: Thai, Lao, Khmer and Burmese are cut by ICU's dictionaries, which Node brings along
// (full ICU). Chinese, Japanese and Korean are searched by pairs of characters, and cut only to read a question. Pure.

/** Thai, Lao, Khmer or Burmese. */
export const unspaced = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

export interface Segment {
  readonly word: string
  /** Where it begins, in UTF-16 units. */
  readonly index: number
}

let segmenter: Intl.Segmenter | undefined

/** The words of a text in order, without what stands between them. The dictionaries are told by script, not by language. */
export function* segmentsOf(text: string): Generator<Segment> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' })
  for (const { segment, index, isWordLike } of segmenter.segment(text))
    if (isWordLike === true) yield { word: segment, index }
}
