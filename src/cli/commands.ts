// The commands by name. Each file holds one.
import { ask } from './ask.ts'
import { doctor } from './doctor.ts'
import { documents } from './documents.ts'
import { evaluateCommand } from './eval.ts'
import { feedback } from './feedback.ts'
import { gaps } from './gaps.ts'
import { index } from './index.ts'
import { jobs } from './jobs.ts'
import { manifests } from './manifests.ts'
import { reindex } from './reindex.ts'
import { search } from './search.ts'
import { start } from './start.ts'
import type { Command } from './types.ts'
import { verify } from './verify.ts'

export const commands: readonly Command[] = [
  start,
  index,
  search,
  ask,
  documents,
  feedback,
  gaps,
  verify,
  reindex,
  evaluateCommand,
  jobs,
  manifests,
  doctor,
]
