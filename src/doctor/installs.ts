// The teams that have installed the app by themselves: whether the token of each works, and what it lacks. Reads the tokens as
// they are, and refreshes none: a refresh token is good once, and belongs to the process that runs.
import { describeError } from '../errors.ts'
import type { Finding } from '../model.ts'
import type { Secrets } from '../secrets.ts'
import type { InstallTokenStore } from '../store/install-tokens.ts'
import type { InstallStore, ListedInstall } from '../store/installs.ts'

/** Each costs a call to the platform. */
const most = 20
const again = 'the team has to install the app again, at /slack/install'

interface InstallsCheck {
  readonly store: Pick<InstallStore, 'describeInstalls'> & Pick<InstallTokenStore, 'readTokens'>
  /** Of the app, as in the table `installs`. */
  readonly app: string
  /** Null where there is no key, which is a finding of its own. */
  readonly secrets: Pick<Secrets, 'open'> | null
  /** What a platform with this token finds. */
  readonly look: (accessToken: string) => Promise<readonly Finding[]>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** One line an install. */
export async function checkInstalls({ store, app, secrets, look, now }: InstallsCheck): Promise<readonly Finding[]> {
  const installs = (await store.describeInstalls()).filter((one) => one.app === app && one.state !== 'removed')
  if (secrets === null) return []

  async function lookAtOne({ id }: ListedInstall): Promise<Pick<Finding, 'level' | 'message'>> {
    const tokens = await store.readTokens(id)
    if (tokens === null) return { level: 'error', message: `has no token: ${again}` }
    const access = secrets!.open(Buffer.from(tokens.access), ['install token', id, 'access'])
    if (tokens.refresh !== null && tokens.expiresAt !== null && tokens.expiresAt.getTime() <= now())
      return { level: 'ok', message: 'its token has expired and is refreshed when it is needed' }
    const [finding] = await look(access)
    if (finding === undefined) return { level: 'error', message: 'was not looked at' }
    // What is to be done about a token of the environment is of no use here.
    return { ...finding, message: finding.message.replace(/SLACK_BOT_TOKEN was refused.*$/, again) }
  }

  const found = await Promise.all(
    installs.slice(0, most).map(async (one): Promise<Finding> => {
      const about = `slack in ${one.account}`
      try {
        const { level, message } = await lookAtOne(one)
        if (one.state === 'active' || level !== 'ok') return { about, level, message }
        const connect = `"ragbot installs connect ${one.account}" says from which workspace it is answered`
        return { about, level: 'warning', message: `${message}; nobody answers there yet: ${connect}` }
      } catch (error) {
        return { about, level: 'error', message: describeError(error) }
      }
    }),
  )
  const more = installs.length - found.length
  return more > 0
    ? [...found, { about: 'slack', level: 'ok', message: `${more} more installs were not looked at` }]
    : found
}
