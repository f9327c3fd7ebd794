// Questions for a newcomer to click, made of the titles and headings of documents without a model. Pure.
import type { Outline } from '../store/documents/listing.ts'

// Headings that many documents have and that name nothing of what is in them.
const general =
  /^(?:table of )?(?:contents?|examples?|index|home|introduction|overview|summary|conclusions?|references|links|notes?|appendix.*|background|about|purpose|scope|faqs?|frequently asked questions|changelog|license|readme|untitled|inhalt(?:sverzeichnis)?|einleitung|überblick|sommaire|índice|introducción)$/i

/** Up to `count`, each of another document as far as there are as many; those that documents ask themselves come first. */
export function examplesFrom(outlines: readonly Outline[], count: number): readonly string[] {
  const found = outlines.flatMap(({ title, headings }) => {
    const name = tidy(title)
    const own = headings.map(tidy)
    const asked = own.find(isQuestion)
    if (asked !== undefined) return [{ rank: 0, question: asked }]
    if (name === '' || name.length > 50) return []
    const topic = own.find((heading) => heading !== name && isTopic(heading))
    if (topic === undefined || general.test(name)) return [{ rank: 2, question: `What is “${name}” about?` }]
    return [{ rank: 1, question: `What does “${name}” say about ${topic}?` }]
  })
  const byRank = found.toSorted((a, b) => a.rank - b.rank || a.question.length - b.question.length)
  return [...new Set(byRank.map(({ question }) => question))].slice(0, count)
}

const wordsIn = (text: string) => text.split(' ').length
const isQuestion = (text: string) =>
  /[?？]$/.test(text) && text.length <= 80 && (wordsIn(text) >= 4 || text.length >= 12)
const isTopic = (text: string) =>
  text.length <= 45 && wordsIn(text) <= 6 && /\p{L}{3}/u.test(text) && !/[?:<>{}]/.test(text) && !general.test(text)

/** On one line, without Markdown and without a number in front. */
function tidy(text: string): string {
  return text
    .slice(0, 200)
    .replace(/\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/[*_`~]|\p{Cc}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^\s*\d[\d.]{0,8}\)?\s+/, '')
    .trim()
}
