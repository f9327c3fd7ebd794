// How the bot behaves in a channel: read by everyone there, changed by whoever made the channel and by admins. Who that is
// is asked when a change is worked on, not when its form is sent in.
import { type OwnSettings, type Standing, settingsPlaceOf } from '../../askers.ts'
import { type Action, type Button, type Card, noticeCard } from '../../card.ts'
import type { Reader, Request } from '../../model.ts'
import type { ManagedChannel } from '../../store/managed.ts'
import type { Acted, Gesture, Tools } from '../types.ts'
import { commandName } from '../words.ts'
import {
  fieldsOf,
  formOf,
  type Group,
  groups,
  groupsIn,
  labelsOf,
  type Offer,
  readForm,
  shownIn,
  whence,
} from './settings.ts'

interface Config extends Request {
  readonly kind: 'config'
  readonly change?: Partial<OwnSettings>
  /** What the form showed of that: what is otherwise by now was changed by someone else. */
  readonly was?: Partial<OwnSettings>
}

const name = 'config'
const elsewhere = 'elsewhere'
const notTheirs: Acted = {
  kind: 'said',
  message: `This was made for someone else, or for another channel: type ${commandName} ${name} where you mean.`,
}
const notChosen: Acted = {
  kind: 'said',
  message: `Something in this form cannot be chosen, so nothing was changed: type ${commandName} ${name} again.`,
}
const whoMay = 'Whoever made the channel, or an admin, may change this.'
const whoIsUnknown =
  'I cannot find out whether you made this channel or are an admin: whoever runs me can change this by the API.'

type Heard = Pick<Standing, 'hearsAll' | 'hearsBots'>
const heardIn = ({ hearsAll, hearsBots }: Offer) => `${hearsAll ? 'hears' : ''}${hearsBots ? 'bots' : ''}`

/** What does something there. */
const offerOf = ({ rag }: Pick<Tools, 'rag'>, group: Group, { hearsAll = false, hearsBots = false }: Heard): Offer => ({
  ...{ group, hearsAll, hearsBots, takesInstructions: rag.takesInstructions, models: rag.models },
})

interface Opened {
  readonly offer: Offer
  /** Of its settings, as the form shows them. */
  readonly shown: Partial<OwnSettings>
}

/** Nobody else's, and for this channel alone. */
const actionFor = ({ offer, shown }: Opened, { person, place }: Reader): Action => ({
  gesture: name,
  value: JSON.stringify([...[offer.group, person.id, place.kind === 'channel' ? place.id : '', heardIn(offer)], shown]),
})

function openedIn(tools: Pick<Tools, 'rag'>, value: string, { person, place }: Reader): Opened | null {
  const [group, of, at, hears, shown] = JSON.parse(value) as [Group, string, string, string, Partial<OwnSettings>?]
  if (of !== person.id || place.kind !== 'channel' || at !== place.id) return null
  if (group !== 'all' && !Object.hasOwn(groups, group)) return null
  // One from before forms said what they showed is asked for again.
  return shown === undefined
    ? null
    : { offer: offerOf(tools, group, { hearsAll: hears.includes('hears'), hearsBots: hears.includes('bots') }), shown }
}

/** For their own page: the form of a channel is opened as if they had asked for it there. */
export const channelsCard = ({ person }: Reader, channels: readonly ManagedChannel[]): Card => ({
  tone: 'info',
  title: 'Channels that you set up',
  parts: [
    {
      kind: 'select',
      label: 'Choose a channel',
      options: channels.map((one) => ({
        label: one.name,
        action: { gesture: name, value: JSON.stringify([elsewhere, person.id, one.channel]) },
      })),
    },
  ],
})

/** What someone chose there; null for anything else, and for someone else's. */
function chosenIn(value: string, { person }: Reader): string | null {
  const [group, of, channel] = JSON.parse(value) as readonly string[]
  return group === elsewhere && of === person.id ? (channel ?? null) : null
}

/** The form as it is filled in now, and what it comes back with. */
async function formFor({ store }: Pick<Tools, 'store'>, reader: Reader, offer: Offer) {
  const { install } = reader
  const [{ own }, workspace] = await Promise.all([
    store.readSettings(install, settingsPlaceOf(reader)),
    store.readDefaults(install.workspaceId),
  ])
  const action = actionFor({ offer, shown: shownIn(offer, own) }, reader)
  return { form: formOf(offer, own, workspace.settings), action }
}

