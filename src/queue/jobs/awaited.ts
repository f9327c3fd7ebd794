// Asks again what people wait for, some time after documents came in, and tells each of them once, directly, when it can be
// answered under their own scope. What cannot be asked now is asked later.
import { setTimeout as sleep } from 'node:timers/promises'
import { audienceOf } from '../../askers.ts'
import { documentsIn } from '../../card.ts'
import type { Desk } from '../../desk/types.ts'
import { describeError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Install } from '../../model.ts'
import type { InstallStore } from '../../store/installs.ts'
import type { AwaitedStore } from '../../store/transcripts/awaited.ts'
import { type SpeakOptions, speak } from '../delivery/unasked.ts'
import { platformOf, type SecondLook } from '../scope.ts'

const lookEveryMs = 60_000
/** A look; whoever asks something just now goes first. */
const mostAtOnce = 20
const stopWithinMs = 2_000
/** In a row, the last of them a day apart: some three weeks. */
const mostTries = 25

export interface AwaitedOptions extends SpeakOptions {
  readonly store: AwaitedStore & Pick<InstallStore, 'listInstalls'> & SpeakOptions['store']
  readonly desk: Pick<Desk, 'awaited'>
  readonly secondLook: Pick<SecondLook, 'stillReadable'>
  readonly log: Log
}

const place = { kind: 'direct' } as const

/** One look at what waits in an install. @throws what the store throws */
export async function askAwaited(options: AwaitedOptions, install: Install): Promise<void> {
  const { store, desk, platforms, secondLook, log } = options
  for (const one of await store.claimAwaited(install, mostAtOnce)) {
    const { id, person, question, readAs } = one
    const giveUp = async (why: string) => {
      log.warn('a question that someone waits for was given up', { awaited: id, tries: one.tries, error: why })
      await store.settleAwaited(install, one, true)
    }
    try {
      // The process ended each time it was tried.
      if (one.tries > mostTries) {
        await giveUp('never came to an end')
        continue
      }
      const to = { install, person, place }
      const last = await store.readLastTarget(install, audienceOf(install.platform, to))
      const reached = platformOf(platforms, install).reach(to, last)
      // Until they write to the bot there is no way to tell them.
      if (reached === null) {
        if (one.tries === mostTries) await giveUp('its asker cannot be written to')
        continue
      }
      const reader = { ...to, target: reached.target, isForAskerAlone: true } as const
      const card = await desk.awaited(reader, question, readAs ?? question)
      const isTold = card !== null && (await secondLook.stillReadable(reader, documentsIn(card)))
      if (isTold) await speak(options, to, `awaited ${id}`, card)
      await store.settleAwaited(install, one, isTold)
    } catch (error) {
      log.warn('a question that someone waits for was not asked again', {
        tries: one.tries,
        error: describeError(error),
      })
      if (one.tries >= mostTries) await giveUp(describeError(error))
    }
  }
}

export function startAwaited(options: AwaitedOptions): { stop(): Promise<void> } {
  const { store, platforms, log } = options
  let isStopping = false
  let running: Promise<void> | undefined

  async function look(): Promise<void> {
    // Those whose tokens are here.
    for (const install of await store.listInstalls())
      if (!isStopping && platforms.has(install.id)) await askAwaited(options, install)
  }
  const timer = setInterval(() => {
    running ??= look()
      .catch((error) => log.warn('what people wait for is looked at again', { error: describeError(error) }))
      .finally(() => {
        running = undefined
      })
  }, lookEveryMs)
  return {
    async stop() {
      isStopping = true
      clearInterval(timer)
      await Promise.race([running, sleep(stopWithinMs, undefined, { ref: false })])
    },
  }
}
