// Actions as tokens, which fit into a button's id on every platform, and back. A token is signed for one install; its value,
// where that is too long, lies in a row. Refuses every token that this house did not make for this very install.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Action } from '../card.ts'
import type { AnswerPlace, Install } from '../model.ts'
import type { ActionValueStore } from '../store/messages/action-values.ts'
import type { Actions } from './types.ts'

/** https://docs.discord.com/developers/components/reference#anatomy-of-a-component: the shortest of the platforms'. */
const tokenLimit = 100
const macBytes = 16
const tokenPattern = /^([a-z-]{1,20})(:[\w.:-]{0,100}|~[\w-]{22})\.([\w-]{22})$/
const answerPattern = /^([\w.-]*):([0-9a-f-]{36}):(\d{1,9})$/

/** @param key 32 bytes, for this purpose alone */
export function createActions(key: Buffer, store: ActionValueStore): Actions {
  const macOf = ({ id }: Install, body: string) => {
    const digest = createHmac('sha256', key).update(`${id}\n${body}`).digest()
    return digest.subarray(0, macBytes).toString('base64url')
  }

  async function tokenOf(install: Install, { gesture, value }: Action, answer?: AnswerPlace): Promise<string> {
    const signed = (body: string) => `${body}.${macOf(install, body)}`
    const token = signed(`${gesture}:${value}`)
    if (token.length <= tokenLimit && tokenPattern.test(token)) return token
    const stands = answer === undefined ? '' : `${answer.conversationId}:${answer.seq}\n`
    const id = createHash('sha256').update(`${stands}${value}`).digest('base64url').slice(0, 22)
    await store.keepActionValue(install.workspaceId, id, value, answer ?? null)
    return signed(`${gesture}~${id}`)
  }

  return {
    async sign(install, { buttons, selects }, answer) {
      const withTokens = async <Has extends { readonly action: Action }>(all: readonly Has[]) => {
        const placed = all.flatMap((one) => {
          const { action } = one
          if (!action.isAboutAnswer) return [{ one, action }]
          const { conversationId, seq } = answer ?? {}
          return answer ? [{ one, action: { ...action, value: `${action.value}:${conversationId}:${seq}` } }] : []
        })
        return Promise.all(
          placed.map(async ({ one, action }) => ({ ...one, token: await tokenOf(install, action, answer) })),
        )
      }
      const menus = selects.map(async ({ label, options }) => ({ label, options: await withTokens(options) }))
      return { buttons: await withTokens(buttons), selects: await Promise.all(menus) }
    },
    async open(install, token) {
      const [, gesture, rest, mac] = (token.length <= tokenLimit ? tokenPattern.exec(token) : null) ?? []
      if (gesture === undefined || rest === undefined || mac === undefined) return 'forged'
      // As text: the last letter of base64 has bits that decoding throws away.
      if (!timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(install, `${gesture}${rest}`)))) return 'forged'
      if (rest.startsWith(':')) return { gesture, value: rest.slice(1) }
      const value = await store.readActionValue(install.workspaceId, rest.slice(1))
      return value === null ? 'stale' : { gesture, value }
    },
  }
}

/** The value of an action that is about an answer, and where that stands; null for any other. */
export function aboutAnswer(value: string): { readonly what: string; readonly place: AnswerPlace } | null {
  const [, what, conversationId, seq] = answerPattern.exec(value) ?? []
  if (what === undefined || conversationId === undefined) return null
  return { what, place: { conversationId, seq: Number(seq) } }
}
