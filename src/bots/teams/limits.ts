// Teams' limits, each with the page that states it, and the smaller ones we keep so that a reply stays readable.
import type { TeamsTarget } from './target.ts'

export const limits = {
  /** Later versions are shown as "this card cannot be displayed": https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference#adaptive-card */
  cardVersion: '1.5',
  /**
   * A message may have about 100 KB, counted in UTF-16, with everything in it:
   * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
   */
  messageBytes: 80_000,
  /** https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux#stream-messages-user-experience */
  informativeText: 1000,
  /** Per bot and conversation: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit#per-bot-per-thread-limit */
  conversation: [
    { count: 7, perMs: 1_000 },
    { count: 60, perMs: 30_000 },
  ],
  /** Per app and tenant, in all conversations together (same page). */
  tenant: [{ count: 30, perMs: 1_000 }],
  /** One request a second: https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux#switch-to-response-streaming */
  stream: [{ count: 1, perMs: 1_000 }],
} as const

/** Characters (UTF-16 units), unless said otherwise. */
export const ours = {
  prose: 8000,
  /** Of a source; what is over `quoteShown` waits behind a button. */
  quote: 700,
  quoteShown: 220,
  title: 150,
  place: 120,
  /** What a message or an item begins with. */
  heading: 600,
  /** A longer address is left out: the source is then named without a link. */
  url: 1000,
  sources: 12,
  /** The others are a click away. */
  sourcesShown: 4,
  shareUrl: 2000,
  note: 300,
  /** The text of notifications and screen readers. */
  summary: 300,
  /** Enough to say what happened without drowning the help or notice that it stands in. */
  notice: 1500,
  /** Lines of a status, a summary, a list of favourites or of files. */
  lines: 20,
  line: 600,
  /** More are hard to read in the width of a chat, so a table is then written as lines; also where it has less room in bytes. */
  columns: 8,
  tableBytes: 10_000,
  rows: 30,
  cell: 200,
  button: 60,
  buttons: 20,
  selects: 4,
  options: 50,
  option: 100,
} as const

/** Of `messageBytes`, what the prose may take, and the buttons; the envelope, and Teams' own buttons. */
export const proseBytes = 30_000
export const clickableBytes = 25_000
export const envelopeBytes = 8_000

/**
 * A card shows so many buttons; of more, those that say so stand in a menu:
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
 */
export const primaryActions = 6

/**
 * Where Teams lets a bot save files: chats with one person, but not in the US government's GCC High and DoD.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
 */
export function takesFiles({ type, serviceUrl }: TeamsTarget): boolean {
  return type === 'personal' && URL.parse(serviceUrl)?.hostname.endsWith('.microsoft.us') !== true
}
