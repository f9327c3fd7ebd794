import { describe, expect, it } from 'vitest'
import { sentences } from '../../../src/rag/text/sentences.ts'

const split = (text: string) => sentences(text).map(({ start, end }) => text.slice(start, end))

describe('sentences', () => {
  it.each([
    ['abbreviations', 'Ask Dr. Smith, e.g. by mail. He answers.', 2],
    ['decimals and versions', 'It costs 3.50 a day. Version 2.3 is next.', 2],
    ['initials and acronyms', 'J. R. Smith left the U.S. Army in May. It rained.', 2],
    ['quotes and brackets', 'He said “stop.” (It was late.) Then he left.', 3],
    [
      'marks inside a sentence',
      'What says ("skip this …") is dropped. Yahoo! says “why?” and waits … for us. Why? Rain!',
      4,
    ],
    ['wrapped lines', 'A line that is wrapped because it is long enough\ngoes on here. And ends.', 2],
    ['tokenised text', 'the lift was measured . the drag was not .', 2],
    ['CJK', '休暇は十日です。申請は必要です。', 2],
    ['Khmer, Burmese, Hindi', 'បន្ទប់។ ទីពីរ។ ခန်း။ ဒုတိယ။ कमरा। दूसरा।', 6],
    ['Thai, by its spaces', `${'ห้องประชุมอยู่ที่ชั้นสามอาคารหลัก'.repeat(2)} พนักงานทุกคนจองได้ที่แผนกธุรการ`, 2],
    ['a short Thai clause', 'ห้องประชุมอยู่ชั้นสาม จองได้ที่แผนกธุรการ', 1],
    ['dots that lead to a value', 'Room 12 ........ Greta Holm\nAttic .......... Tove Brandt', 2],
    ['what a part is called', 'Article III. Guests may not vote. Section 4. Dues are paid in May.', 2],
    ['short lines', 'Office hours\nMonday to Friday\n9:00 to 17:00', 3],
  ])('%s', (_, text, count) => expect(split(text)).toHaveLength(count))

  it('takes headings, rows and items as units, and leaves rules out', () => {
    const text =
      '# Hours\n\nOpen daily.\n\n| Day | Hours |\n|---|---|\n| Mon | 9 to 5 |\n\n- first item\n- second item\n'
    expect(sentences(text).map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'row', 'row', 'item', 'item'])
  })

  it('lets a lead-in take its list along, up to a limit', () => {
    const short = 'You need two things:\n\n- a badge\n- a key\n\nThen go in.'
    expect(split(short)).toEqual(['You need two things:\n\n- a badge\n- a key', 'Then go in.'])
    const long = `You need:\n\n${`- ${'word '.repeat(40)}\n`.repeat(10)}`
    expect(split(long).length).toBeGreaterThan(5)
  })

  it('takes a text of as many sentences as there are', () => {
    expect(split('中。'.repeat(300_000))).toHaveLength(300_000)
  })

  it('reads a line of dashes once', () => {
    expect(split(`${'-'.repeat(900)}!\n`.repeat(1000)).length).toBeGreaterThan(0)
  })

  it('gives trimmed spans that never overlap, whatever the text', () => {
    for (const text of [
      '',
      '...',
      '``` \nx',
      '1. ',
      '| |',
      ':',
      'a.\n\n\n  b',
      '. . .',
      '```\ncode. More.\n```\ntext',
    ]) {
      let at = 0
      for (const { start, end } of sentences(text)) {
        expect(start).toBeGreaterThanOrEqual(at)
        expect(text.slice(start, end).trim()).toBe(text.slice(start, end))
        at = end
      }
    }
  })
})
