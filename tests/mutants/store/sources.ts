// Mistakes in whose turn it is to be read, and in what is taken out.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/store/sources.test.ts']
const file = 'src/store/documents/sources.ts'

export const sources: readonly Mutant[] = [
  {
    file,
    from: "source:${kind === 'folder' ? id : new URL(uri).host}",
    to: 'source:${id}',
    suffered: 'two processes read one site at once, twice as fast as is polite',
    tests,
  },
  {
    file,
    from: ' or tried_at > ${now})',
    to: ')',
    suffered: 'a clock that was set back keeps a source unread for years',
    tests,
  },
  {
    file,
    from: ' * 2 ^ least(greatest(${failures}, 0), 10)',
    to: '',
    suffered: 'a source that ends the process each time ends it every five minutes',
    tests,
  },
  {
    file,
    from: '        and not exists (select from source_items i join sources s on',
    to: '        and exists (select from source_items i right join sources s on',
    suffered: 'what left one source is deleted although another has it',
    tests,
  },
  {
    file,
    from: "    await sql('update documents set read_at = null where id = any($1)', [alone])\n",
    to: '',
    suffered: 'documents of no source are said to be read ever longer ago',
    tests,
  },
  {
    file: 'src/store/search/search.ts',
    from: "case when c.read_at < now() - interval '${freshDays} days' then to_json(c.read_at) end",
    to: 'to_json(c.read_at)',
    suffered: 'each answer says how old its reading is, though it is of today',
    tests,
  },
  {
    file: 'src/queue/refresher.ts',
    from: 'if (stopping.aborted) await store.giveBackSource(source, new Date(now()))',
    to: 'if (stopping.aborted) return null',
    suffered: 'each restart makes a source wait longer',
    tests: ['tests/queue/refresher.test.ts'],
  },
  {
    file: 'src/queue/refresher.ts',
    from: 'isOurs || lost.abort(',
    to: 'true || lost.abort(',
    suffered: 'two processes read a site at once after one of them stood still',
    tests: ['tests/queue/refresher.test.ts'],
  },
]
