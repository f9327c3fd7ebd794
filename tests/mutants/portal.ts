import type { Mutant } from './mutant.ts'

export const portal: readonly Mutant[] = []
