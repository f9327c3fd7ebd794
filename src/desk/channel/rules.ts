// Whether the bot works for someone where they are, by the settings of the channel. Read anew with each message, so that a
// change counts at once. What is not known is refused.
import { answersBot, type ChannelSettings, settingsPlaceOf, usualModel } from '../../askers.ts'
import type { Manner, Reader } from '../../model.ts'
import type { Asked, Tools } from '../types.ts'

type Rules = Pick<Tools, 'store' | 'standingOf'>

const notKnown = 'I could not find out just now who you are here: try again in a minute.'
const ask = 'Whoever made the channel, or an admin, can change that.'

/** What holds where someone is: outside of channels what the workspace says. */
async function settingsAt({ store }: Pick<Tools, 'store'>, reader: Reader): Promise<ChannelSettings> {
  const { install } = reader
  return (await store.readSettings(install, settingsPlaceOf(reader))).settings
}

/** How answers are written where someone is. */
export async function mannerAt(tools: Pick<Tools, 'store' | 'rag'>, reader: Reader): Promise<Manner> {
  const { answerLength, instructions, model } = await settingsAt(tools, reader)
  const models = model === usualModel ? [] : await modelsAt(tools, reader, model)
  return {
    length: answerLength,
    ...(instructions !== '' && { instructions }),
    ...(models.length > 0 && { models }),
  }
}

/** Also what the workspace has, where a channel's own is not to be had any more. */
async function modelsAt({ store, rag }: Pick<Tools, 'store' | 'rag'>, { install }: Reader, model: string) {
  if (rag.models.includes(model)) return [model]
  const { settings } = await store.readDefaults(install.workspaceId)
  return [model, ...(settings.model === usualModel || settings.model === model ? [] : [settings.model])]
}

/** Why nothing is done for them there; null where it is. */
export async function reasonToRefuse(tools: Rules, reader: Reader): Promise<string | null> {
  if (reader.place.kind !== 'channel') return null
  const { isAllowed, answersGuests } = await settingsAt(tools, reader)
  if (!isAllowed) return `I am switched off in this channel. ${ask} In direct messages I answer you.`
  if (answersGuests || reader.bot !== undefined) return null
  const { isMember } = await tools.standingOf(reader)
  if (isMember === 'unknown') return notKnown
  return isMember ? null : `In this channel I answer members alone, no guests and nobody from outside. ${ask}`
}

/** Whether a bot's message is answered: where that is wanted, and not twice in a row. */
export async function mayAnswerBot({ store }: Pick<Tools, 'store'>, { install, incoming }: Asked): Promise<boolean> {
  const settings = await settingsAt({ store }, { ...incoming, install })
  return answersBot(settings, incoming.bot ?? []) && !(await store.answeredBotLast(install, incoming))
}

/** Why what they share there is not indexed; null where it is. @param isUnasked it was only shared */
export async function reasonNotToIndex(tools: Rules, reader: Reader, isUnasked: boolean): Promise<string | null> {
  if (reader.place.kind !== 'channel') return null
  const { indexers, indexesFiles } = await settingsAt(tools, reader)
  if (isUnasked && !indexesFiles) return 'Files that are only shared in this channel are not indexed.'
  if (indexers === 'everyone') return null
  if (indexers === 'nobody') return `Nothing is indexed from this channel. ${ask}`
  const { isManager } = await tools.standingOf(reader)
  if (isManager === 'unknown') return notKnown
  return isManager ? null : `From this channel only whoever made it, or an admin, has things indexed.`
}
