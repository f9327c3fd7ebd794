// How much is indexed, how it is searched, and what is wrong.
import type { WorkspaceStatus } from '../model.ts'
import type { Gesture } from './types.ts'
import { wordAlone } from './words.ts'

/** How much the workspace holds is not theirs to know; why they count as outsiders is, where that can be mended. */
function forOutsiders({ warnings }: WorkspaceStatus, platform: string): string {
  const own = warnings.filter((line) => line.startsWith(`${platform}: `))
  return ['I am running. What I hold I tell only where members alone read along.', ...own].join('\n')
}

export const status: Gesture = {
  ...wordAlone('status'),
  help: { usage: 'status', says: 'says what is indexed, only to you' },
  replies: {
    async status({ scopeOf, status }, { install, incoming }) {
      const now = await status(install.workspaceId)
      const { audiences } = await scopeOf({ ...incoming, install })
      if (!audiences.includes('workspace')) return { kind: 'notice', message: forOutsiders(now, install.platform) }
      // The question after the status is pending itself.
      return { kind: 'status', status: { ...now, pending: Math.max(0, now.pending - 1) } }
    },
  },
}
