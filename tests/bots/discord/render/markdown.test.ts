// Texts as Discord's Markdown, in pieces that may be cut apart.
import { describe, expect, it } from 'vitest'
import { ours } from '../../../../src/bots/discord/limits.ts'
import { bold, clean, cleanCode, clip, linkable, prose, words } from '../../../../src/bots/discord/render/markdown.ts'

const shown = (markdown: string, urls?: ReadonlyMap<number, string>) => prose(markdown, urls).join('')

describe('a text', () => {
  it('has no gap that is longer than an empty line, and code keeps its columns where it had tabs', () => {
    expect(clean('a\n\n\n\nb')).toBe('a\n\nb')
    expect(cleanCode('if a:\n\tgo')).toBe('if a:\n    go')
  })

  it('without a space is never cut within a character', () => {
    const pieces = words(`x${'😀'.repeat(100)}`)
    expect(pieces.length).toBeGreaterThan(1)
    for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
  })

  it('that is cut is no longer than it may be, with the mark that says so', () => {
    expect(clip(words('one two three'), 8)).toBe('one two…')
    expect(clip(words('one two three'), 7)).toBe('one…')
    expect(clip(words('one two'), 8)).toBe('one two')
  })
})

describe('bold words and code', () => {
  it('are plain where they are so long that they may have to be cut', () => {
    const long = 'word '.repeat(50).trim()
    expect(bold('short')).toEqual(['**short**'])
    expect(bold(long).join('')).toBe(long)
    expect(shown(`**${long}**`)).toBe(`\\*\\*${long}\\*\\*`)
    expect(shown(`\`${long}\``)).toBe(long)
  })

  it('are plain where a backtick of theirs would end them', () => {
    expect(shown('run `` x` <@1> `` now')).toBe('run x\\` \\<\\@1\\> now')
  })
})

describe('a link', () => {
  it('stands at a mark where it is short; a longer one is in the list of sources alone', () => {
    const at = (length: number) => shown('Yes [1].', new Map([[1, 'https://docs.example/'.padEnd(length, 'x')]]))
    expect(at(ours.markUrl)).toMatch(/^Yes \[\[1\]\]\(https/)
    expect(at(ours.markUrl + 1)).toBe('Yes \\[1\\].')
  })

  it('has neither a name nor a password in it', () => {
    for (const who of ['user', ':secret', 'user:secret'])
      expect(linkable(`https://${who}@docs.example/`)).toBeUndefined()
  })
})
