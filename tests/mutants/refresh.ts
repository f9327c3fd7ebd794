// Mistakes in what is read again, and in what is believed to be gone.
import type { Mutant } from './mutant.ts'

const sites = ['tests/rag/refresh/sitemap.test.ts']
const folders = ['tests/rag/refresh/folder.test.ts']
const tally = ['tests/rag/refresh/tally.test.ts']

export const refresh: readonly Mutant[] = [
  {
    file: 'src/rag/fetch/site-pages.ts',
    from: 'isWhole &&= next.isWhole',
    to: 'isWhole = next.isWhole',
    suffered: 'pages of a sitemap that was cut are taken for deleted',
    tests: ['tests/rag/fetch/site-pages.test.ts'],
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: '!isOver() && !isLate && (kind',
    to: '!isOver() && (kind',
    suffered: 'a folder that takes too long to read loses what was not reached',
    tests: ['tests/rag/refresh/tally.test.ts'],
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: 'removed.length > 0 && alive * 10 <= before',
    to: 'false',
    suffered: 'a folder that is not mounted, or a sitemap that is empty, deletes a thousand documents',
    tests: sites,
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: "(kind === 'folder' || found?.isWhole === true)",
    to: 'true',
    suffered: 'a part of a sitemap that is out of reach for a moment deletes all its documents',
    tests: sites,
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: "      const isKept = (key: string) => there?.has(key) || (kind === 'folder' && isUnderFailure(key))",
    to: '      const isKept = (key: string) => there?.has(key)',
    suffered: 'a folder that may not be read for a moment loses its documents',
    tests: tally,
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: 'inARow >= mostInARow || ',
    to: '',
    suffered: 'a site that is down is asked for each of its thousand pages, all night',
    tests: sites,
  },
  {
    file: 'src/rag/refresh/read-source.ts',
    from: '    isWanted: (sourceKey) => !reading.isAgain || known.get(sourceKey) !== false,\n',
    to: '',
    suffered: 'a page that someone deleted is asked for all the same',
    tests: sites,
  },
  {
    file: 'src/rag/refresh/read-source.ts',
    from: 'const read = reading.isAgain ? options.readAgain : options.readPages',
    to: 'const read = options.readPages',
    suffered: 'a site is asked for its pages as fast as it answers, every six hours',
    tests: sites,
  },
  {
    file: 'src/rag/refresh/read-source.ts',
    from: "  if (kind !== 'sitemap' || known.size === 0 || 'error' in one || tally.isSitemap()) return null",
    to: '  if (known) return null',
    suffered: 'the page of an error is indexed in place of a site',
    tests: sites,
  },
  {
    file: 'src/rag/refresh/read-source.ts',
    from: '    if (\n      await stat(uri)',
    to: "    if (\n      uri !== '' || await stat(uri)",
    suffered: 'a file in the place of a folder is taken for all that the folder had',
    tests: folders,
  },
  {
    file: 'src/rag/fetch/page-list.ts',
    from: " && retry === 'never'",
    to: '',
    suffered: 'a robots.txt that cannot be read for a minute deletes a page',
    tests: ['tests/rag/refresh/folder.test.ts'],
  },
  {
    file: 'src/place.js',
    from: '    age(document.readAt, now),\n',
    to: '',
    suffered: 'nobody sees that an answer rests on what was read months ago',
    tests: ['tests/place.test.ts'],
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: '!isKept(key) && !gone.has(key)',
    to: '!isKept(key)',
    suffered: 'a page that is gone is said to be left to another source, and stays',
    tests: tally,
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: '[...gone].filter((key) => known.has(key))',
    to: '[...gone]',
    suffered: 'what never was in a source is counted as taken out, and the source is taken for shrunken',
    tests: tally,
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: "error.code !== 'too-large' && error.code !== 'bad-url') part",
    to: "error.code !== 'too-large') part",
    suffered: 'a sitemap that names a page of another site is said to be broken',
    tests: tally,
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: 'note ??= ',
    to: 'note = ',
    suffered: 'a source’s note tells the last of its failures, after the first was mended',
    tests: tally,
  },
  {
    file: 'src/rag/refresh/tally.ts',
    from: '.slice(0, noteLength)',
    to: '',
    suffered: 'an error of a megabyte is kept with its source',
    tests: tally,
  },
]
