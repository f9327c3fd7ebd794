// What people see of a message besides its text: cards, and messages of others that it carries along. Pure.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
// https://learn.microsoft.com/graph/api/resources/chatmessageattachment
import { textsIn } from '../../texts-in.ts'
import { isRecord, type Json, text } from '../json.ts'
import { htmlToText } from './text.ts'

const card =
  /^application\/vnd\.microsoft\.(?:card\.(?:adaptive|hero|thumbnail|codesnippet|announcement)|teams\.card\.(?:o365connector|list))$/
// In the order in which they are read, over all kinds of cards.
const cardFields =
  'title summary name subtitle text value activityTitle activitySubtitle activityText sections body items columns rows cells facts inlines'.split(
    ' ',
  )
const maxAttachments = 50

/** What it holds comes as JSON, or as JSON in a string. */
function contentOf(attachment: Json): Json {
  try {
    const value: unknown = typeof attachment.content === 'string' ? JSON.parse(attachment.content) : attachment.content
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

function shown(attachment: Json): string {
  const content = contentOf(attachment)
  if (card.test(text(attachment, 'contentType') ?? '')) return htmlToText(textsIn(content, cardFields))
  if (attachment.contentType === 'forwardedMessageReference')
    return htmlToText(text(content, 'originalMessageContent') ?? '')
  return attachment.contentType === 'messageReference' ? (text(content, 'messagePreview') ?? '') : ''
}

/** The words of a message's attachments; '' when they have none. */
export function attachedText(attachments: readonly Json[]): string {
  return attachments
    .slice(0, maxAttachments)
    .map(shown)
    .filter((words) => words !== '')
    .join('\n')
}
