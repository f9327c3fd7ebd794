// The writer that asks a language model, and believes none of what it says unchecked: each sentence needs a passage that
// carries it. Where the model fails, declines or says nothing that holds, the fallback writes, with a note that says why.
import type { ErrorCode } from '../../../error-codes.ts'
import { AppError, describeError } from '../../../errors.ts'
import type { Log } from '../../../log.ts'
import { type Wording, wordingIn } from '../../../wording/index.ts'
import { createCircuitBreaker } from '../../models/circuit-breaker.ts'
import { askedIn } from '../../question/language.ts'
import { asSentence } from '../../text/prose.ts'
import { type Screened, screen } from '../guard/withheld.ts'
import type { Claim, Draft, Writer } from '../writer.ts'
import { type Checking, checkStatements, type Verified } from './claims.ts'
import { type ChatModel, type Completion, createChatModel, type ModelOptions } from './model.ts'
import { promptOf } from './prompt.ts'
import { type Reply, readReply } from './statements.ts'

/** Growing text is passed on at most this often. */
const textEveryMs = 250
const passageTokens = { hosted: 6_000, own: 2_600 }
/** `cite` quotes slices that are this near as one. */
const joinedChars = 120

/** Why the fallback wrote, by the code of what failed. */
const reasons = {
  'model-down': 'down',
  'model-slow': 'slow',
  'model-busy': 'busy',
  'model-misconfigured': 'misconfigured',
  'model-junk': 'junk',
} as const satisfies Readonly<Record<string, keyof Wording['model']>>
type Reason = (typeof reasons)[keyof typeof reasons] | 'declined' | 'empty' | 'unsupported'

/**
 * A writer with a model, safe against what documents tell it: it sees no instructions, secrets or addresses in passages,
 * calls no tools, and nothing of what it writes survives without a quote.
 * @param options.fallback writes when the model does not; it sees no instructions in passages either
 * @param options.now milliseconds
 */
export function createLlmWriter(options: {
  readonly model: ModelOptions
  readonly fallback: Writer
  /** What of a reply holds; by default in this thread. */
  readonly check?: (checking: Checking) => Promise<Verified> | Verified
  readonly now: () => number
  readonly log?: Log
}): Writer {
  const { model, fallback, now, log, check = checkStatements } = options
  const chat = createChatModel(model)
  const ask = guarded(chat, now)
  const budget = model.passageTokens ?? (model.baseUrl === undefined ? passageTokens.hosted : passageTokens.own)

  return {
    backend: { name: 'llm', model: model.model },
    async write(question, passages, counts, onText, manner) {
      const screened = screen(passages, question.text)
      const { locale, model: words } = wordingIn(askedIn(question.text))
      const instead = async (reason: Reason, tokens?: number): Promise<Draft> => {
        const draft = await fallback.write(question, screened.passages, counts, onText, manner)
        const safe = draft.kind === 'claims' ? safeDraft(draft, screened) : draft
        const how = safe.kind === 'claims' ? words.soQuoted : words.soSearched
        const notes = [...(draft.notes ?? []), how(words[reason])]
        return {
          ...safe,
          backend: draft.backend ?? fallback.backend,
          notes,
          ...(tokens === undefined ? {} : { tokens }),
        }
      }

      const checked = ({ statements }: Pick<Reply, 'statements'>) => check({ question, passages, counts, statements })
      const soFar = async (raw: string) => growing(apart((await checked(readReply(raw, false))).claims, screened))
      const growth = onText && createGrowth(now, soFar, onText)
      let completion: Completion
      try {
        completion = await ask(promptOf(question, screened.passages, budget, manner), growth?.add ?? (() => {}))
      } catch (error) {
        growth?.end()
        const code = error instanceof AppError ? error.code : 'model-junk'
        log?.warn('the language model did not answer', { code, error: describeError(error) })
        return instead(code in reasons ? reasons[code as keyof typeof reasons] : 'junk')
      }

      growth?.end()
      const { text, end, tokens } = completion
      const reply = readReply(text, end === 'whole' || /[.!?。\]】]\s*$/.test(text))
      if (end === 'filtered' || reply.isDeclined) return instead('declined', tokens)
      const counted = tokens === undefined ? {} : { tokens }
      if (reply.isRefusal) return { kind: 'refusal', ...counted }
      const { claims: supported, dropped } = await checked(reply)
      const claims = apart(supported, screened)
      if (claims.length === 0) return instead(text.trim() === '' ? 'empty' : 'unsupported', tokens)
      const left = dropped + supported.length - claims.length
      const notes = [
        ...(end === 'cut' ? [words.cut] : []),
        ...(left > 0 ? [words.leftOut(left.toLocaleString(locale), left === 1)] : []),
      ]
      return { kind: 'claims', claims, ...counted, ...(notes.length > 0 ? { notes } : {}) }
    },
  }
}

