import { describe, expect, it } from 'vitest'
import { withoutHidden } from '../src/unseen.ts'

describe('characters that only hide', () => {
  it.each([
    ['soft hyphen, zero-width space, word joiner, mark of byte order', 'a\u00adb\u200bc\u2060d\ufeffe', 'abcde'],
    ['joiners between letters that do not join', 'a\u200db\u200cc\u200d\u200d1\u200d会\u200c議', 'abc1会議'],
    ['directions where nothing goes from right to left', 'a\u200eb\u202ec\u2066d', 'abcd'],
    ['variations of what has none', 'a\ufe0fb\ufe0f\ufe0f\u{e0100}c', 'abc'],
    ['tags', 'a\u{e0001}\u{e0061}\u{e0062}b', 'ab'],
  ])('%s', (_, text, shown) => expect(withoutHidden(text).text).toBe(shown))

  it.each([
    ['emoji', '👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3 🏴\u{e0067}\u{e0062}\u{e007f}'],
    ['Persian', 'می\u200cخواهم'],
    ['Hindi', 'क्\u200dष'],
    ['a Han variant', '葛\u{e0100}'],
    ['directions beside Hebrew', 'א\u200f(b)\u200e'],
  ])('what is shown stays: %s', (_, text) => expect(withoutHidden(text).text).toBe(text))

  it('tells where each character stood, and where it stands', () => {
    const text = '\u200bab\u00ad\u00adc\u200ed'
    const shown = withoutHidden(text)
    expect([...shown.text].map((_, i) => text[shown.at(i)])).toEqual([...'abcd'])
    expect([...'abcd'].map((letter) => shown.from(text.indexOf(letter)))).toEqual([0, 1, 2, 3])
  })

  it('tells where it stands also of a place between what hides and a direction', () => {
    const shown = withoutHidden('a\u00ad\u00adb\u200ec')
    expect([0, 3, 4, 5].map(shown.from)).toEqual([0, 1, 2, 2])
  })

  it('takes a text of nothing else', () => {
    expect(withoutHidden('\u200b\u200d'.repeat(200_000)).text.length).toBeLessThan(2)
  })
})
