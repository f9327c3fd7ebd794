// Where an activity comes from and who asks, the same for messages and invokes. Pure. Refuses what lacks its ids.
import { createHash } from 'node:crypto'
import { someone } from '../../../askers.ts'
import type { Asker } from '../../../model.ts'
import { type Json, record, text } from '../json.ts'
import type { TeamsTarget } from '../target.ts'

export interface Place {
  readonly tenant: string
  readonly type: 'personal' | 'groupChat' | 'channel'
  /** Without `;messageid=`. */
  readonly conversation: string
  /** The id of the first message of the thread, in a channel where there is one. */
  readonly root: string | null
  /** The activity's own id; for one that has none, a digest of it. */
  readonly activityKey: string
  readonly asker: Omit<Asker, 'target'> & { readonly target: TeamsTarget }
  /** A tenant that takes part but is not let in, or '' when none is named; null when all is well. */
  readonly strangers: string | null
}

/** `19:…` is a chat of people, also the one that Teams calls personal because it has two; a bot's own begins otherwise. */
const chatOfPeople = /^19:/

function typeOf(conversation: Json): Place['type'] | null {
  const type = text(conversation, 'conversationType')
  if (type === 'channel' || type === 'groupChat') return type
  if (type !== 'personal') return null
  return chatOfPeople.test(text(conversation, 'id') ?? '') ? 'groupChat' : 'personal'
}

/** Null when it does not say where it belongs. */
export function placeOf(activity: Json, tenantIds: readonly string[]): Place | null {
  const conversation = record(activity, 'conversation')
  const from = record(activity, 'from')
  const channelData = record(activity, 'channelData')
  const id = text(conversation, 'id')
  const user = text(from, 'id')
  const serviceUrl = text(activity, 'serviceUrl')
  const type = typeOf(conversation)
  if (!id || !user || !serviceUrl || type === null) return null

  const [base = '', root] = id.split(';messageid=')
  const named = [text(record(channelData, 'tenant'), 'id'), text(conversation, 'tenantId'), text(from, 'tenantId')]
  const tenants = named.filter((one) => one !== undefined)
  // As the configuration spells it, so that one tenant is one everywhere.
  const allowed = (tenant: string) => tenantIds.find((one) => one.toLowerCase() === tenant.toLowerCase())
  const strangers = tenants.length === 0 ? '' : tenants.find((one) => allowed(one) === undefined)
  const tenant = tenants.map((one) => allowed(one) ?? one)[0] ?? 'none'
  const aadUser = text(from, 'aadObjectId')
  const team = text(record(channelData, 'team'), 'aadGroupId')
  const channelType = text(record(channelData, 'channel'), 'type')
  return {
    tenant,
    type,
    conversation: base,
    root: root ?? null,
    activityKey: text(activity, 'id') ?? createHash('sha256').update(JSON.stringify(activity)).digest('hex'),
    strangers: strangers ?? null,
    asker: {
      // Rosters tell the rest: see readers.ts.
      person: someone(`${tenant}/${aadUser ?? user}`),
      place:
        type === 'personal'
          ? { kind: 'direct' }
          : { kind: 'channel', id: `${tenant}/${base}`, hasGuests: 'unknown', hasExternals: 'unknown' },
      target: {
        serviceUrl,
        conversation: id,
        type,
        user,
        tenant,
        ...(aadUser && { aadUser }),
        ...(type === 'channel' && { channel: base }),
        ...(type === 'channel' && team && { team }),
        ...(channelType && { channelType }),
      },
    },
  }
}

/** What someone is told who is not let in. */
export function strangersReason(tenant: string): string {
  return `I only answer people of the organisations I was set up for. Whoever runs me can let yours in: MICROSOFT_APP_TENANT_ID has to name the tenant ${tenant || '(this message names none)'}.`
}

/** Our own messages come back in some places, and other bots may talk there. */
export function isFromBot(activity: Json): boolean {
  const from = record(activity, 'from')
  const id = text(from, 'id') ?? ''
  return id.startsWith('28:') || from.role === 'bot' || id === text(record(activity, 'recipient'), 'id')
}
