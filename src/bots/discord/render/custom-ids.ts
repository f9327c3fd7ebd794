// The ids of what turns pages and shows choices, in 100 characters at most; every other id is a token of the host's. Pure.
// Refuses every id that it did not write, because anyone who can see a message can send any id with it.

export type CustomId =
  /** A page of a reply, by its outbox id; counts from 0. */
  | { readonly kind: 'page'; readonly id: string; readonly page: number }
  | { readonly kind: 'choose'; readonly id: string }

/** https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id: 100 characters at most. */
export const formatCustomId = (id: CustomId): string =>
  id.kind === 'page' ? `page:${id.id}:${id.page}` : `choose:${id.id}`

const idPattern = /^[\w-]{1,64}$/

/** Null for an id that is not ours. */
export function parseCustomId(input: string): CustomId | null {
  const [kind = '', id = '', count, ...more] = input.split(':')
  if (more.length > 0 || !idPattern.test(id)) return null
  if (kind === 'choose' && count === undefined) return { kind, id }
  return kind === 'page' && count !== undefined && /^\d{1,9}$/.test(count) ? { kind, id, page: Number(count) } : null
}
