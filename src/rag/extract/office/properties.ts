// What office files say about themselves: author, date, language and title, as Dublin Core states them.
import { cleanProperties, type Properties } from '../document-properties.ts'
import { readXml } from '../xml.ts'

/** Of `docProps/core.xml` or OpenDocument's `meta.xml`; nothing of a part that is missing or damaged. */
export function readProperties(part: Uint8Array | undefined): Properties {
  const values = new Map<string, string>()
  if (part !== undefined) {
    let open = ''
    const handler = {
      open: (name: string) => {
        open = name
      },
      close: () => {
        open = ''
      },
      text: (value: string) => {
        values.set(open, (values.get(open) ?? '') + value)
      },
    }
    try {
      readXml(part, handler)
    } catch {
      // The document itself may be whole: these only describe it.
    }
  }
  const value = (name: string) => values.get(name)?.trim()
  return cleanProperties({
    title: value('dc:title'),
    author: value('meta:initial-creator') || value('dc:creator'),
    modifiedAt:
      value('dcterms:modified') || value('dc:date') || value('dcterms:created') || value('meta:creation-date'),
    language: value('dc:language'),
  })
}
