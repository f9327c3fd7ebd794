// The commands by name. Each file holds one; those of gestures come with them.
import { gestures } from '../desk/registry.ts'
import { ask } from './ask.ts'
import { chat } from './chat.ts'
import { doctor } from './doctor.ts'
import { documents } from './documents.ts'
import { evaluateCommand } from './eval/eval.ts'
import { feedback } from './feedback.ts'
import { gaps } from './gaps.ts'
import { index } from './index.ts'
import { jobs } from './jobs.ts'
import { manifests } from './manifests.ts'
import { reindex } from './reindex.ts'
import { resultsCommand, search } from './search.ts'
import { installs } from './setup/installs.ts'
import { setup } from './setup/setup.ts'
import { sources } from './sources/sources.ts'
import { signIn, start } from './start.ts'
import type { Command } from './types.ts'
import { verify } from './verify.ts'

const listers = gestures.flatMap(({ lister }) => (lister ? [resultsCommand(lister)] : []))

export const commands: readonly Command[] = [
  start,
  signIn,
  index,
  search,
  ...listers,
  ask,
  chat,
  documents,
  sources,
  feedback,
  gaps,
  verify,
  reindex,
  evaluateCommand,
  jobs,
  setup,
  installs,
  manifests,
  doctor,
]
