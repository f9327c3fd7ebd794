import { describe, expect, it } from 'vitest'
import { asSentence, prose } from '../../../src/rag/text/prose.ts'

describe('prose', () => {
  it.each([
    ['**Open** _daily_ from `9`.', 'Open daily from `9`.'],
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
    ['2 < 3 and snake_case_name stays', '2 < 3 and snake_case_name stays'],
    ['[click](javascript:alert(1))', 'click'],
    ['javascript:alert(1)', '(link)'],
    ['Ask {% slack_channel "it" %} first', 'Ask first'],
    ['Use [1](https://host.test) [x][1]', 'Use 1 x'],
  ])('%s', (source, clean) => expect(prose(source)).toBe(clean))

  it.each([
    ['costs ~~120~~ 95 euros', 'costs 95 euros'],
    ['n < 10 && n >= 2 -> ok <b>x</b>', 'n < 10 && n >= 2 -> ok x'],
    ['see [[Page#Part|the page]], [[Other]] ![[img.png]]', 'see the page, Other'],
    ['> [!NOTE]\n> Opens at 6.', 'Opens at 6.'],
    ['> [!warning]- Mind\n> the gap.', 'Mind the gap.'],
    ['::: tip\nInside.\n:::', 'Inside.'],
    [':::tip[Ovens]{open}\nInside.\n:::', 'Ovens Inside.'],
    ['!!! note "Title"\n    Inside.', '"Title" Inside.'],
    ['<%= name %> pays {{ price }} {# why #} <?php echo 1 ?>now', 'pays now'],
    ['[^1]: Without tax. :warning: stays', 'Without tax. :warning: stays'],
    ['{: .no_toc }\nText', 'Text'],
  ])('leaves out what is no text: %s', (source, clean) => expect(prose(source)).toBe(clean))

  it.each(['Run:\n```\na <b>\n\nc\n```\nend', 'a `` b`c `` d', '`x` and `y|z`', '- `a`\n- b'])(
    'reads what it wrote as it stands: %j',
    (source) => expect(prose(prose(source))).toBe(prose(source)),
  )

  it('drops rules of tables, and reads a line of dashes once', () => {
    expect(prose('|---|:-:|\n| a | b |')).toBe('a – b')
    expect(prose(`${'-'.repeat(900)}!\n`.repeat(100))).toContain('-!')
  })

  it.each([
    ['a ``b <c>`` d', 'a `b <c>` d'],
    ['`<name>` and ``<b>x', '`<name>` and x'],
    ['`a` <b> `c`', '`a` `c`'],
    ['``a ` b``', '`` a ` b ``'],
    [
      '`Map<K, *V*>` [`x|y`](https://h.test) `{{ kept }}` `https://h.test`',
      '`Map<K, *V*>` `x|y` `{{ kept }}` `https://h.test`',
    ],
    [
      'Run this:\n\n```bash\n  # set\n  export P=http://h.test:1\n\n  a  <b> | [c](d) *e*\n```\nDone.',
      'Run this:\n```\n# set\nexport P=http://h.test:1\n\na  <b> | [c](d) *e*\n```\nDone.',
    ],
    ['To restart:\n~~~\n$ up\n~~~', 'To restart: `$ up`'],
    ['````\n```\na\n```\n````', '````\n```\na\n```\n````'],
    ['`one\n\ntwo`', 'one two'],
  ])('shows what stands in code as it is: %s', (source, clean) => expect(prose(source)).toBe(clean))

  it.each([
    '![',
    '[a](',
    '[^',
    '`',
    '`a',
    '<b ',
    '{%',
    '{{ ',
    '**a ',
    '# \t',
    '\n ',
    'a.',
    '~~a ',
    '[[',
    '<%',
    'a` `b\n\n',
    '```\n',
    'data:',
    '| -',
    '\\',
  ])('reads what begins and never ends once: %j', (attack) =>
    expect(prose(`x${attack.repeat(50_000)}`).startsWith('x')).toBe(true),
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
