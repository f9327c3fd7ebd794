// What someone may see who alone is shown it: also what they asked in private.
import { audienceOf } from '../askers.ts'
import type { AccessScope, Reader } from '../model.ts'
import type { Tools } from './types.ts'

export async function ownScope({ scopeOf }: Pick<Tools, 'scopeOf'>, reader: Reader): Promise<AccessScope> {
  const { install, person } = reader
  const { audiences } = await scopeOf(reader)
  const own = audienceOf(install.platform, { person, place: { kind: 'direct' } })
  return { workspaceId: install.workspaceId, audiences: [...audiences, own] }
}
