// Answer Markdown as mrkdwn, and what of it is kept as Markdown.
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../../../src/bots/slack/render/blocks.ts'
import { lines } from '../../../../src/bots/slack/render/lines.ts'
import { clip, layOut, linkable, toSpans } from '../../../../src/bots/slack/render/mrkdwn.ts'

const laidOut = (markdown: string) => layOut(toSpans(markdown, new Map()), 3_000, 6_000)

describe('answer Markdown', () => {
  it('has a bullet at each of its lines that is one', () => {
    expect(laidOut('- one\n* two\n+ three').chunks).toEqual(['• one\n• two\n• three'])
  })

  it('has bold runs whose marks touch their words', () => {
    expect(laidOut('so ** much ** of it').chunks).toEqual(['so  *much*  of it'])
  })

  it('has code as code, in the transcript too, and as words where a backtick in it would end it', () => {
    expect(laidOut('run `npm ci` now')).toMatchObject({ chunks: ['run `npm ci` now'], shown: 'run `npm ci` now' })
    expect(laidOut('run `` a`b `` now').chunks).toEqual(['run a`b now'])
  })
})

describe('a text', () => {
  it('that is as long as it may be is not cut', () => {
    expect(clip('12345', 5)).toBe('12345')
    expect(clip('123456', 5)).toBe('1234…')
  })

  it('leads nowhere by an address that is too long', () => {
    const url = 'https://docs.example/'
    expect(linkable(url.padEnd(1_000, 'x'))).toHaveLength(1_000)
    expect(linkable(url.padEnd(1_001, 'x'))).toBeUndefined()
  })

  it('of many lines takes no more room than there is', () => {
    const room = { bytes: 1_000, hasTable: false, isFirst: true }
    const parts = lines(
      Array.from({ length: 100 }, () => 'The lift is stuck.'),
      room,
      'entries',
    )
    expect(bytesOf(parts)).toBeLessThan(room.bytes)
  })
})
