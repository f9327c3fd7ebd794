// What a stream shows of a draft.
import { describe, expect, it } from 'vitest'
import { limits } from '../../../../src/bots/slack/limits.ts'
import { streamOf } from '../../../../src/bots/slack/render/stream.ts'
import type { Card, Step } from '../../../../src/card.ts'

const draft = (...steps: Step[]): Card => ({ tone: 'quiet', parts: [], steps, isDraft: true })

describe('a stream', () => {
  it('has a task for each step, by its number, in one line and as far as it is', () => {
    const steps = (['done', 'working', 'waiting', 'failed'] as const).map((state) => ({ state, text: `so\n${state}` }))
    expect(streamOf(draft(...steps), '').stream?.tasks).toEqual([
      { id: 'step-1', title: 'so done', status: 'complete' },
      { id: 'step-2', title: 'so working', status: 'in_progress' },
      { id: 'step-3', title: 'so waiting', status: 'pending' },
      { id: 'step-4', title: 'so failed', status: 'error' },
    ])
    const long = streamOf(draft({ state: 'done', text: 'word '.repeat(100) }), '').stream?.tasks[0]?.title
    expect(long?.length).toBeLessThanOrEqual(limits.taskTitle)
  })

  it('shows words of a draft alone, none of which is a link', () => {
    expect(streamOf(draft(), '[a](https://a.example) and [b](https://b.example)').stream?.text).toBe(
      '[a] (https://a.example) and [b] (https://b.example)',
    )
    const { isDraft: _, ...answer } = draft()
    expect(streamOf(answer, 'The lead.')).toEqual({ stream: { tasks: [], text: '' } })
  })
})
