// What people say of an answer by the buttons below it: helpful or not, and what is wrong with it.
import { audienceOf } from '../askers.ts'
import type { Button, Form } from '../card.ts'
import { type Audience, type FeedbackKind, feedbackKinds, type Reader } from '../model.ts'
import { aboutAnswer } from './actions.ts'
import type { Acted, Gesture, Tools } from './types.ts'

const name = 'feedback'

const reportForm: Form = {
  title: 'Report this answer',
  submit: 'Send report',
  fields: [{ id: 'text', label: 'What is wrong with it?', isLong: true, isRequired: true, maxLength: 2000 }],
}

const button = (value: string, label: string): Button => ({
  label,
  action: { gesture: name, value, isAboutAnswer: true },
})

const words = {
  helpful: { recorded: 'Thank you: noted as helpful.', withdrawn: 'Taken back: no longer noted as helpful.' },
  'not-helpful': {
    recorded: 'Thank you: noted as not helpful. With “Report” you can say what is wrong.',
    withdrawn: 'Taken back: no longer noted as not helpful.',
  },
  favourite: {
    recorded: 'Saved. “favourites” lists what you have saved.',
    withdrawn: 'Removed from what you have saved.',
  },
  report: { recorded: 'Thank you: the report is with whoever runs me.', withdrawn: 'The report is taken back.' },
} satisfies Record<FeedbackKind, unknown>

const gone: Acted = { kind: 'said', message: 'This answer is no longer kept, or not for you to see: ask again.' }

/**
 * Where someone hears answers: in this place, and alone. What an answer cites may be closed to them; it was said to them
 * all the same. The owner reads all conversations.
 */
export const heardBy = ({ install, person, place }: Reader): readonly [Audience, ...Audience[]] | null =>
  person.kind === 'owner'
    ? null
    : [
        audienceOf(install.platform, { person, place }),
        audienceOf(install.platform, { person, place: { kind: 'direct' } }),
      ]

/** Keeps what a person says about an answer that they heard; saying it again takes it back, except a report. */
export async function recordFeedback(tools: Tools, reader: Reader, value: string, text?: string): Promise<Acted> {
  const about = aboutAnswer(value)
  const kind = feedbackKinds.find((one) => one === about?.what)
  if (about === null || kind === undefined) return gone
  const { install, person } = reader
  const said = { person: person.id, platform: install.platform, place: about.place, kind, ...(text && { text }) }
  const feedback = { ...said, heardBy: heardBy(reader) }
  const outcome = await tools.store.recordFeedback(install.workspaceId, feedback)
  return outcome === 'missing' ? gone : { kind: 'said', message: words[kind][outcome] }
}

export const feedback: Gesture = {
  name,
  buttons: [
    button('helpful', 'Helpful'),
    button('not-helpful', 'Not helpful'),
    { ...button('report', 'Report'), isSecondary: true, form: reportForm },
  ],
  act(tools, reader, value, input) {
    // Not every client sees to it that what is required is filled in.
    if (value.startsWith('report:') && !input?.text?.trim()) return Promise.resolve({ kind: 'form', form: reportForm })
    return recordFeedback(tools, reader, value, input?.text)
  },
}
