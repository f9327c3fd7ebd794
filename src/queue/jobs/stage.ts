// What a worker lends to the gesture whose message it has: a place to show how far it is, and files in line to be indexed.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Card } from '../../card.ts'
import type { Stage } from '../../desk/types.ts'
import { describeError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { AnswerStep } from '../../rag/types.ts'
import type { InboxRow } from '../../store/messages/inbox.ts'
import type { OutboxStore } from '../../store/messages/outbox.ts'
import type { UploadStore } from '../../store/messages/uploads.ts'
import { type Platforms, platformOf, type SecondLook } from '../scope.ts'
import type { Wake } from '../types.ts'
import { showPlaceholder } from './placeholder.ts'

const direct = { kind: 'direct' } as const
const growEveryMs = 1_000
/** An answer without the thread is better than one that waits for it. */
const readThreadMs = 2_500

interface StageOptions {
  readonly store: Pick<OutboxStore, 'putPlaceholder'> & Pick<UploadStore, 'addSharedSources' | 'readSharedProgress'>
  readonly platforms: Platforms
  readonly secondLook: SecondLook
  readonly wake: Wake
  readonly log: Log
  readonly placeholderAfterMs: number
}

export function createStage(options: StageOptions, row: InboxRow): Stage {
  const { install, incoming } = row
  const platform = platformOf(options.platforms, install)
  const isDirect = incoming.place.kind === 'direct'
  let isShown: Promise<boolean> = Promise.resolve(false)
  return {
    readsBuiltInDocs: platform.answersFromBuiltInDocs,
    tellsMore: platform.tellsMore === true && incoming.place.kind === 'channel' && !incoming.isForAskerAlone,
    reaches: platform.reach({ person: incoming.person, place: direct }, isDirect ? incoming.target : null) !== null,
    removes: platform.remove !== undefined,
    mentions: platform.personToAsk !== undefined,
    personToAsk: async (person) => (await platform.personToAsk?.(incoming, person)) ?? null,
    remove: async (posted) => platform.remove?.(posted),
    showWorking() {
      const shown = platform.showWorking?.(incoming, incoming.request.question)
      if (shown !== undefined) isShown = shown.then((stands) => stands === true).catch(() => false)
    },
    async readThread() {
      if (platform.readThread === undefined) return []
      const late = sleep(readThreadMs, undefined, { ref: false }).then(() => Promise.reject(new Error('too slow')))
      try {
        return await Promise.race([platform.readThread(incoming), late])
      } catch (error) {
        options.log.warn('a thread was not read', { traceId: row.traceId, error: describeError(error) })
        return []
      }
    },
    async whileWriting(draft, work) {
      const showsSteps = platform.showsSteps?.(incoming) === true
      const growing = growPlaceholder(options, row, draft, { isShown: () => isShown, showsSteps })
      try {
        let written = ''
        let isLookedAt = false
        let mayGrow = false
        const onText = (soFar: string) => {
          written = soFar
          if (mayGrow) growing.onText(written)
          // Looked at once there is something to show: most answers come whole.
          if (isLookedAt) return
          isLookedAt = true
          void options.secondLook.isNeedless({ ...incoming, install }).then(
            (isNeedless) => {
              mayGrow = isNeedless
              if (isNeedless) growing.onText(written)
            },
            () => {},
          )
        }
        return await work(onText, growing.onStep)
      } finally {
        growing.stop()
      }
    },
    async indexed(audience, draft) {
      const { store, wake } = options
      const sources = (incoming.request.sources ?? []).map((source) => ({
        name: source.kind === 'page' ? source.url : source.name,
      }))
      const pending = await store.addSharedSources(row, sources, audience)
      const files = await store.readSharedProgress(install.workspaceId, row.id)
      if (pending.length === 0) return files
      const card = draft(files)
      if (card) await showPlaceholder(options, row, card, true)
      for (const uploadId of pending) wake.upload({ workspaceId: install.workspaceId, uploadId, installId: install.id })
      return null
    },
  }
}

/**
 * Shows that an answer is slow, and then what is written of it: the latest once a second, however fast it grows.
 * @param shown.isShown whether the platform shows already that something is done
 * @param shown.showsSteps whether it shows the steps of the work, in its own way
 */
function growPlaceholder(
  options: StageOptions,
  row: InboxRow,
  draft: (soFar: string, step: AnswerStep) => Card,
  { isShown, showsSteps }: { readonly isShown: () => Promise<boolean>; readonly showsSteps: boolean },
) {
  let soFar = ''
  let step: AnswerStep = 'searching'
  let shown: { readonly text: string; readonly step: AnswerStep } | undefined
  let isOurs = false
  let isOver = false
  let timer = setTimeout(show, options.placeholderAfterMs)

  function show(): void {
    timer = setTimeout(show, growEveryMs)
    if (shown?.text === soFar && (!showsSteps || shown.step === step)) return
    const isFirst = shown === undefined
    const now = { text: soFar, step }
    shown = now
    const put = async () => {
      if (now.text === '' && !showsSteps && (await isShown())) return
      // Without text it takes the place of nothing: not of the progress of files that were indexed first.
      if (isOver) return
      const isPut = await showPlaceholder(options, row, draft(now.text, now.step), now.text !== '' || isOurs)
      isOurs ||= isPut
    }
    put().catch((error) => {
      if (isFirst) options.log.warn('no placeholder', { traceId: row.traceId, error: describeError(error) })
    })
  }
  return {
    onText: (text: string) => {
      soFar = text
    },
    onStep: (next: AnswerStep) => {
      step = next
    },
    stop: () => {
      isOver = true
      clearTimeout(timer)
    },
  }
}
