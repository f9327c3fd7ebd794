// Mistakes in what a search finds, and for whom.
import type { Mutant } from '../mutant.ts'

export const search: readonly Mutant[] = [
  {
    file: 'src/store/search/search.ts',
    from: 'from document_counts where audiences && $1 group',
    to: 'from document_counts where (audiences && $1 or true) group',
    suffered: 'a stranger is told how many documents there are, and in which languages',
    tests: ['tests/store/leaks.test.ts'],
  },
  {
    file: 'src/store/search/filter.ts',
    from: '${changedAt} < ${p}::timestamptz',
    to: '${changedAt} > ${p}::timestamptz',
    suffered: '“before 2024” finds what is newer',
    tests: ['tests/store/told.test.ts'],
  },
  {
    file: 'src/store/search/filter.ts',
    from: 'strpos(lower(d.author), ${p}) > 0',
    to: 'strpos(d.author, ${p}) > 0',
    suffered: 'nobody’s documents are found by their name',
    tests: ['tests/store/told.test.ts'],
  },
  {
    file: 'src/store/search/search.ts',
    from: 'and dimensions = $2 and ready_at is not null',
    to: 'and dimensions = $2',
    suffered: 'half an index is searched by meaning, and the other half never found',
    tests: ['tests/store/told.test.ts'],
  },
  {
    file: 'src/store/search/search.ts',
    from: "state in ('current', 'former')))",
    to: "state in ('current', 'former', 'building')))",
    suffered: 'while an index is rebuilt every word counts twice',
    tests: ['tests/store/server.test.ts'],
  },
  {
    file: 'src/store/search/rank.ts',
    from: 'const atMost = isOpen && !filter ?',
    to: 'const atMost = !filter ?',
    suffered: 'in a large workspace a reader finds nothing where closed documents weigh more',
    tests: ['tests/store/server.test.ts'],
  },
]
