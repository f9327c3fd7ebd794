// From a question to its answer's card.
import type { AccessScope, Answer, ThreadMessage } from '../../model.ts'
import type { AnswerStep } from '../../rag/types.ts'
import { wordingIn } from '../../wording/index.ts'
import { mannerAt } from '../channel/rules.ts'
import type { Asked, Replied, Stage, Tools } from '../types.ts'
import { answerCard, draftCard } from './card.ts'
import { moreForAsker } from './more.ts'
import { nextButtons } from './next.ts'
import type { Question } from './question.ts'
import { stepsAt } from './steps.ts'

const builtInNote = { answered: 'builtInAnswered', no_evidence: 'builtInSearched' } as const
/** Below it an answer leaves out much of what was asked. */
const sure = 0.75

// What ragbot's own documentation is about. A question that names none of it is the team's alone.
const aboutRagbot =
  /\b(?:ragbot|chat page|admin token|web ?hook|index(?:es|ed|ing)?|re-?index|embedding|slash command|citations?|cited|(?:your|you) (?:documents?|answers?|sources?|read|store|index)|DATA_DIR|DATABASE_URL|PUBLIC_URL|ADMIN_TOKEN|CHAT_MODEL|OPENAI_BASE_URL|ENCRYPTION_KEY|REDIS_URL)\b/i

/** Of a thread: what it began with and what was said last, in UTF-16 code units each. */
const topicMessages = 5
const topicChars = 600

/** What a question in a thread may point at: data, of which a few words are looked up. */
function topicOf([first, ...more]: readonly ThreadMessage[]): string | undefined {
  if (first === undefined) return undefined
  const said = [first, ...more.slice(-topicMessages)]
  return said.map(({ text }) => text.slice(0, topicChars).toWellFormed()).join('\n')
}

const wordingOf = ({ language }: Answer) => wordingIn(language)

/** Answers within one scope. */
type Ask = (scope: AccessScope, builtIn: boolean) => Promise<Answer>

/**
 * From what every reader of the reply may see. Where only the owner reads, ragbot's own documentation answers while nothing
 * is indexed, and later what is asked about ragbot and no document of the team's tells. A question that names ragbot is not
 * left to documents that do not know the word.
 */
async function askScoped(tools: Tools, { install, incoming }: Asked, stage: Stage, question: string, ask: Ask) {
  const { store, rag, scopeOf, builtInWorkspaceId } = tools
  const builtIn: AccessScope = { workspaceId: builtInWorkspaceId, audiences: ['workspace'] }
  const own = () => scopeOf({ ...incoming, install })
  if (!stage.readsBuiltInDocs) return { answer: await ask(await own(), false), notes: [] }
  if ((await store.countDocuments(install.workspaceId)).documents === 0) {
    const answer = await ask(builtIn, true)
    return { answer, notes: [wordingOf(answer)[builtInNote[answer.kind]]] }
  }
  const scope = await own()
  if (/\bragbot\b/i.test(question) && (await rag.search('"ragbot"', scope, 1)).hits.length === 0) {
    const answer = await ask(builtIn, true)
    if (answer.kind === 'answered') return { answer, notes: [wordingOf(answer).besideOwn] }
  }
  const answer = await ask(scope, false)
  if (!aboutRagbot.test(question)) return { answer, notes: [] }
  if (answer.kind === 'answered')
    return { answer, notes: answer.confidence < sure ? [wordingOf(answer).nameRagbot] : [] }
  const other = await ask(builtIn, true)
  return other.kind === 'answered' ? { answer: other, notes: [wordingOf(other).besideOwn] } : { answer, notes: [] }
}

/** @param before what is to be said of it first */
export async function answerQuestion(
  tools: Tools,
  asked: Asked,
  { question, cut, about, isAgain, readAs }: Pick<Question, 'question' | 'cut' | 'about' | 'isAgain' | 'readAs'>,
  stage: Stage,
  before: readonly string[] = [],
): Promise<Replied> {
  const { install, incoming, traceId } = asked
  stage.showWorking()
  const standsAlone = about !== undefined || readAs !== undefined
  const reading = standsAlone ? [] : stage.readThread()
  const draft = (soFar: string, step: AnswerStep) => ({ ...draftCard(question, soFar), steps: stepsAt(step) })
  let shown: AccessScope['audiences'] | undefined
  const { answer, notes: whence } = await stage.whileWriting(draft, (onText, onStep) =>
    askScoped(tools, asked, stage, question, async (scope, builtIn) => {
      if (!builtIn) shown = scope.audiences
      const [manner, history, wrote] = await Promise.all([
        mannerAt(tools, { ...incoming, install }),
        tools.store.readHistory(install.workspaceId, incoming, builtIn ? null : scope.audiences),
        reading,
      ])
      const topic = about ?? topicOf(history.length > 0 ? wrote.filter(({ isSinceReply }) => isSinceReply) : wrote)
      const again = isAgain ? { isAgain } : {}
      if (readAs !== undefined) {
        const read = await tools.rag.ask({ question: readAs, history: [], scope, manner, ...again }, onText, onStep)
        return { ...read, readAs }
      }
      const asking = { question, history, scope, manner, ...again, ...(topic !== undefined && { about: topic }) }
      return tools.rag.ask(asking, onText, onStep)
    }),
  )
  const { locale, longQuestion } = wordingOf(answer)
  const notes = [
    ...before,
    ...(cut ? [longQuestion(question.length.toLocaleString(locale))] : []),
    ...whence,
    ...(answer.notes ?? []),
  ]
  tools.log.info('answered', {
    traceId,
    platform: incoming.platform,
    kind: answer.kind,
    citations: answer.citations.length,
    tookMs: answer.tookMs,
  })
  const went = shown
  // ragbot's own documentation is not theirs to be led through.
  const asks = went === undefined ? [] : nextButtons(incoming, answer)
  return {
    card: { ...answerCard(question, answer, notes), steps: stepsAt('done') },
    isPrivate: false,
    answer,
    ...(asks.length > 0 && { next: asks }),
    ...(stage.tellsMore &&
      went !== undefined && {
        beside: () => moreForAsker(tools, asked, answer.readAs ?? question, went),
      }),
  }
}
