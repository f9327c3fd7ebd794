// Discord, through discord.js: interactions over the webhook or the gateway come in, replies go out over REST. Refuses
// unsigned requests, and every server that is not named. Delivery: a lost outcome is looked up by the message's nonce.
import type { Platform, PlatformHost } from '../types.ts'
import { createCheck } from './check.ts'
import { commandsFor } from './commands.ts'
import { createFetchFile } from './files/files.ts'
import { rates } from './limits.ts'
import type { Allowed } from './people/access.ts'
import { createLookups } from './people/lookups.ts'
import { createReaders } from './people/readers.ts'
import { createStandingOf } from './people/standing.ts'
import { createReceiveEvent } from './receive/events.ts'
import { createGateway } from './receive/gateway.ts'
import { createAnswerInteraction, createWebhook } from './receive/interactions.ts'
import { createRegistration } from './registration.ts'
import { render } from './render/render.ts'
import { createFind } from './send/find.ts'
import { createRemove } from './send/remove.ts'
import { createRest } from './send/rest.ts'
import { createSend, createShowWorking, threadStartedBy } from './send/send.ts'
import { reach } from './target.ts'

interface DiscordConfig extends Allowed {
  readonly token: string
  readonly applicationId: string
  /** Ed25519, 64 hexadecimal digits. */
  readonly publicKey: string
  /** Also reads mentions, direct messages and threads over the gateway. */
  readonly gateway: boolean
  /** With `/api`, without a version. */
  readonly apiUrl: string
}

interface DiscordOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** For one call to Discord; 10 s by default. */
  readonly timeoutMs?: number
}

export function createDiscordPlatform(config: DiscordConfig, host: PlatformHost, options: DiscordOptions): Platform {
  const { token, applicationId, apiUrl, guildIds } = config
  const { now, timeoutMs = 10_000 } = options
  const rest = createRest({ token, apiUrl }, host.limits, { timeoutMs })
  const lookups = createLookups(rest, now)
  const readers = createReaders(lookups, config)
  const answer = createAnswerInteraction({ host, allowed: config, readers, now })
  const receiveEvent = createReceiveEvent({ host, rest, lookups, readers, allowed: config, answer })
  const registration = createRegistration({
    rest,
    applicationId,
    guildIds,
    commands: commandsFor(host.desk),
    log: host.log,
  })
  const onEvent = (...event: Parameters<typeof receiveEvent>) => void receiveEvent(...event)
  const gateway = config.gateway ? createGateway({ token, apiUrl, log: host.log, onEvent }) : undefined

  return {
    id: 'discord',
    routes: [createWebhook(config.publicKey, answer, now)],
    answersFromBuiltInDocs: false,
    check: createCheck(rest),
    start() {
      registration.start()
      gateway?.start()
    },
    async stop() {
      registration.stop()
      await gateway?.stop()
    },
    readableBy: readers.readableBy,
    standingOf: createStandingOf(lookups),
    render,
    reach,
    showWorking: createShowWorking(rest),
    fetchFile: createFetchFile(rest, { apiUrl, timeoutMs }),
    send: createSend(rest, host, { applicationId, now }),
    remove: createRemove(rest),
    threadStartedBy,
    find: createFind(rest, { applicationId, now }),
    lookAfterMs: rates.lookAfterMs,
  }
}
