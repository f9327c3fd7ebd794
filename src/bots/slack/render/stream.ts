// What a stream shows of a draft: the steps of the work as task cards, and what is written so far. Pure. All of it goes when the
// answer takes its place. https://docs.slack.dev/messaging/sending-and-scheduling-messages#text-streaming
import type { Card, Step } from '../../../card.ts'
import { limits } from '../limits.ts'
import { clip, escapeText, oneLine } from './mrkdwn.ts'

/** A chunk of type `task_update`; one with the same id takes the place of the one before. */
interface Task {
  readonly id: string
  readonly title: string
  readonly status: 'pending' | 'in_progress' | 'complete' | 'error'
}

export interface StreamContent extends Record<string, unknown> {
  readonly tasks: readonly Task[]
  /** Markdown without a link or a mention. */
  readonly text: string
}

const statuses = { waiting: 'pending', working: 'in_progress', done: 'complete', failed: 'error' } as const

const taskOf = ({ state, text }: Step, index: number): Task => ({
  id: `step-${index + 1}`,
  title: clip(oneLine(text), limits.taskTitle),
  status: statuses[state],
})

/** Nothing of a text is a mention or a link to Slack; a link of Markdown's is broken. */
const inert = (markdown: string) => escapeText(markdown.replaceAll('](', '] ('))

/** @param markdown what the draft shows, without its footer */
export function streamOf({ steps, isDraft }: Card, markdown: string): { readonly stream?: StreamContent } {
  if (steps === undefined) return {}
  return { stream: { tasks: steps.map(taskOf), text: isDraft ? inert(markdown) : '' } }
}
