// From a question to its answer's card.
import type { AccessScope } from '../../model.ts'
import type { Asked, Replied, Stage, Tools } from '../types.ts'
import { answerCard, draftCard } from './card.ts'
import type { Question } from './question.ts'

const builtInNote = {
  answered: "Nothing is indexed yet, so this comes from ragbot's own documentation.",
  no_evidence: "Nothing is indexed yet: only ragbot's own documentation was searched.",
}

/** What every reader of the reply may see; ragbot's own docs where only the owner reads and nothing is indexed yet. */
async function scopeFor({ store, scopeOf, builtInWorkspaceId }: Tools, { install, incoming }: Asked, stage: Stage) {
  const builtIn = stage.readsBuiltInDocs && (await store.countDocuments(install.workspaceId)).documents === 0
  const scope: AccessScope = builtIn
    ? { workspaceId: builtInWorkspaceId, audiences: ['workspace'] }
    : await scopeOf({ ...incoming, install })
  return { scope, builtIn }
}

/** @param before what is to be said of it first */
export async function answerQuestion(
  tools: Tools,
  asked: Asked,
  { question, cut, about }: Pick<Question, 'question' | 'cut' | 'about'>,
  stage: Stage,
  before: readonly string[] = [],
): Promise<Replied> {
  const { install, incoming, traceId } = asked
  stage.showWorking()
  const draft = (soFar: string) => draftCard(question, soFar)
  const { answer, builtIn } = await stage.whileWriting(draft, async (onText) => {
    const { scope, builtIn } = await scopeFor(tools, asked, stage)
    const history = await tools.store.readHistory(install.workspaceId, incoming, builtIn ? null : scope.audiences)
    const answer = await tools.rag.ask({ question, history, scope, ...(about !== undefined && { about }) }, onText)
    return { answer, builtIn }
  })
  const notes = [
    ...before,
    ...(cut ? [`Your question was long: I read its first ${question.length.toLocaleString('en')} characters.`] : []),
    ...(builtIn ? [builtInNote[answer.kind]] : []),
    ...(answer.notes ?? []),
  ]
  tools.log.info('answered', {
    traceId,
    platform: incoming.platform,
    kind: answer.kind,
    citations: answer.citations.length,
    tookMs: answer.tookMs,
  })
  return { card: answerCard(question, answer, notes), isPrivate: false, answer }
}
