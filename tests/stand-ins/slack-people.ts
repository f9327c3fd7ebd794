// What the Slack stand-in says about people, conversations and their members.

type Json = Record<string, unknown>

interface Told {
  readonly people: ReadonlyMap<string, Json | null>
  readonly conversations: ReadonlyMap<string, Json | null>
  readonly members: ReadonlyMap<string, readonly string[] | null>
  readonly botUserId: string
  /** Whether the token has a scope. */
  readonly has: (scope: string) => boolean
}

export function tellPeople({ people, conversations, members, botUserId, has }: Told) {
  const lacks = (needed: string) => (has(needed) ? null : { ok: false, error: 'missing_scope', needed })

  // https://docs.slack.dev/reference/methods/users.info/
  function userInfo(id: string): Json {
    const own = people.get(id)
    if (own === null) return { ok: false, error: 'user_not_found' }
    const member = {
      id,
      team_id: 'T1',
      deleted: false,
      is_restricted: false,
      is_ultra_restricted: false,
      is_bot: id === botUserId,
    }
    return lacks('users:read') ?? { ok: true, user: { ...member, is_app_user: false, ...own } }
  }

  // https://docs.slack.dev/reference/methods/conversations.info/
  function conversationInfo(id: string): Json {
    const own = conversations.get(id)
    if (own === null) return { ok: false, error: 'channel_not_found' }
    if (id.startsWith('D')) {
      const user = id.replace(/^D/, 'U')
      return lacks('im:read') ?? { ok: true, channel: { id, is_im: true, is_org_shared: false, user, ...own } }
    }
    const kind = kindOf(id)
    const shared = { is_shared: false, is_org_shared: false, is_ext_shared: false, is_pending_ext_shared: false }
    const channel = { id, is_channel: kind === 'channels', is_mpim: false, is_private: false, is_member: true }
    const teams = { shared_team_ids: ['T1'], pending_shared: [], context_team_id: 'T1' }
    return lacks(`${kind}:read`) ?? { ok: true, channel: { ...channel, ...shared, ...teams, ...own } }
  }

  const kindOf = (id: string) => {
    const own = conversations.get(id)
    if (id.startsWith('D')) return 'im'
    return own?.is_mpim === true ? 'mpim' : own?.is_private === true ? 'groups' : 'channels'
  }

  /** A page at a time. */
  function paged(all: readonly unknown[], args: Json): Json {
    const start = Number(args.cursor ?? 0)
    const end = start + Number(args.limit ?? 100)
    return {
      ok: true,
      members: all.slice(start, end),
      response_metadata: { next_cursor: end < all.length ? String(end) : '' },
    }
  }

  // https://docs.slack.dev/reference/methods/conversations.members/
  function membersOf(id: string, args: Json): Json {
    const own = members.get(id)
    if (own === null || conversations.get(id) === null) return { ok: false, error: 'channel_not_found' }
    return lacks(`${kindOf(id)}:read`) ?? paged(own ?? ['U1', botUserId], args)
  }

  // https://docs.slack.dev/reference/methods/users.list/
  function userList(args: Json): Json {
    const ids = [...people].flatMap(([id, own]) => (own === null ? [] : id))
    return (
      lacks('users:read') ??
      paged(
        ids.map((id) => userInfo(id).user),
        args,
      )
    )
  }

  return { userInfo, conversationInfo, membersOf, userList }
}
