// The gestures, a line each. A whole message is taken for the first that knows it.
import { ask } from './ask.ts'
import { continueElsewhere } from './continue.ts'
import { favourites } from './favourites.ts'
import { help } from './help.ts'
import { indexPage } from './index-page.ts'
import { search } from './search.ts'
import { status } from './status.ts'
import { summary } from './summary/summary.ts'
import type { Gesture } from './types.ts'

export const gestures: readonly Gesture[] = [
  ask,
  search,
  indexPage,
  summary,
  favourites,
  continueElsewhere,
  status,
  help,
]
