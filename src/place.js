// @ts-check
// Where in a document a passage stands, as people read it: for all platforms, and for the page in the browser. Pure.

/**
 * @typedef {{ page?: number, slide?: number, sheet?: string, cells?: string, line?: number, time?: string, heading?: string, sure?: number }} Place
 */

/** @param {string} text */
const oneLine = (text) => text.replace(/\s+/g, ' ').trim()

/**
 * The place in words, plain text in parts that are never empty: "page 3", "slide 4", "Budget!B2:D7", "line 12" or
 * "at 0:05:12", then the path of headings, how sure text recognition was, and of what was not seen at its source for long
 * "read 2 months ago".
 * @param {{ readonly title: string, readonly readAt?: string }} document
 * @param {Readonly<Place>} place
 * @param {number} now milliseconds since 1970
 * @returns {string[]}
 */
export function placeParts(document, place, now = Date.now()) {
  const parts = [
    position(place),
    headingBelowTitle(document.title, place),
    recognition(place),
    age(document.readAt, now),
  ]
  return parts.filter((part) => part !== '')
}

/**
 * The same on one line that begins with a capital: "Page 3 · Leave". Empty where there is nothing to say.
 * @param {{ readonly title: string, readonly readAt?: string }} document
 * @param {Readonly<Place>} place
 */
export function placeInWords(document, place) {
  const parts = placeParts(document, place)
  const words = parts.join(' · ')
  // A sheet and a heading are names, and stay as they are written.
  const isName = parts[0] !== recognition(place) && !/^(?:page|slide|line|at) /.test(position(place))
  return isName ? words : words.charAt(0).toUpperCase() + words.slice(1)
}

/** @param {Readonly<Place>} place */
function recognition({ sure }) {
  return sure === undefined ? '' : `read from a picture, ${sure} % sure`
}

const monthMs = 30 * 24 * 60 * 60_000

/**
 * @param {string | undefined} readAt
 * @param {number} now
 */
function age(readAt, now) {
  if (readAt === undefined) return ''
  const months = Math.max(1, Math.floor((now - Date.parse(readAt)) / monthMs))
  const [count, unit] = months < 24 ? [months, 'month'] : [Math.floor(months / 12), 'year']
  return `read ${count} ${unit}${count === 1 ? '' : 's'} ago`
}

/** @param {Readonly<Place>} place */
function position({ page, slide, sheet, cells, line, time }) {
  if (page !== undefined) return `page ${page}`
  if (slide !== undefined) return `slide ${slide}`
  if (sheet !== undefined) return [oneLine(sheet), cells ?? ''].filter((part) => part !== '').join('!')
  if (line !== undefined) return `line ${line}`
  return time === undefined ? '' : `at ${time}`
}

/**
 * The headings above a place on one line, without a first one that repeats the document's title or its sheet's name.
 * @param {string} title
 * @param {Readonly<Place>} place
 */
function headingBelowTitle(title, { heading = '', sheet }) {
  let below = oneLine(heading)
  for (const known of [title, ...(sheet === undefined ? [] : [sheet])].map(oneLine)) {
    if (below === known) return ''
    if (below.startsWith(`${known} › `)) below = below.slice(known.length + 3)
  }
  return below
}
