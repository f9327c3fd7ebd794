// The formats that are read: one line each. Order matters where two recognise the same bytes.

import type { Format } from './format.ts'
import { epub } from './html/epub.ts'
import { html } from './html/html.ts'
import { email } from './mail/email.ts'
import { docx, openDocument, pptx, xlsx } from './office/formats.ts'
import { pdf } from './pdf/pdf.ts'
import { csv } from './plain/csv.ts'
import { json } from './plain/json.ts'
import { markdown } from './plain/markdown.ts'
import { notebook } from './plain/notebook.ts'
import { plainText } from './plain/plain-text.ts'
import { log, settingsFile, sourceCode } from './plain/source-code.ts'
import { transcript } from './plain/transcript.ts'
import { rtf } from './rtf/rtf.ts'

export const formats: readonly Format[] = [
  pdf, //
  docx,
  pptx,
  xlsx,
  openDocument,
  rtf,
  epub,
  html,
  email,
  markdown,
  transcript,
  csv,
  json,
  notebook,
  sourceCode,
  settingsFile,
  log,
  plainText,
]
