// A channel's settings as people read and choose them. Pure.
import type { ChannelSettings, OwnSettings } from '../../askers.ts'
import type { Field, Form, FormField } from '../../card.ts'

type Name = keyof ChannelSettings

interface Setting {
  readonly label: string
  readonly hint?: string
  /** By what they come back as. */
  readonly options: Readonly<Record<string, string>>
}

const shown = {
  isAllowed: {
    label: 'Work in this channel',
    options: { yes: 'Yes', no: 'No: whoever asks is told so, and nobody else' },
  },
  answersGuests: {
    label: 'Answer guests and people from outside',
    options: { yes: 'Yes', no: 'No, members alone' },
  },
  indexers: {
    label: 'Who may have things indexed from here',
    options: { everyone: 'Everyone', managers: 'Those who may change this', nobody: 'Nobody' },
  },
  indexesFiles: {
    label: 'Index files that are only shared here',
    options: { yes: 'Yes', no: 'No, only those I am given' },
  },
  replies: {
    label: 'Who sees replies',
    options: { thread: 'Everyone, in the thread', privately: 'Only whoever asked' },
  },
  autoRespond: {
    label: 'Answer without a mention',
    options: { off: 'No', questions: 'What reads like a question', all: 'Everything that there is an answer to' },
  },
} as const satisfies Partial<Record<Name, Setting>>

type Shown = keyof typeof shown

/** Which are chosen together: five at most, as Discord takes no more. */
export const groups = {
  access: {
    title: 'Who and what for',
    button: 'Change who and what for',
    names: ['isAllowed', 'answersGuests', 'indexers', 'indexesFiles'],
  },
  replies: { title: 'How I answer', button: 'Change how I answer', names: ['replies', 'autoRespond'] },
} as const satisfies Record<string, { title: string; button: string; names: readonly Shown[] }>
export type Group = keyof typeof groups | 'all'

/** What does something there. */
export interface Offer {
  readonly group: Group
  /** What is said there reaches the bot without a mention. */
  readonly hearsAll: boolean
}

function namesOf({ group, hearsAll }: Offer): readonly Shown[] {
  const names: readonly Shown[] =
    group === 'all' ? Object.values(groups).flatMap(({ names }) => names) : groups[group].names
  return names.filter((name) => name !== 'autoRespond' || hearsAll)
}

/** As the workspace has it. */
const inherited = 'inherited'
const idOf = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value))
const optionsOf = (name: Shown): Readonly<Record<string, string>> => shown[name].options
const wordsFor = (name: Shown, value: unknown) => optionsOf(name)[idOf(value)] ?? idOf(value)

export function fieldsOf(offer: Offer, own: OwnSettings, settings: ChannelSettings): Field[] {
  return namesOf({ ...offer, group: 'all' }).map((name) => ({
    name: shown[name].label,
    value: `${wordsFor(name, settings[name])}${own[name] === null ? ' (as the workspace has it)' : ''}`,
  }))
}

/** @param workspace what holds where a channel says nothing */
export function formOf(offer: Offer, own: OwnSettings, workspace: ChannelSettings): Form {
  const fields = namesOf(offer).map((name): FormField => {
    const inherits = { value: inherited, label: `As the workspace has it: ${wordsFor(name, workspace[name])}` }
    const choices = Object.entries(optionsOf(name)).map(([value, label]) => ({ value, label }))
    const value = own[name] === null ? inherited : idOf(own[name])
    return {
      id: name,
      label: shown[name].label,
      choices: [inherits, ...choices],
      value,
      isRequired: true,
      maxLength: 100,
    }
  })
  return { title: offer.group === 'all' ? 'How I behave here' : groups[offer.group].title, fields, submit: 'Save' }
}

/** What was filled in; null where something of it cannot be chosen. What is not there stays as it is. */
export function readForm(offer: Offer, input: Readonly<Record<string, string>>): Partial<OwnSettings> | null {
  const changes: Record<string, unknown> = {}
  for (const name of namesOf(offer)) {
    const chosen = input[name]
    if (chosen === undefined || chosen === '') continue
    if (chosen !== inherited && !Object.hasOwn(optionsOf(name), chosen)) return null
    changes[name] = chosen === inherited ? null : chosen === 'yes' ? true : chosen === 'no' ? false : chosen
  }
  return changes as Partial<OwnSettings>
}
