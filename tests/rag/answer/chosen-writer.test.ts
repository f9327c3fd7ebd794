// Who writes: the usual writer, quotes alone, or another model, as the place that is answered wants it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../src/log.ts'
import type { AccessScope } from '../../../src/model.ts'
import { createChosenWriter } from '../../../src/rag/answer/chosen-writer.ts'
import type { Writer } from '../../../src/rag/answer/writer.ts'
import { createRag } from '../../../src/rag/index.ts'
import { readQuestion } from '../../../src/rag/question/question.ts'
import type { Rag } from '../../../src/rag/types.ts'
import { createOpenAiStandIn, type OpenAiStandIn } from '../../stand-ins/openai.ts'
import { useEngine } from '../engine.ts'

const engine = useEngine()
const fact = 'The fire drill begins with the alarm in the hall.'
const question = 'How does the fire drill begin?'
const logged: string[] = []
let server: OpenAiStandIn
let rag: Rag
let judging: Rag
let scope: AccessScope

beforeAll(async () => {
  server = await createOpenAiStandIn(({ model, messages }) => ({
    kind: 'text',
    text: JSON.stringify(messages).includes('fire drill') ? `${fact} [1]` : model,
  }))
  const { store, open } = engine()
  ;({ scope } = await open([
    { id: 'drill', text: `# Drill\n\n${fact} The fire drill ends with a signal of the warden.\n` },
    { id: 'gym', text: '# Gym\n\nThe gym has no fire drill, and opens at nine.\n' },
  ]))
  const chat = { baseUrl: server.baseUrl, model: 'usual-model', others: ['small-model'] }
  const log = createLog('warn', (line) => void logged.push(line))
  const options = { store, chat, log, linkTo: () => undefined, newId: randomUUID, now: () => 0 }
  rag = createRag(options)
  judging = createRag({ ...options, rerank: { model: 'llm' } })
})
beforeEach(() => void server.chats.splice(0))
afterAll(async () => {
  await Promise.all([rag.close(), judging.close(), server.close()])
})

async function ask(models?: readonly string[], by = rag) {
  server.chats.splice(0)
  const manner = { length: 'usual', ...(models && { models }) } as const
  const { backend, kind } = await by.ask({ question, history: [], scope, manner })
  return { kind, backend, asked: server.chats.map(({ request }) => request.model) }
}

describe('a place that chose who writes', () => {
  it('has the usual model, another, or none, and the answer says which', async () => {
    const usual = { kind: 'answered', backend: { name: 'llm', model: 'usual-model' }, asked: ['usual-model'] }
    expect(await ask()).toEqual(usual)
    expect(await ask(['usual-model'])).toEqual(usual)
    expect(await ask(['small-model'])).toEqual({
      ...{ kind: 'answered', backend: { name: 'llm', model: 'small-model' }, asked: ['small-model'] },
    })
    // The first that is to be had.
    expect(await ask(['small-model', 'usual-model'])).toMatchObject({ asked: ['small-model'] })
    expect(await ask(['none'])).toEqual({ kind: 'answered', backend: { name: 'extractive', model: null }, asked: [] })
    expect(rag.models).toEqual(['none', 'usual-model', 'small-model'])
  })

  it('has the next best where its own is not to be had, which the log says once', async () => {
    expect(await ask(['gone-model', 'small-model'])).toMatchObject({ asked: ['small-model'] })
    expect(await ask(['gone-model'])).toMatchObject({ asked: ['usual-model'] })
    const said = logged.filter((line) => line.includes('gone-model'))
    expect([said.length, said[0]]).toEqual([1, expect.stringContaining('CHAT_MODELS')])
  })

  it('shows nothing to a model that judges either, where it wants none', async () => {
    expect((await ask(['small-model'], judging)).asked).toContain('usual-model')
    expect(await ask(['none'], judging)).toMatchObject({ kind: 'answered', asked: [] })
  })

  it('gives a model a message that asks two things as it is, and quotes each apart', async () => {
    const two = `${question} And how does the fire drill end?`
    const heard = async (models: readonly string[]) => {
      server.chats.splice(0)
      const manner = { length: 'usual', models } as const
      const { markdown } = await rag.ask({ question: two, history: [], scope, manner })
      return { markdown, asked: server.chats.map(({ request }) => JSON.stringify(request.messages).includes(two)) }
    }
    expect((await heard(['usual-model'])).asked).toEqual([true])
    const quoted = await heard(['none'])
    expect(quoted.asked).toEqual([])
    expect(quoted.markdown).toMatch(/alarm in the hall[\s\S]*signal of the warden/)
  })

  it('has nothing to choose without a model', async () => {
    expect(engine().rag.models).toEqual([])
    expect(await ask(['small-model'], engine().rag)).toMatchObject({ backend: { name: 'extractive' }, asked: [] })
  })
})

describe('of several writers', () => {
  const named = (model: string | null): Writer => ({
    backend: { name: model === null ? 'extractive' : 'llm', model },
    write: async (_question, _passages, _counts, onText) => {
      onText?.(`${model} writes`)
      return { kind: 'refusal' }
    },
  })
  const asked = readQuestion({ text: question, original: question, isFollowUp: false })
  const writing = async (names: readonly string[]) => {
    const said: string[] = []
    let made = 0
    const other = () => {
      made += 1
      return named('small-model')
    }
    const writer = createChosenWriter({
      ...{ usual: named('usual-model'), extractive: named(null), others: new Map([['small-model', other]]) },
      log: createLog('warn', (line) => void said.push(line)),
    })
    for (const name of names) {
      const manner = { length: 'usual', models: [name] } as const
      await writer.write(asked, [], { chunks: 0, frequencies: new Map() }, (text) => void said.push(text), manner)
    }
    return { made, said }
  }

  it('another one is made once, so that it keeps in mind how its server fares', async () => {
    expect(await writing(['small-model', 'small-model'])).toEqual({
      made: 1,
      said: ['small-model writes', 'small-model writes'],
    })
  })

  it('the usual one may be named, which is nothing for the log', async () => {
    expect(await writing(['usual-model'])).toEqual({ made: 0, said: ['usual-model writes'] })
  })
})
