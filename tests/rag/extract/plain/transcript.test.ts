// Subtitles as paragraphs that say who speaks, with the moment of every cue.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'

const read = (lines: readonly string[], name: string, lineEnd = '\n') => extract(name, Buffer.from(lines.join(lineEnd)))

test('WebVTT: voices, tags, settings, notes and styles', async () => {
  const { text, layout, language, mediaType } = await read(
    [
      'WEBVTT - Weekly',
      'Language: en',
      '',
      'NOTE not',
      'for readers',
      '',
      'STYLE',
      '::cue { color: red }',
      '',
      '1',
      '00:01.000 --> 00:03.000 align:start position:0%',
      '<v Ada Byron>Welcome <i>all</i> &amp; hello.',
      '',
      '2',
      '00:03.200 --> 00:05.000',
      '<v Ada Byron>Let us begin.',
      '',
      'intro-3',
      '01:00:12.000 --> 01:00:14.000',
      '<v.loud Bob>The budget is 40,000 euros.',
    ],
    'a.vtt',
  )
  expect(text).toBe('Ada Byron: Welcome all & hello. Let us begin.\n\nBob: The budget is 40,000 euros.')
  expect(layout.marks).toEqual([
    { offset: 0, time: '0:00:01' },
    { offset: text.indexOf('Let us'), time: '0:00:03' },
    { offset: text.indexOf('Bob:'), time: '1:00:12' },
  ])
  expect({ language, mediaType }).toEqual({ language: 'en', mediaType: 'text/vtt' })
})

test('SubRip: named speakers, numbers said aloud, a pause', async () => {
  const { text, layout } = await read(
    [
      '1',
      '00:00:01,000 --> 00:00:02,500',
      '<i>Hello there.</i>',
      '',
      '2',
      '00:00:02,600 --> 00:00:04,000',
      'ADA: How are you?',
      '{\\an8}Fine?',
      '',
      '3',
      '00:00:04,100 --> 00:00:05,000',
      'ADA: Say a number.',
      '',
      '4',
      '00:01:00,000 --> 00:01:02,000',
      'BOB: Well.',
      '',
      '42',
      '',
    ],
    'a.srt',
    '\r\n',
  )
  expect(text).toBe('Hello there.\n\nADA: How are you? Fine? Say a number.\n\nBOB: Well. 42')
  expect(layout.marks?.map((mark) => 'time' in mark && mark.time)).toEqual(['0:00:01', '0:00:02', '0:00:04', '0:01:00'])
})

test('SBV', async () => {
  expect((await read(['0:00:01.000,0:00:02.000', 'One', '', '0:00:02.000,0:00:03.000', 'two'], 'a.sbv')).text).toBe(
    'One two',
  )
})

test('captions that roll are said once', async () => {
  const cue = (from: string, to: string, ...lines: string[]) => [`00:00:0${from} --> 00:00:0${to}`, ...lines, '']
  const { text } = await read(
    [
      'WEBVTT',
      '',
      ...cue('0.000', '2.000', ' ', 'so<00:00:00.500><c> today</c> we'),
      ...cue('2.000', '2.010', 'so today we', ' '),
      ...cue('2.010', '4.000', 'so today we', 'look<c> at</c> queues'),
      ...cue('4.000', '4.010', 'look at queues'),
      ...cue('4.010', '6.000', 'look at queues', 'and'),
      ...cue('6.000', '7.000', 'and workers'),
    ],
    'a.vtt',
  )
  expect(text).toBe('so today we look at queues and workers')
})

test('said twice with time between is kept twice', async () => {
  expect(
    (await read(['WEBVTT', '', '00:01.000 --> 00:02.000', 'No.', '', '00:09.000 --> 00:10.000', 'No.'], 'a.vtt')).text,
  ).toBe('No.\n\nNo.')
})

test('without cues it is the text it is', async () => {
  expect(await read(['not a subtitle'], 'a.srt')).toMatchObject({ text: 'not a subtitle', mediaType: 'text/plain' })
})
