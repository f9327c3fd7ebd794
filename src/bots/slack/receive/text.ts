// Slack's text as people read it: mentions, links and escapes decoded. Pure.
// Source: https://docs.slack.dev/messaging/formatting-message-text/#retrieving-messages

const mention = /<@(\w+)(?:\|[^<>]*)?>/g

/** The ids of the users that a message mentions, in order. */
export function mentionedUsers(text: string): string[] {
  return [...text.matchAll(mention)].map((match) => match[1] as string)
}

const address = new RegExp(`${mention.source}[,:]?`, 'g')

/** Takes the mentions of one user out, wherever they stand, with the comma or colon of an address ("@ragbot: who…"). */
export function withoutMention(text: string, userId: string): string {
  return text.replace(address, (whole, id: string) => (id === userId ? ' ' : whole))
}

function decodeReference(body: string): string {
  const bar = body.indexOf('|')
  const reference = bar < 0 ? body : body.slice(0, bar)
  const label = bar < 0 ? '' : body.slice(bar + 1)
  switch (reference[0]) {
    case '@':
      // An id is no word of the question: who is copied in must not change what is found.
      return label && `@${label}`
    case '#':
      return `#${label || reference.slice(1)}`
    case '!':
      // <!subteam^S1|@team>, <!date^…|yesterday>: the label is what people see. <!here> only calls people.
      return label
    default:
      return label || reference.replace(/^mailto:/, '')
  }
}

/** Plain text with white space collapsed: `<#C1|general>` → `#general`, `<https://x|label>` → `label`, `&lt;` → `<`. */
export function decodeText(text: string): string {
  return text
    .replace(/<([@#!]?[^<>\s][^<>]*)>/g, (_, body: string) => decodeReference(body))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()
}
