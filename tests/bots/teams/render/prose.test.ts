// Texts as spans, as runs of a card, and as the Markdown of a message.
import { describe, expect, it } from 'vitest'
import { ours } from '../../../../src/bots/teams/limits.ts'
import {
  clip,
  cutToFit,
  linkable,
  short,
  toCode,
  toMarkdown,
  toMessageText,
  toParagraphs,
  toPlain,
} from '../../../../src/bots/teams/render/prose.ts'

const words = (paragraphs: ReturnType<typeof toPlain>) =>
  paragraphs.map((spans) => spans.map(({ text }) => text).join(''))

describe('a text that is cut', () => {
  it('ends at a word, unless that would leave too little of it', () => {
    expect(clip('one two three', 9)).toBe('one two…')
    expect(clip(`a ${'x'.repeat(20)}`, 10)).toBe(`a ${'x'.repeat(7)}…`)
  })

  it('says so, also where it is cut within white space, which is not counted', () => {
    expect(short(`a${' '.repeat(100)}b`, 10)).toBe('a…')
    expect(short(`a${' '.repeat(20)}b`, 10)).toBe('a b')
  })

  it('is no longer than all of it may be, over all its runs, and says that it is cut', () => {
    const runs = toParagraphs('**one** two **three** four')
    expect(cutToFit(runs, 13, 10_000)).toEqual({
      paragraphs: [[{ text: 'one', bold: true }, { text: ' two ' }, { text: 'three', bold: true }]],
      cut: true,
    })
    const long = cutToFit(toPlain('All of it matters.'), 10, 10_000)
    expect(words(long.paragraphs as ReturnType<typeof toPlain>)).toEqual(['All of it…'])
    expect(long.cut).toBe(true)
    expect(cutToFit(toPlain('All of it.'), 10, 10_000).cut).toBe(false)
  })
})

describe('a link', () => {
  it('has neither a name nor a password in it', () => {
    for (const who of ['user', ':secret', 'user:secret'])
      expect(linkable(`https://${who}@docs.example/`)).toBeUndefined()
  })

  it('is left out where its address is too long', () => {
    const url = 'https://docs.example/'
    expect(linkable(url.padEnd(ours.url, 'x'))).toHaveLength(ours.url)
    expect(linkable(url.padEnd(ours.url + 1, 'x'))).toBeUndefined()
  })
})

describe('a line of an answer', () => {
  it('may be a bullet or a heading, whose words are bold once', () => {
    expect(words(toParagraphs('* one\n- two\n+ three'))).toEqual(['• one', '• two', '• three'])
    expect(toParagraphs('## The **whole** truth')).toEqual([[{ text: 'The whole truth', bold: true }]])
  })

  it('begins no list and no rule in a message that it begins none in', () => {
    expect(toMessageText(toPlain('1. May\n2) June\n- July\n+ August\n=== \n---'))).toBe(
      ['1\\. May', '2\\) June', '\\- July', '\\+ August', '\\===', '\\---'].join('\n\n'),
    )
  })
})

describe('code', () => {
  it('keeps its columns, and is shown whole in the transcript where a backtick is in it', () => {
    expect(toCode('if a:\n    go  \n\nend')).toEqual([
      [{ text: 'if a:', code: true }],
      [{ text: '    go', code: true }],
      [],
      [{ text: 'end', code: true }],
    ])
    expect(toMarkdown(toParagraphs('run `npm ci` or `` a`b ``'))).toBe('run `npm ci` or `` a`b ``')
  })
})