/** Through a circuit; while it is open, each call fails at once for the reason that opened it. */
function guarded(chat: ChatModel, now: () => number): ChatModel['complete'] {
  const circuit = createCircuitBreaker({ now })
  let last: ErrorCode = 'model-down'
  return async (messages, onText) => {
    try {
      return await circuit.run(() => chat.complete(messages, onText))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === 'circuit-open') throw new AppError(last, error.message, { retry: 'later', cause: error })
      last = error.code
      throw error
    }
  }
}

/** Passes growing text on, one check at a time; what could not be checked is not shown, and the end tells why. */
function createGrowth(now: () => number, read: (raw: string) => Promise<string>, onText: (soFar: string) => void) {
  let last = now()
  let shown = ''
  let isReading = false
  let isOver = false
  return {
    add(raw: string) {
      if (isReading || now() - last < textEveryMs) return
      last = now()
      isReading = true
      read(raw)
        .then((text) => {
          if (isOver || text === shown) return
          shown = text
          onText(text)
        })
        .catch(() => {})
        .finally(() => {
          isReading = false
        })
    },
    end() {
      isOver = true
    },
  }
}

/** What is written so far; marks count the passages by first use, as the answer will nearly do. */
function growing(claims: readonly Claim[]): string {
  const numbers = new Map<number, number>()
  let text = ''
  for (const claim of claims) {
    const marks = new Set<number>()
    for (const { passage } of claim.evidence) {
      if (!numbers.has(passage)) numbers.set(passage, numbers.size + 1)
      marks.add(numbers.get(passage) ?? 0)
    }
    const isItem = /^(?:- |\d{1,3}\. )/.test(claim.text)
    const gap = text === '' ? '' : isItem ? '\n' : ' '
    text += `${gap}${isItem ? claim.text : asSentence(claim.text)} ${[...marks].map((mark) => `[${mark}]`).join('')}`
  }
  return text
}

/** A draft without claims that quote what was withheld. */
function safeDraft(draft: Extract<Draft, { kind: 'claims' }>, screened: Screened): Draft {
  const quoted = draft.claims.filter(({ evidence }) =>
    evidence.every(({ passage, start, end }) => !screened.isWithheld(passage, start, end)),
  )
  const claims = apart(quoted, screened)
  return claims.length > 0 ? { ...draft, claims } : { kind: 'refusal' }
}

/** Without the later of two claims whose quotes would be joined over what was withheld. */
function apart(claims: readonly Claim[], screened: Screened): Claim[] {
  const kept: Claim[] = []
  for (const claim of claims) {
    const slices = [...kept, claim].flatMap(({ evidence }) => evidence)
    const joins = claim.evidence.some((one) =>
      slices.some(
        (other) =>
          other.passage === one.passage &&
          Math.max(one.start, other.start) - Math.min(one.end, other.end) <= joinedChars &&
          screened.isWithheld(one.passage, Math.min(one.end, other.end), Math.max(one.start, other.start)),
      ),
    )
    if (!joins) kept.push(claim)
  }
  return kept
}
