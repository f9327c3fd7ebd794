// Cards as Discord's embeds, and as the Markdown of what is shown. Pure. Texts are data: they are escaped wherever they
// stand, and every limit of Discord's holds whatever comes in.
import type { Card, Part, Source } from '../../../card.ts'
import type { Asker } from '../../../model.ts'
import { placeParts } from '../../../place.js'
import { clickableOf } from '../../clickable.ts'
import type { Rendered } from '../../types.ts'
import { limits, ours } from '../limits.ts'
import { targetOf } from '../target.ts'
import { colors, type Embed, fold, placePieces, sourceFields, titleOf, toMarkdown } from './embeds.ts'
import { bold, clip, escapeMarkdown, linkable, oneLine, plain, words } from './markdown.ts'
import type { DiscordPayload } from './pages.ts'
import { note, piecesOf, stack } from './parts.ts'

type Sources = Extract<Part, { kind: 'sources' }>

/** In words: nobody has to know what a colour means. */
function meaning(support: number): string {
  if (support >= 0.75) return 'well supported'
  return support >= 0.5 ? 'partly supported' : 'weakly supported'
}

const countDocuments = (sources: readonly Source[]) => new Set(sources.map(({ document }) => document.id)).size

function cited(sources: readonly Source[]): string {
  const [first] = sources
  if (first === undefined) return ''
  const more = countDocuments(sources) - 1
  return `${clip(words(titleOf(first.document)), ours.footerTitle)}${more > 0 ? ` and ${more} more` : ''}`
}

/** What is to be known of it at a glance. */
function standing({ tone, title, question, support, isDraft }: Card, lists: readonly Sources[]): string[] {
  const of = (role: Sources['role']) => lists.flatMap((list) => (list.role === role ? list.sources : []))
  if (support !== undefined) return [cited(of('cited')), `score ${Math.round(100 * support)} %`, meaning(support)]
  if (tone === 'quiet' && question !== undefined && !isDraft) return ['No answer found']
  const found = countDocuments(of('found'))
  if (found > 0) return [`${found} ${found === 1 ? 'document' : 'documents'}`]
  return tone === 'bad' && title === undefined ? ['Something went wrong'] : []
}

/** A passage in full; one that is longer than an embed is cut, and its document is a click away. */
function passage(source: Source): Embed {
  const quote = oneLine(source.quote ?? '')
  const said = quote === '' ? [] : ['\n', '> ', ...plain(quote)]
  return {
    color: colors.info,
    title: clip(plain(oneLine(`${source.label} ${titleOf(source.document)}`)), limits.title),
    description: clip([...placePieces(source), ...said], limits.description) || '—',
  }
}

const choiceOf = (source: Source) => ({
  label: clip(words(oneLine(`${source.label} ${titleOf(source.document)}`)), limits.optionLabel),
  description: clip(
    words(oneLine(placeParts(source.document, source.locator).join(' · ')) || oneLine(source.quote ?? '')),
    limits.optionDescription,
  ),
  embed: passage(source),
})

/** In short: its choice shows all of it. */
const inShort = ({ quote = '', ...source }: Source): Source => ({
  ...source,
  quote: clip(words(oneLine(quote)), ours.snippet),
})

/** Where a list of sources says what it is: above the card, at the end of its prose, or, among others, at its first one. */
function headingsOf(lists: readonly Sources[], hasTitle: boolean) {
  const [first, second] = lists
  if (first === undefined || second !== undefined) return { above: '', below: [] }
  if (first.role === 'found' && !hasTitle) return { above: first.title, below: [] }
  // What is cited needs none: marks lead to it.
  return { above: '', below: first.role === 'cited' ? [] : bold(first.title) }
}

/** A card of an interaction names the question it answers: a command's own words are seen by nobody else. */
export function render(card: Card, asker: Pick<Asker, 'target'>): Rendered {
  const question = targetOf(asker).interaction === undefined ? '' : oneLine(card.question ?? '')
  const lists = card.parts.filter((part) => part.kind === 'sources')
  const ownTitle = oneLine(card.title ?? '')
  const { above, below } = headingsOf(lists, question !== '' || ownTitle !== '')
  const chosen = card.isDraft
    ? []
    : lists.flatMap(({ role, sources }) => (role === 'found' ? sources : [])).slice(0, ours.choices)

  const smallPrint = oneLine(card.footer ?? '')
  const isLong = smallPrint.length > ours.footer
  const footer = [...standing(card, lists), isLong ? '' : smallPrint].filter((part) => part !== '').join(' · ')
  const prose = stack(
    [question === '' ? [] : bold(ownTitle), ...card.parts.map(piecesOf), isLong ? note(smallPrint) : [], below],
    '\n\n',
  )
  // A footer alone is what there is to say.
  const isBare = prose.length === 0 && lists.length === 0
  const pages = fold({
    color: colors[card.tone],
    title: question || ownTitle || above,
    prose: isBare ? plain(footer) : prose,
    fields: lists.flatMap(({ title, sources }) =>
      sources.flatMap((source, index) =>
        sourceFields(chosen.includes(source) ? inShort(source) : source, index === 0 && lists.length > 1 ? title : ''),
      ),
    ),
    footer: isBare ? '' : footer,
    thumbnail: lists
      .flatMap(({ role, sources }) => (role === 'cited' ? sources : []))
      .find(({ document }) => linkable(document.thumbnail, limits.mediaUrl))?.document.thumbnail,
    isDraft: card.isDraft,
  })
  const payload: DiscordPayload = {
    pages,
    ...(chosen.length > 0 && { choices: chosen.map(choiceOf) }),
    ...clickableOf(card),
  }
  return { payload, displayMarkdown: shown(pages, question === '') }
}

/** @param hasOwnTitle it is not the question, which a transcript has already */
function shown(pages: readonly [Embed, ...Embed[]], hasOwnTitle: boolean): string {
  const [first] = pages
  // Which page it is on says nothing in a transcript, where they stand below each other.
  const footer = first.footer?.text.replace(/(?:^| · )page 1 of \d+$/, '') ?? ''
  return [
    ...(hasOwnTitle && first.title !== undefined ? [`**${first.title}**`] : []),
    ...pages.map(toMarkdown),
    ...(footer === '' ? [] : [`_${escapeMarkdown(footer)}_`]),
  ].join('\n\n')
}
