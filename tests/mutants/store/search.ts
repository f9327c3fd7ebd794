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
    from: 'phrase.replace(/[',
    to: 'phrase.replace(/(?!)[',
    suffered: 'a phrase with a dot or a bracket finds other texts, or fails',
    tests: ['tests/rag/question/query.test.ts'],
  },
  {
    file: 'src/store/search/filter.ts',
    from: 'holding(filter.withoutPhrases)',
    to: 'holding(filter.withoutPhrases.slice(0, 1))',
    suffered: 'of two phrases to leave out the second is found',
    tests: ['tests/rag/question/query.test.ts'],
  },
  {
    file: 'src/store/search/filter.ts',
    from: 'd.revision_id not in (select x.revision_id from readable_chunks x where x.term_ids && ${p}::integer[])',
    to: 'not exists (select from readable_chunks x where x.revision_id = d.revision_id and x.term_ids && ${p}::integer[])',
    suffered: 'a search that leaves out a word holds the database for a minute where a document is long',
    tests: ['tests/store/search/excluded.test.ts'],
  },
  {
    file: 'src/rag/question/query.ts',
    from: 'length > maxLimits',
    to: 'length > 600',
    suffered: 'a search for hundreds of phrases holds the database for minutes',
    tests: ['tests/rag/question/query.test.ts'],
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
