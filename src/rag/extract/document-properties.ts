// Pure: what documents say about themselves, cleaned. Programs fill much of it in, which names and dates nothing.
import type { Extracted } from '../types.ts'

export type Properties = Pick<Extracted, 'author' | 'modifiedAt' | 'language' | 'title'>

const program = /^Microsoft (?:Office )?(?:Word|PowerPoint|Excel) - /
const fileName = /\.(?:docx?|pptx?|xlsx?|odt|rtf|tex|dvi|pdf|indd|qxd|html?|tiff?|jpe?g|png)$/i
const filler = /^(?:untitled|title|document|presentation|powerpoint presentation|slide|word document) ?\d*$|^$/i

/** Only what means something: a title that a person gave, a date as ISO 8601, a language as ISO 639-1. */
export function cleanProperties(stated: { readonly [Name in keyof Properties]: string | undefined }): Properties {
  const title = realTitle(stated.title)
  const author = stated.author?.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  const modifiedAt = isoDate(stated.modifiedAt)
  const language = /^([a-z]{2})(?:[-_]|$)/i.exec(stated.language ?? '')?.[1]?.toLowerCase()
  return {
    ...(title === undefined ? {} : { title }),
    ...(author ? { author } : {}),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    ...(language === undefined ? {} : { language }),
  }
}

function isoDate(stated: string | undefined): string | undefined {
  if (stated === undefined || !/^\d{4}-\d\d/.test(stated)) return undefined
  // Without a zone it is UTC here: the machine's own must not matter.
  const time = Date.parse(/T[^TZ+-]*$/.test(stated) ? `${stated.replace(/(\.\d{3})\d+$/, '$1')}Z` : stated)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

/** Without white space at its ends; undefined when a program filled it in by itself, which names nothing. */
function realTitle(stated: string | undefined): string | undefined {
  const title = (stated ?? '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replace(program, '')
    .trim()
  return fileName.test(title) || filler.test(title) ? undefined : title
}
