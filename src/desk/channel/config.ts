// How the bot behaves in a channel: read by everyone there, changed by whoever made the channel and by admins. Who that is
// is asked when a change is worked on, not when its form is sent in.
import type { OwnSettings, Standing } from '../../askers.ts'
import { type Action, type Button, type Card, noticeCard } from '../../card.ts'
import type { Reader, Request } from '../../model.ts'
import type { Acted, Gesture, Tools } from '../types.ts'
import { commandName } from '../words.ts'
import { fieldsOf, formOf, type Group, groups, type Offer, readForm } from './settings.ts'

interface Config extends Request {
  readonly kind: 'config'
  readonly change?: Partial<OwnSettings>
}

const name = 'config'
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

/** What does something there. */
const offerOf = (
  { rag }: Pick<Tools, 'rag'>,
  group: Group,
  { hearsAll = false }: Pick<Standing, 'hearsAll'>,
): Offer => ({
  ...{ group, hearsAll, takesInstructions: rag.takesInstructions, models: rag.models },
})

/** Nobody else's, and for this channel alone. */
const actionFor = ({ group, hearsAll }: Offer, { person, place }: Reader): Action => ({
  gesture: name,
  value: JSON.stringify([group, person.id, place.kind === 'channel' ? place.id : '', hearsAll ? 'hears' : '']),
})

function offerIn(tools: Pick<Tools, 'rag'>, value: string, { person, place }: Reader): Offer | null {
  const [group, of, at, hears] = JSON.parse(value) as readonly string[]
  if (of !== person.id || place.kind !== 'channel' || at !== place.id) return null
  if (group !== 'all' && !Object.hasOwn(groups, group ?? '')) return null
  return offerOf(tools, group as Group, { hearsAll: hears === 'hears' })
}

async function formFor({ store }: Pick<Tools, 'store'>, { install, place }: Reader, offer: Offer) {
  const [{ own }, workspace] = await Promise.all([
    store.readSettings(install, place.kind === 'channel' ? place.id : null),
    store.readDefaults(install.workspaceId),
  ])
  return formOf(offer, own, workspace.settings)
}

async function cardFor(
  tools: Tools,
  reader: Reader,
  { mayChange, ...standing }: Pick<Standing, 'hearsAll'> & { readonly mayChange: boolean },
  notes: readonly string[],
): Promise<Card> {
  const { install, place } = reader
  const { own, settings } = await tools.store.readSettings(install, place.kind === 'channel' ? place.id : null)
  const listed = own.isAllowed !== false && !settings.isAllowed ? ['This channel is not on the workspace’s list.'] : []
  const buttons = await Promise.all(
    Object.entries(groups).map(async ([group, { button }]): Promise<Button> => {
      const offer = offerOf(tools, group as Group, standing)
      return { label: button, action: actionFor(offer, reader), form: await formFor(tools, reader, offer) }
    }),
  )
  return {
    tone: 'info',
    title: 'How I behave in this channel',
    parts: [
      { kind: 'fields', fields: fieldsOf(offerOf(tools, 'all', standing), own, settings) },
      ...[...listed, ...notes].map((text) => ({ kind: 'note', text }) as const),
      ...(mayChange ? [{ kind: 'actions', buttons } as const] : []),
    ],
  }
}

async function change(tools: Tools, reader: Reader, changes: Partial<OwnSettings>): Promise<void> {
  const { install, person, place } = reader
  if (place.kind !== 'channel') return
  await tools.store.saveSettings(install, place.id, changes, `${install.platform}:${person.id}`)
  tools.log.info('a channel was set up', { platform: install.platform, changed: Object.keys(changes).join(' ') })
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
      const { change: changes } = incoming.request
      if (changes === undefined) return cardFor(tools, reader, { ...standing, mayChange }, mayChange ? [] : [why])
      if (!mayChange) return noticeCard(`Nothing was changed. ${why}`)
      await change(tools, reader, changes)
      return cardFor(tools, reader, { ...standing, mayChange }, ['Saved: it holds from now on.'])
    },
  },
  async opens(tools, reader) {
    if (reader.place.kind !== 'channel') return null
    const { isManager, isArchived, ...standing } = await tools.standingOf(reader)
    if (isManager !== true || isArchived) return null
    const offer = offerOf(tools, 'all', standing)
    return { form: await formFor(tools, reader, offer), action: actionFor(offer, reader) }
  },
  async act(tools, reader, value, input) {
    const offer = offerIn(tools, value, reader)
    if (offer === null) return notTheirs
    if (input === undefined) return { kind: 'form', form: await formFor(tools, reader, offer) }
    const changes = readForm(offer, input)
    if (changes === null) return notChosen
    const request: Config = { kind: 'config', change: changes }
    return { kind: 'asked', request }
  },
}
