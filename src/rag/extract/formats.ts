// The formats that are read: one line each. Order matters where two recognise the same bytes.
// What loads with it only tells formats apart. Readers load when they read: a child process reads with one of them.
import type { Format } from './format.ts'
import { epub, html } from './html/formats.ts'
import { email } from './mail/formats.ts'
import { docx, openDocument, pptx, xlsx } from './office/formats.ts'
import { pdf } from './pdf/formats.ts'
import { picture } from './picture/formats.ts'
import { csv, json, log, markdown, notebook, plainText, settingsFile, sourceCode, transcript } from './plain/formats.ts'
import { rtf } from './rtf/formats.ts'

export const formats: readonly Format[] = [
  pdf, //
  docx,
  pptx,
  xlsx,
  openDocument,
  rtf,
  picture,
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
