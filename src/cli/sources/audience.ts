// Who may read what a command indexes.
import { AppError } from '../../errors.ts'
import { type Audience, platformIds } from '../../model.ts'

const oneAudience = /^(?:channel|person):(?:slack|teams|discord|local):\S{1,200}$/

/** @throws AppError `usage` */
export function parseAudience(value: string | boolean | undefined): Audience {
  const text = value === undefined ? 'workspace' : String(value)
  if (text !== 'workspace' && !oneAudience.test(text))
    throw new AppError(
      'usage',
      `"${text.slice(0, 100)}" is no audience: use workspace, channel:<platform>:<id> or person:<platform>:<id>, with a platform of ${platformIds.join(', ')}`,
    )
  return text as Audience
}
