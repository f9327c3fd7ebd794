// The notes of a small team, as files to index.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const notes: Readonly<Record<string, string>> = {
  'support.md': `# Support

## Hours

The support desk is open from 9:00 to 17:00 on weekdays.
The support desk is open from 10:00 to 14:00 on weekends.
`,
  'travel.md': `# Travel

Travel expenses are approved by the head of finance.
Trains are preferred to flights below 600 kilometres.
`,
  'leave.md': `# Leave

Parental leave lasts sixteen weeks.
The vacation allowance is 27 days a year.
`,
}

/** Writes them into a new folder `notes` and returns it. */
export function writeNotesInto(parent: string): string {
  const folder = join(parent, 'notes')
  mkdirSync(folder)
  for (const [name, text] of Object.entries(notes)) writeFileSync(join(folder, name), text)
  return folder
}
