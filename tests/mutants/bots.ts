import type { Mutant } from './mutant.ts'

export const bots: readonly Mutant[] = []
