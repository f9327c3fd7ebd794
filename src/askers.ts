// Who asks and where: whose it is what they say or share there, people of whom little is known, what a platform tells of
// its people and channels, and how a channel wants the bot. Pure.
import type { Asker, Audience, Incoming, Known, Person, PlatformId } from './model.ts'

/** Of a person's id or a place's, what tables of one install know it by. */
export const withoutTeam = (id: string) => id.slice(id.lastIndexOf('/') + 1)

/** The one audience of what is said or shared where someone is. */
export function audienceOf(platform: PlatformId, { person, place }: Pick<Asker, 'person' | 'place'>): Audience {
  if (place.kind === 'page') return 'workspace'
  return place.kind === 'direct' ? `person:${platform}:${person.id}` : `channel:${platform}:${place.id}`
}

/** The audience of a question and its answer. The page has one reader, though what is shared there is the workspace's. */
export function saidTo({ platform, person, place, isForAskerAlone }: Incoming): Audience {
  const isAlone = isForAskerAlone || place.kind === 'page'
  return audienceOf(platform, { person, place: isAlone ? { kind: 'direct' } : place })
}

/** The channel whose settings hold where someone is; null where only the workspace's do. */
export const settingsPlaceOf = ({ place, setUpIn }: Pick<Asker, 'place' | 'setUpIn'>): string | null =>
  place.kind === 'channel' ? (setUpIn ?? place.id) : null

export const owner: Person = { kind: 'owner', id: 'owner' }

/** Someone by their id; `known` is what the platform said of them besides. */
export function someone(
  id: string,
  known: Partial<Omit<Extract<Person, { kind: 'someone' }>, 'kind' | 'id'>> = {},
): Person {
  return {
    kind: 'someone',
    id,
    isGuest: 'unknown',
    isExternal: 'unknown',
    roles: 'unknown',
    groups: 'unknown',
    ...known,
  }
}

export interface PersonFacts {
  /** `member`: a full one of the team, or of the organisation where the install is for all of that. */
  readonly kind: 'member' | 'guest' | 'external' | 'bot' | 'deleted'
  readonly isAdmin: boolean
  /** Of an organisation: those they are in, their own first. An admin is one of that. */
  readonly teams: readonly string[]
}

export interface ChannelFacts {
  /** `group`: a conversation of a few. `direct`: with the bot. */
  readonly kind: 'public' | 'private' | 'group' | 'direct'
  /** People of other organisations read there, or may any moment. */
  readonly isShared: boolean
  readonly isArchived: boolean
  readonly name: string | null
  /** Of a direct conversation: with whom. */
  readonly peer: string | null
  /** Of an organisation: whose it is. */
  readonly team: string | null
  /** Who made it. */
  readonly creator: string | null
}

/** When a look-up began, and how many changes had been told of its thing by then: one more, and it is outdated. */
export interface Look {
  readonly at: Date
  readonly changes: number
}

/** Times in milliseconds since the epoch; null where nothing was looked up since the last change. */
export interface KeptPerson {
  readonly person: string
  readonly facts: PersonFacts | null
  readonly checkedAt: number | null
  readonly changes: number
}

export interface KeptChannel {
  readonly facts: ChannelFacts | null
  readonly checkedAt: number | null
  readonly membersCheckedAt: number | null
  readonly changes: number
}

/** What is kept of an asker, of where they ask, and of who reads it. */
export interface Around {
  readonly person: KeptPerson
  readonly here: KeptChannel
  /** Nobody among its members has to be looked up. */
  readonly isChecked: boolean
  /** Of other channels, those of which it is not known what they are, or who reads them. */
  readonly unseen: readonly string[]
}

/** Who reads a reply: whoever asked, a channel's members unless it is null, and with `isOpen` all full members besides. */
export interface Circle {
  /** Null where no person asks. */
  readonly asker: string | null
  readonly channel: string | null
  readonly isOpen: boolean
}

/** Who they are together, and which channels all of them read. `unknown`: of someone nothing is known. */
export interface Together {
  readonly everyone: 'members' | 'guests' | 'outside' | 'unknown'
  readonly channels: readonly string[]
}

