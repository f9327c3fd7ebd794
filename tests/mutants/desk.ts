import { actions } from './desk/actions.ts'
import { answers } from './desk/answers.ts'
import { askPerson } from './desk/ask-person.ts'
import { channel } from './desk/channel.ts'
import { gestures } from './desk/gestures.ts'
import { homePage } from './desk/home.ts'
import { indexing } from './desk/indexing.ts'
import { like } from './desk/like.ts'
import { next } from './desk/next.ts'
import { notifications } from './desk/notifications.ts'
import { reading } from './desk/reading.ts'
import { share } from './desk/share.ts'
import { takeBack } from './desk/take-back.ts'
import { whoReads } from './desk/who-reads.ts'
import type { Mutant } from './mutant.ts'

export const desk: readonly Mutant[] = [
  ...actions,
  ...answers,
  ...askPerson,
  ...channel,
  ...gestures,
  ...homePage,
  ...indexing,
  ...like,
  ...next,
  ...notifications,
  ...reading,
  ...share,
  ...takeBack,
  ...whoReads,
]