async function cardFor(
  tools: Tools,
  reader: Reader,
  { mayChange, ...standing }: Heard & { readonly mayChange: boolean },
  notes: readonly string[],
): Promise<Card> {
  const { install } = reader
  const { own, settings } = await tools.store.readSettings(install, settingsPlaceOf(reader))
  const listed = own.isAllowed !== false && !settings.isAllowed ? ['This channel is not on the workspace’s list.'] : []
  const all = offerOf(tools, 'all', standing)
  const buttons = await Promise.all(
    groupsIn(all).map(async ([group, { button }]): Promise<Button> => {
      const offer = offerOf(tools, group, standing)
      return { label: button, ...(await formFor(tools, reader, offer)) }
    }),
  )
  return {
    tone: 'info',
    title: 'How I behave in this channel',
    parts: [
      { kind: 'fields', fields: fieldsOf(all, own, settings) },
      ...[whence(all, own), ...listed, ...notes].map((text) => ({ kind: 'note', text }) as const),
      ...(mayChange ? [{ kind: 'actions', buttons } as const] : []),
    ],
  }
}

/** @returns what to say of it */
async function save(tools: Tools, reader: Reader, { change, was }: Pick<Config, 'change' | 'was'>): Promise<string[]> {
  const { install, person } = reader
  const channel = settingsPlaceOf(reader)
  if (channel === null || change === undefined || Object.keys(change).length === 0) return ['Nothing was changed.']
  const by = `${install.platform}:${person.id}`
  const { saved, others } = await tools.store.changeSettings(install, channel, change, was ?? {}, by)
  if (saved.length > 0) tools.log.info('a channel was set up', { platform: install.platform, changed: saved.join(' ') })
  return [
    ...(saved.length > 0 ? ['Saved: it holds from now on.'] : []),
    ...(others.length > 0
      ? [
          `Not saved: ${labelsOf(others)}. That was changed after your form was opened, and stays as it is by now: look at it above, and change it again if you mean to.`,
        ]
      : []),
  ]
}

export const config: Gesture<Config> = {
  name,
  command: {
    words: [name],
    help: { usage: name, says: 'shows how I behave in this channel, and lets those who may change that' },
    menu: { says: 'How I behave in this channel', options: [] },
    read: () => ({ kind: 'config' }),
  },
  message: (text) => (text.toLowerCase() === name ? { kind: 'config' } : null),
  // Who switched it off can switch it on.
  isAlwaysHeard: true,
  replies: {
    async config(tools, { install, incoming }) {
      const reader = { ...incoming, install }
      if (incoming.place.kind !== 'channel')
        return noticeCard('A channel has settings, and this is none: ask me there.')
      const { isManager, isArchived, ...standing } = await tools.standingOf(reader)
      const mayChange = isManager === true && !isArchived
      const why = isManager === 'unknown' ? whoIsUnknown : isArchived ? 'This channel is archived.' : whoMay
      const { request } = incoming
      if (request.change === undefined)
        return cardFor(tools, reader, { ...standing, mayChange }, mayChange ? [] : [why])
      if (!mayChange) return noticeCard(`Nothing was changed. ${why}`)
      return cardFor(tools, reader, { ...standing, mayChange }, await save(tools, reader, request))
    },
  },
  async opens(tools, reader) {
    if (reader.place.kind !== 'channel') return null
    const { isManager, isArchived, ...standing } = await tools.standingOf(reader)
    if (isManager !== true || isArchived) return null
    return formFor(tools, reader, offerOf(tools, 'all', standing))
  },
  async act(tools, reader, value, input) {
    const chosen = reader.place.kind === 'direct' ? chosenIn(value, reader) : null
    if (chosen !== null) return { kind: 'elsewhere', channel: chosen, request: { kind: 'config' } }
    const opened = openedIn(tools, value, reader)
    if (opened === null) return notTheirs
    if (input === undefined) return { kind: 'form', ...(await formFor(tools, reader, opened.offer)) }
    const changed = readForm(opened.offer, opened.shown, input)
    if (changed === null) return notChosen
    const request: Config = { kind: 'config', ...changed }
    return { kind: 'asked', request }
  },
}
