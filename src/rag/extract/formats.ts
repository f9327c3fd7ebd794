// The formats that are read: one line each. Order matters where two recognise the same bytes.
import { csv } from './csv.ts'
import { email } from './email.ts'
import { epub } from './epub.ts'
import type { Format } from './format.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import { notebook } from './notebook.ts'
import { docx, openDocument, pptx, xlsx } from './office-formats.ts'
import { pdf } from './pdf.ts'
import { plainText } from './plain-text.ts'
import { rtf } from './rtf.ts'
import { log, settingsFile, sourceCode } from './source-code.ts'
import { transcript } from './transcript.ts'

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
