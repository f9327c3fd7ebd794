// @ts-check
// Where a passage stands in its document, in words: for the page, and for the source page, which the server renders.

/**
 * @typedef {{ page?: number, slide?: number, sheet?: string, cells?: string, line?: number, time?: string, heading?: string }} Place
 */

/** "Page 3", "Slide 4", "Budget!B2:D7", "Line 12" or "At 0:05:12", then the headings. @param {Place} place @param {string} title of the document */
export function placeInWords({ page, slide, sheet, cells, line, time, heading = '' }, title) {
  const headings = heading.split(' › ')
  for (const known of [title, sheet]) if (headings[0] === known) headings.shift()
  const position = [
    page === undefined ? '' : `Page ${page}`,
    slide === undefined ? '' : `Slide ${slide}`,
    [sheet ?? '', cells ?? ''].filter((part) => part !== '').join('!'),
    line === undefined ? '' : `Line ${line}`,
    time === undefined ? '' : `At ${time}`,
  ].find((part) => part !== '')
  return [position ?? '', headings.join(' › ')].filter((part) => part !== '').join(' · ')
}
