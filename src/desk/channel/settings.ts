// A channel's settings as people read and choose them. Pure.
import { botId, type ChannelSettings, instructionsLimit, mostBots, type OwnSettings, usualModel } from '../../askers.ts'
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
  retentionDays: {
    label: 'Keep what was asked and answered here',
    options: {
      '0': 'For good',
      '1': 'For a day',
      '7': 'For 7 days',
      '30': 'For 30 days',
      '90': 'For 90 days',
      '365': 'For a year',
    },
  },
  digest: {
    label: 'Tell what came in and what was asked',
    options: { off: 'Never', daily: 'Each working day, at nine', weekly: 'Each Monday, at nine' },
  },
  bots: {
    label: 'Bots that I answer',
    hint: 'Their ids, separated by commas; “none” where the workspace has some. I answer none of them twice in a row.',
    options: {},
  },
  replies: {
    label: 'Who sees replies',
    options: { thread: 'Everyone, in the thread', privately: 'Only whoever asked' },
  },
  autoRespond: {
    label: 'Answer without a mention',
    options: { off: 'No', questions: 'What reads like a question', all: 'Everything that there is an answer to' },
  },
  answerLength: {
    label: 'Length of answers',
    options: { short: 'Short', usual: 'Usual', long: 'Long' },
  },
  model: {
    label: 'Who writes answers',
    options: { none: 'Nobody: they are quoted' },
  },
  instructions: {
    label: 'Tone and terms of answers',
    hint: 'To whoever writes them. It changes nothing else: not what is searched, nor what may be said.',
    options: {},
  },
} as const satisfies Partial<Record<Name, Setting>>

type Shown = keyof typeof shown

/** Which are chosen together: five at most, as Discord takes no more. */
export const groups = {
  access: {
    title: 'Who and what for',
    button: 'Change who and what for',
    names: ['isAllowed', 'answersGuests', 'indexers', 'indexesFiles', 'retentionDays'],
  },
  replies: {
    title: 'How I answer',
    button: 'Change how I answer',
    names: ['replies', 'autoRespond', 'answerLength', 'model', 'instructions'],
  },
  others: {
    title: 'What else I do',
    button: 'Change what else I do',
    names: ['digest', 'bots'],
  },
} as const satisfies Record<string, { title: string; button: string; names: readonly Shown[] }>
export type Group = keyof typeof groups | 'all'

/** What does something there. */
export interface Offer {
  readonly group: Group
  /** What is said there reaches the bot without a mention. */
  readonly hearsAll: boolean
  /** So does what bots say. */
  readonly hearsBots: boolean
  /** Whoever writes answers follows instructions. */
  readonly takesInstructions: boolean
  /** Who may write, by what the settings call them; the usual one is the second. */
  readonly models: readonly string[]
}

function namesOf({ group, hearsAll, hearsBots, takesInstructions, models }: Offer): readonly Shown[] {
  const names: readonly Shown[] =
    group === 'all' ? Object.values(groups).flatMap(({ names }) => names) : groups[group].names
  return names.filter(
    (name) =>
      (name !== 'autoRespond' || hearsAll) &&
      (name !== 'bots' || hearsBots) &&
      (name !== 'instructions' || takesInstructions) &&
      (name !== 'model' || models.length > 0),
  )
}

/** Those with something in them. */
export const groupsIn = (offer: Offer) =>
  (Object.entries(groups) as [keyof typeof groups, (typeof groups)[keyof typeof groups]][]).filter(
    ([group]) => namesOf({ ...offer, group }).length > 0,
  )

/** As the workspace has it. */
const inherited = 'inherited'
const idOf = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : Array.isArray(value) ? value.join(', ') : String(value)

/** Of what can be chosen. */
function settingOf(name: Shown, id: string): unknown {
  if (name === 'retentionDays') return Number(id)
  return id === 'yes' ? true : id === 'no' ? false : id
}

function optionsOf(name: Shown, { models }: Pick<Offer, 'models'>): Readonly<Record<string, string>> {
  const { options } = shown[name]
  if (name !== 'model') return options
  const named = models.filter((one) => !Object.hasOwn(options, one)).map((one) => [one, one] as const)
  return { ...options, ...Object.fromEntries(named) }
}

function wordsFor(name: Shown, value: unknown, offer: Pick<Offer, 'models'>): string {
  const id = idOf(value)
  const options = optionsOf(name, offer)
  if (Object.hasOwn(options, id)) return options[id]!
  if (name === 'retentionDays') return `For ${id} days`
  if (name === 'model') return id === usualModel ? (offer.models[1] ?? id) : `${id}, which is not to be had`
  return id || 'none'
}

export function fieldsOf(offer: Offer, own: OwnSettings, settings: ChannelSettings): Field[] {
  return namesOf({ ...offer, group: 'all' }).map((name) => ({
    name: shown[name].label,
    value: `${wordsFor(name, settings[name], offer)}${own[name] === null ? '' : ' (set here)'}`,
  }))
}

