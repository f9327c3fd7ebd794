// The gestures, a line each. A whole message is taken for the first that knows it.
import { ask } from './ask/ask.ts'
import { askPerson } from './ask-person.ts'
import { config } from './channel/config.ts'
import { continueElsewhere } from './continue.ts'
import { courtesy } from './courtesy.ts'
import { favourites } from './favourites.ts'
import { feedback } from './feedback.ts'
import { help } from './help.ts'
import { indexing } from './indexing/indexing.ts'
import { like } from './like/like.ts'
import { notifications } from './notifications.ts'
import { notify } from './notify.ts'
import { search } from './search.ts'
import { share } from './share.ts'
import { status } from './status.ts'
import { summary } from './summary/summary.ts'
import { takeBack } from './take-back.ts'
import type { Gesture } from './types.ts'

export const gestures: readonly Gesture[] = [
  ask,
  search,
  like,
  indexing,
  summary,
  feedback,
  favourites,
  notify,
  askPerson,
  share,
  takeBack,
  continueElsewhere,
  config,
  notifications,
  status,
  help,
  courtesy,
]