/** What is kept of one install. Ids are the platform's own. */
export interface Members {
  /** One for each, in their order. */
  readPeople(people: readonly string[]): Promise<readonly KeptPerson[]>
  savePeople(
    people: readonly (PersonFacts & { readonly person: string; readonly changes: number })[],
    at: Date,
  ): Promise<void>
  readChannel(channel: string): Promise<KeptChannel>
  /** All of it at once, where nothing has to be looked up. @param before whoever was looked up before then is to be again */
  readAround(person: string, channel: string, channels: readonly string[], before: Date): Promise<Around>
  saveChannel(channel: string, facts: ChannelFacts, look: Look): Promise<void>
  /** All of them, of a channel that was saved before. */
  saveMembers(channel: string, people: readonly string[], look: Look): Promise<void>
  /** Something was told of them: what was looked up before is asked again before it counts. */
  noteChange(changed: { readonly person: string } | { readonly channel: string; readonly left?: string }): Promise<void>
  /** What it is and who reads it is not known any more, so nobody is shown what only its readers are. */
  forgetChannel(channel: string): Promise<void>
  /** Members of a channel who are not known, or were looked up before then; those not known first. A bot stays one. */
  listUnchecked(
    channel: string,
    before: Date,
  ): Promise<readonly { readonly person: string; readonly isKnown: boolean; readonly changes: number }[]>
  /** Of these channels, those of which it is not known what they are, or who reads them. */
  listUnseen(channels: readonly string[]): Promise<readonly string[]>
  /** @param isOrg full members are those of an organisation, whose teams see their own public channels alone */
  readableTogether(circle: Circle, channels: readonly string[], isOrg: boolean): Promise<Together>
}

/** What someone is where they ask. */
export interface Standing {
  /** Neither a guest nor from outside. */
  readonly isMember: Known
  /** May say how the bot behaves there. */
  readonly isManager: Known
  /** What is said there reaches the bot without a mention. */
  readonly hearsAll?: boolean
  /** What bots say there reaches the bot, and who they are. */
  readonly hearsBots?: boolean
  /** Nothing is said there any more. */
  readonly isArchived?: boolean
}

/** What can be chosen, the mildest first. */
export const settingValues = {
  autoRespond: ['off', 'questions', 'all'],
  replies: ['thread', 'privately'],
  indexers: ['everyone', 'managers', 'nobody'],
  answerLength: ['short', 'usual', 'long'],
  digest: ['off', 'daily', 'weekly'],
} as const

/** Whoever writes where nobody chose. */
export const usualModel = 'usual'
export const mostBots = 20
/** As platforms make the ids of bots. */
export const botId = /^[A-Za-z0-9_-]{2,64}$/
/** UTF-16 code units. */
export const instructionsLimit = 500
export const longestRetentionDays = 3650

/** How the bot behaves in a channel. */
export interface ChannelSettings {
  /** It works there at all. */
  readonly isAllowed: boolean
  /** Who may have things indexed there. */
  readonly indexers: (typeof settingValues.indexers)[number]
  /** Files that are shared there without a word to the bot are indexed. */
  readonly indexesFiles: boolean
  /** Guests and people from outside are answered. */
  readonly answersGuests: boolean
  /** `privately`: whoever asked is the only one to see the reply. */
  readonly replies: (typeof settingValues.replies)[number]
  /** What is said there without a mention is answered. */
  readonly autoRespond: (typeof settingValues.autoRespond)[number]
  readonly answerLength: (typeof settingValues.answerLength)[number]
  /** The channel is told by itself what came in and what was asked there. */
  readonly digest: (typeof settingValues.digest)[number]
  /** Bots that are answered, by ids of their platform. */
  readonly bots: readonly string[]
  /** Who writes answers: 'usual', 'none' for quotes alone, or another that whoever runs ragbot allows, by its name. */
  readonly model: string
  /** To the writer, about tone and terms. Data: it widens nothing. */
  readonly instructions: string
  /** What was asked and answered there goes after so many days; 0: never by itself. */
  readonly retentionDays: number
}

/** Whether a bot is answered there. What only it would see is said to nobody. */
export const answersBot = (
  { bots, replies }: Pick<ChannelSettings, 'bots' | 'replies'>,
  ids: readonly string[],
): boolean => replies !== 'privately' && ids.some((id) => bots.includes(id))

/** What one channel, or a workspace, says itself. Null: as the workspace has it, and there as the house has it. */
export type OwnSettings = { readonly [Name in keyof ChannelSettings]: ChannelSettings[Name] | null }

/** What someone may be told without having asked just then. `told-later`: that a question of theirs can be answered by now. `asked`: a question of others, as someone who may know. */
export const noticeKinds = ['told-later', 'asked'] as const
export type NoticeKind = (typeof noticeKinds)[number]
/** True: they may be told. */
export type NotificationChoices = Readonly<Record<NoticeKind, boolean>>