/** Whence the fields have what they do not say was set here. */
export const whence = (offer: Offer, own: OwnSettings): string =>
  namesOf({ ...offer, group: 'all' }).some((name) => own[name] !== null)
    ? 'What was not set here is as the workspace has it.'
    : 'All of it is as the workspace has it.'

/** @param workspace what holds where a channel says nothing */
export function formOf(offer: Offer, own: OwnSettings, workspace: ChannelSettings): Form {
  const fields = namesOf(offer).map((name): FormField => {
    if (name === 'instructions') return instructionsField(own.instructions)
    if (name === 'bots') return botsField(own.bots)
    const inherits = { value: inherited, label: `As the workspace has it: ${wordsFor(name, workspace[name], offer)}` }
    const value = filledIn(name, own)
    const choices = Object.entries(optionsOf(name, offer)).map(([value, label]) => ({ value, label }))
    // The API takes more than there is to choose.
    if (own[name] !== null && !choices.some((one) => one.value === value))
      choices.push({ value, label: wordsFor(name, own[name], offer) })
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

const instructionsField = (value: string | null): FormField => {
  const { label, hint } = shown.instructions
  const given = value !== null && value !== '' ? { value } : {}
  return { id: 'instructions', label, hint, ...given, isLong: true, maxLength: instructionsLimit }
}

const botsField = (value: readonly string[] | null): FormField => {
  const { label, hint } = shown.bots
  const given = value === null ? {} : { value: typedAs(value) }
  return { id: 'bots', label, hint, ...given, maxLength: mostBots * 32 }
}

/** Null for nothing, which is as the workspace has it; undefined for what no bots have as ids. */
function readTyped(name: Shown, text: string): string | readonly string[] | null | undefined {
  if (name === 'instructions') return readInstructions(text)
  // As they are mentioned, too.
  const ids = [...new Set(text.split(/[\s,]+/).map((one) => one.replace(/^<@[!&]?|>$/g, '')))].filter(
    (one) => one !== '',
  )
  if (ids.length === 0) return null
  if (ids.length === 1 && ids[0]!.toLowerCase() === noBots) return []
  return ids.length <= mostBots && ids.every((id) => botId.test(id)) ? ids : undefined
}

/** As a database takes it; null where nothing is left. */
function readInstructions(typed: string): string | null {
  const text = typed
    .toWellFormed()
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim()
  return text === '' ? null : text.slice(0, instructionsLimit).toWellFormed()
}

/** Of settings, those that a form shows: what it was opened with. */
export const shownIn = (offer: Offer, own: OwnSettings): Partial<OwnSettings> =>
  Object.fromEntries(namesOf(offer).map((name) => [name, own[name]]))

/** What someone changed in a form, and what it showed of that. */
interface Changed {
  readonly change: Partial<OwnSettings>
  readonly was: Partial<OwnSettings>
}

/**
 * What was filled in otherwise than the form showed it; null where something of that cannot be chosen. What is not there stays
 * as it is.
 */
export function readForm(
  offer: Offer,
  was: Partial<OwnSettings>,
  input: Readonly<Record<string, string>>,
): Changed | null {
  const change: Record<string, unknown> = {}
  for (const name of namesOf(offer)) {
    const chosen = input[name]
    if (chosen === undefined || idIn(name, chosen) === idIn(name, filledIn(name, was))) continue
    if (isTyped(name)) {
      const read = readTyped(name, chosen)
      if (read === undefined) return null
      change[name] = read
      continue
    }
    if (chosen === '') continue
    if (chosen !== inherited && !Object.hasOwn(optionsOf(name, offer), chosen)) return null
    change[name] = chosen === inherited ? null : settingOf(name, chosen)
  }
  return { change, was: Object.fromEntries(Object.keys(change).map((name) => [name, was[name as Name] ?? null])) }
}

/** What a field is filled in with when its form opens. */
const filledIn = (name: Shown, { [name]: value }: Partial<OwnSettings>) =>
  isTyped(name) ? typedAs(value) : value === null ? inherited : idOf(value)

const typed = ['instructions', 'bots'] as const
const isTyped = (name: Shown) => typed.some((one) => one === name)
const noBots = 'none'
const typedAs = (value: unknown) => (Array.isArray(value) && value.length === 0 ? noBots : idOf(value ?? ''))

/** As two texts are compared: a platform may give back another that is the same. */
const idIn = (name: Shown, filled: unknown) =>
  isTyped(name) ? JSON.stringify(readTyped(name, String(filled))) : String(filled)

/** As people read them. */
export const labelsOf = (names: readonly string[]): string =>
  names.flatMap((name) => (name in shown ? `“${shown[name as Shown].label}”` : [])).join(', ')
