// The desk: what people ask of the bot, handed to the gesture that knows it.
import type { Reply } from '../model.ts'
import { read } from './read.ts'
import { gestures } from './registry.ts'
import type { Asked, Desk, Gesture, Replied, Tools } from './types.ts'

type AnyReply = (tools: Tools, asked: Asked, request: never) => Promise<Reply | Replied>
const replies = new Map<string, AnyReply>(
  gestures.flatMap(({ replies = {} }: Gesture) => Object.entries(replies) as [string, AnyReply][]),
)

const commands = gestures.map(({ help }) => help)

export function createDesk(tools: Tools): Desk {
  return {
    read,
    async reply(asked) {
      const { request } = asked.incoming
      if (request.kind === 'hint') return { reply: { kind: 'notice', message: request.reason }, private: true }
      const given = await replies.get(request.kind)?.(tools, asked, request as never)
      if (given !== undefined) return 'reply' in given ? given : { reply: given, private: true }
      // Also for small talk: who greets gets to know what the bot is for.
      const problem = request.kind === 'help' ? request.problem : undefined
      return { reply: { kind: 'help', commands, ...(problem !== undefined && { problem }) }, private: true }
    },
  }
}
