// Mistakes in how long answers are, and in what a channel wants of their tone.
import type { Mutant } from '../mutant.ts'

const manner = (file: string, from: string, to: string, suffered: string): Mutant => ({
  file: `src/rag/answer/${file}`,
  from,
  to,
  suffered,
  tests: ['tests/rag/answer/manner.test.ts'],
})

const chosen = (from: string, to: string, suffered: string, file = 'chosen-writer'): Mutant => ({
  ...manner(`${file}.ts`, from, to, suffered),
  tests: ['tests/rag/answer/chosen-writer.test.ts'],
})

export const mannerMutants: readonly Mutant[] = [
  manner(
    'extractive/extractive.ts',
    'picked.length >= room.claims',
    'picked.length >= writing.claims',
    'no length holds',
  ),
  manner(
    'extractive/extractive.ts',
    'words + length <= room.words',
    'words + length <= writing.words',
    'long answers are as short as others',
  ),
  manner(
    'tasks.ts',
    'counts, undefined, manner)',
    'counts)',
    'from long documents answers have another length than the channel wants',
  ),
  manner(
    'llm/llm.ts',
    'screened.passages, counts, onText, manner)',
    'screened.passages, counts, onText)',
    'while the model is away no length holds',
  ),
  chosen('if (name === noModel) return extractive', '', 'quotes alone cannot be had where there is a model'),
  chosen('writer ??= named(name)', 'writer = named(name)', 'the workspace’s model goes before the channel’s'),
  chosen('missed.add(name)', '', 'the log says with each answer that a model is gone'),
  chosen(
    'draft.backend ?? chosen.backend',
    'draft.backend ?? usual.backend',
    'an answer names another writer than it has',
  ),
  chosen(
    'manner?.models?.[0] !== noModel',
    "manner?.models?.[0] === ''",
    'a language model sees the passages of a channel that wants none',
    'ask',
  ),
  manner('llm/llm.ts', 'screened.passages, budget, manner)', 'screened.passages, budget)', 'no model hears of tone'),
  manner(
    'llm/prompt.ts',
    'readable(instructions.slice(0, instructionsLimit))',
    'instructions.slice(0, instructionsLimit)',
    'instructions of a channel end the fence that they stand in',
  ),
  manner(
    'llm/prompt.ts',
    'instructions.slice(0, instructionsLimit)',
    'instructions',
    'a long text crowds out the passages',
  ),
]
