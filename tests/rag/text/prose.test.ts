import { describe, expect, it } from 'vitest'
import { asSentence, prose } from '../../../src/rag/text/prose.ts'

describe('prose', () => {
  it.each([
    ['**Open** _daily_ from `9`.', 'Open daily from 9.'],
    ['See [the plan](https://host.test/a_(b)) now.', 'See the plan now.'],
    ['Mail <https://host.test> or https://host.test/x?y=1.', 'Mail or (link).'],
    ['![logo](https://host.test/pixel.png) Hello', 'Hello'],
    ['<img src=x onerror=alert(1)>Hello <b>you</b> <!-- hidden -->', 'Hello you'],
    ['The limit is 30 [3], see [4, 5] and [^note].', 'The limit is 30, see and.'],
    ['# Title #', 'Title'],
    ['You need:\n\n- a badge\n- a key', 'You need:\n- a badge\n- a key'],
    ['1. Open it\n   wide.\n2) Close it.', '1. Open it wide.\n2. Close it.'],
    ['| Vacation | 30 days |', 'Vacation – 30 days'],
    ['- [ ] Sign the form', 'Sign the form'],
    ['2 < 3 and snake_case_name stays', '2 ‹ 3 and snake_case_name stays'],
    ['[click](javascript:alert(1))', 'click'],
    ['javascript:alert(1)', '(link)'],
    ['Ask {% slack_channel "it" %} first', 'Ask first'],
    ['Use [1](https://host.test) [x][1]', 'Use 1 x'],
  ])('%s', (source, clean) => expect(prose(source)).toBe(clean))

  it('drops rules of tables, and reads a line of dashes once', () => {
    expect(prose('|---|:-:|\n| a | b |')).toBe('a – b')
    expect(prose(`${'-'.repeat(900)}!\n`.repeat(100))).toContain('-!')
  })

  it.each([
    ['a ``b <c>`` d', 'a b ‹c› d'],
    ['`<name>` and ``<b>x', '‹name› and x'],
    ['`a` <b> `c`', 'a c'],
  ])('shows what stands in code as it is: %s', (source, clean) => expect(prose(source)).toBe(clean))

  it.each(['![', '[a](', '[^', '`', '`a', '<b ', '{%', '{{ ', '**a ', '# \t', '\n ', 'a.', 'data:', '| -', '\\'])(
    'reads what begins and never ends once: %j',
    (attack) => expect(prose(`x${attack.repeat(50_000)}`).startsWith('x')).toBe(true),
  )

  it('leaves nothing that renders as a link, an image, a tag or a citation mark', () => {
    const hostile = [
      '[[1]](https://evil.test) ![a][b] <http://evil.test|click> <!channel> <@U1> <javascript:x>',
      '[a]( https://evil.test ) [b](<https://evil.test>) [c]: https://evil.test\n[12] [ 3 ] [a [4] b](http://evil.test)',
      'www.evil.test/path HTTPS://EVIL.TEST data:text/html,x <scr<script>ipt>alert(1)</script>',
    ].join('\n')
    const clean = prose(hostile)
    expect(clean).not.toMatch(/evil|\[|\]|<|>|javascript:/i)
  })
})

describe('asSentence', () => {
  it.each([
    ['30 days', '30 days.'],
    ['Really?', 'Really?'],
    ['Follow these steps:', 'Follow these steps …'],
    ['a; b;', 'a; b.'],
    ['You need:\n- a badge\n- a key', 'You need:\n- a badge\n- a key'],
    ['', ''],
  ])('%s', (text, sentence) => expect(asSentence(text)).toBe(sentence))
})
