// One writer of several, as the place wants it that is answered: the usual one, quotes alone, or another model.
import type { Log } from '../../log.ts'
import type { Draft, Writer } from './writer.ts'

/** What stands for the extractive writer where models are named. */
export const noModel = 'none'

/**
 * @param options.usual writes where nothing else is wanted, or nothing of what is wanted is there
 * @param options.others by the names of their models; each is made when it is wanted first
 */
export function createChosenWriter(options: {
  readonly usual: Writer
  readonly extractive: Writer
  readonly others: ReadonlyMap<string, () => Writer>
  readonly log?: Log
}): Writer {
  const { usual, extractive, others, log } = options
  const made = new Map<string, Writer>()
  const missed = new Set<string>()

  function named(name: string): Writer | undefined {
    if (name === noModel) return extractive
    if (name === usual.backend.model) return usual
    const known = made.get(name) ?? others.get(name)?.()
    if (known !== undefined) made.set(name, known)
    else if (!missed.has(name)) {
      // Once: each answer there would say it again.
      missed.add(name)
      log?.warn('a channel wants a model that CHAT_MODELS does not name: its workspace’s writes', { model: name })
    }
    return known
  }

  return {
    backend: usual.backend,
    async write(question, passages, counts, onText, manner): Promise<Draft> {
      let writer: Writer | undefined
      for (const name of manner?.models ?? []) writer ??= named(name)
      const chosen = writer ?? usual
      const draft = await chosen.write(question, passages, counts, onText, manner)
      return { ...draft, backend: draft.backend ?? chosen.backend }
    },
  }
}
