// What the cases of tests/store/leak-cases.ts are told, and the first workspace's ids that they ask with.
import { randomUUID } from 'node:crypto'
import type { ThreadKey, WorkspaceId } from '../../src/model.ts'
import type { OpenStore } from '../contracts/open-store.ts'
import { kinds, type Thing, type Things } from './world.ts'

export interface Told extends OpenStore {
  /** Who asks. */
  readonly workspaceId: WorkspaceId
  /** Of the first workspace. */
  readonly things: Things
}
export type Ask<Rest extends unknown[] = []> = (told: Told, ...rest: Rest) => Promise<unknown>

export const each = (things: Things, ask: (thing: Thing, kind: (typeof kinds)[number]) => Promise<unknown>) =>
  Promise.all(kinds.map((kind) => ask(things[kind], kind).catch(() => null)))
export const thread = (kind: string) => ({ platform: 'slack', threadKey: `T1:${kind}` as ThreadKey }) as const
/** The first workspace's install, taken for one of whoever asks. */
export const taken = ({ waiting }: Thing, workspaceId: WorkspaceId) => ({ ...waiting.install, workspaceId })
export const place = ({ conversationId }: Thing) => ({ conversationId, seq: 2 })
export const weigh = () => new Map([[1, 1]])
export const newCode = () => randomUUID()
