// Characters that nobody sees: what no answer may show, what only hides inside words, what comparing ignores. Pure.

/**
 * Control characters, and those that nobody sees: directions, fillers, tags. Joiners stay: scripts and emoji need them.
 * For `replace`, which begins anew each time.
 */
export const unseen = /[[\p{Cc}\p{Cf}\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0]--[\n\u200C\u200D]]/gv

/** What tells no two words apart, as in Unicode's NFKC_Casefold: https://www.unicode.org/reports/tr44/#NFKC_Casefold */
export const ignorable = /\p{Default_Ignorable_Code_Point}+/gu
const holdsIgnorable = /\p{Default_Ignorable_Code_Point}/u

// Soft hyphens, zero-width spaces and their like; joiners and variation selectors where nothing joins or varies, as between
// Latin letters; tags that make no flag. What is left of them is shown: in emoji, Persian, Indic words, Han variants.
const hidden =
  /\u034F|[\u00AD\u200B\u2060-\u2064\u206A-\u206F\uFEFF\u{E0000}-\u{E001F}]|[\u200C\u200D](?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Nd}\p{P}\s\u00AD\u200B-\u200D\u2060\uFEFF].)|[\uFE00-\uFE0F](?<=(?:[\uFE00-\uFE0F]|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\s]).)|[\u{E0100}-\u{E01EF}](?<![\p{Script=Han}].)|[\u{E0020}-\u{E007F}](?<!\u{1F3F4}[\u{E0020}-\u{E007F}]{0,8})/gsu
const directions = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** A text without some of its characters. */
export interface Without {
  readonly text: string
  /** Where a character of `text` stands in the whole. */
  at(offset: number): number
  /** Where the whole's offset is in `text`. */
  from(offset: number): number
}

/** Without what only hides: a text looks the same without it. Directions stay where any letter goes from right to left. */
export function withoutHidden(text: string): Without {
  if (!holdsIgnorable.test(text)) return whole(text)
  const first = without(text, hidden)
  if (rightToLeft.test(text)) return first
  const second = without(first.text, directions)
  return {
    text: second.text,
    at: (offset) => first.at(second.at(offset)),
    from: (offset) => second.from(first.from(offset)),
  }
}

/** Without all that comparing ignores. */
export function withoutIgnorable(text: string): Without {
  return holdsIgnorable.test(text) ? without(text, ignorable) : whole(text)
}

function whole(text: string): Without {
  return { text, at: (offset) => offset, from: (offset) => offset }
}

function without(text: string, pattern: RegExp): Without {
  // Of each cut its end in the whole, and how much is gone up to there.
  const cuts: { readonly end: number; readonly gone: number }[] = []
  const left: string[] = []
  let last = 0
  let gone = 0
  for (const { 0: cut, index } of text.matchAll(pattern)) {
    left.push(text.slice(last, index))
    last = index + cut.length
    gone += cut.length
    cuts.push({ end: last, gone })
  }
  left.push(text.slice(last))
  /** The length of all cuts that a test is true for: the first ones. */
  const goneWhile = (test: (cut: { end: number; gone: number }) => boolean) => {
    let [low, high] = [0, cuts.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (test(cuts[middle]!)) low = middle + 1
      else high = middle
    }
    return cuts[low - 1]?.gone ?? 0
  }
  return {
    text: left.join(''),
    at: (offset) => offset + goneWhile(({ end, gone }) => end - gone <= offset),
    from: (offset) => offset - goneWhile(({ end }) => end <= offset),
  }
}
