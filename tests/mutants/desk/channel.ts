// Mistakes in what a channel's settings allow, and in who changes them.
import type { Mutant } from '../mutant.ts'

const rules = (from: string, to: string, suffered: string): Mutant => ({
  file: 'src/desk/channel/rules.ts',
  from,
  to,
  suffered,
  tests: ['tests/queue/jobs/settings.test.ts'],
})
const config = (from: string, to: string, suffered: string, file = 'config'): Mutant => ({
  file: `src/desk/channel/${file}.ts`,
  from,
  to,
  suffered,
  tests: ['tests/desk/channel'],
})

export const channel: readonly Mutant[] = [
  rules('if (!isAllowed) return', 'if (isAllowed === null) return', 'a channel that switched the bot off is answered'),
  rules('if (answersGuests) return null', 'return null', 'guests are answered where they should not be'),
  rules(
    "if (isMember === 'unknown') return notKnown\n  return isMember ?",
    'return isMember ?',
    'who is not known is answered',
  ),
  rules('if (isUnasked && !indexesFiles)', 'if (!indexesFiles)', 'a file that the bot is given is not indexed'),
  rules(
    "if (indexers === 'nobody') return",
    'if (indexers === null) return',
    'managers are asked where nobody may index',
  ),
  rules(
    "if (isManager === 'unknown') return notKnown\n  return isManager ?",
    'return isManager ?',
    'who is not known indexes',
  ),
  {
    file: 'src/desk/desk.ts',
    from: "incoming.unasked || incoming.isOverheard ? 'nothing' : { card: noticeCard(refused), isPrivate: true }",
    to: '{ card: noticeCard(refused), isPrivate: true }',
    suffered: 'each file that is shared where the bot is switched off is answered with a refusal',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  {
    file: 'src/desk/desk.ts',
    from: 'if (refused !== null) return refused',
    to: '',
    suffered: 'the message extension answers where the bot is switched off',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  config('of !== person.id || ', '', 'whoever gets hold of a form of someone else’s sends it in'),
  config(' || at !== place.id', '', 'a form of one channel sets up another'),
  config('isManager === true && !isArchived', '!isArchived', 'everyone changes the settings of a channel'),
  config(
    'if (!mayChange) return noticeCard',
    'if (isArchived) return noticeCard',
    'a form from when someone was an admin still counts',
  ),
  config('isAlwaysHeard: true', 'isForAll: () => false', 'what is switched off can never be switched on'),
  config('if (isManager !== true || isArchived) return null', 'if (isArchived) return null', 'everyone gets a form'),
  config(
    'chosen !== inherited && !Object.hasOwn(optionsOf(name), chosen)',
    'chosen !== inherited && !(chosen in optionsOf(name))',
    'a forged form stores what is no setting',
    'settings',
  ),
  config(
    "chosen === inherited ? null : chosen === 'yes'",
    "chosen === 'yes'",
    'a channel never goes by its workspace again',
    'settings',
  ),
  {
    file: 'src/desk/desk.ts',
    from: "if (incoming.isOverheard && replied.answer?.kind !== 'answered') return unanswered(replied, request)",
    to: '',
    suffered: 'what people say among themselves is answered with “I don’t know” in front of all',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  {
    file: 'src/desk/desk.ts',
    from: "if (!given && incoming.isOverheard) return 'nothing'",
    to: '',
    suffered: 'whoever says hello in a channel is told what the bot is for',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  {
    file: 'src/desk/desk.ts',
    from: 'readsLikeQuestion(question) ? { card, isPrivate: true }',
    to: 'readsLikeQuestion(question) ? { card, isPrivate: false }',
    suffered: 'a channel that is answered without a mention is full of “I don’t know”',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  {
    file: 'src/queue/platform-host.ts',
    from: "!settings.isAllowed || settings.autoRespond === 'off'",
    to: "settings.autoRespond === 'off'",
    suffered: 'all that is said where the bot is switched off is stored',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  {
    file: 'src/bots/slack/index.ts',
    from: 'isOverheard: true, isHeldBack: true }',
    to: 'isHeldBack: true }',
    suffered: 'whatever people say is taken for a question to the bot',
    tests: ['tests/bots/slack/receive/overheard'],
  },
  config(
    "name !== 'autoRespond' || hearsAll",
    'hearsAll || name',
    'a setting is shown that does nothing there',
    'settings',
  ),
  config(
    "name !== 'instructions' || takesInstructions",
    "name !== 'instructions' || name",
    'people write instructions that nobody reads',
    'settings',
  ),
  {
    file: 'src/desk/channel/rules.ts',
    from: 'if (rag.models.includes(model)) return [model]',
    to: 'if (model) return [model]',
    suffered: 'a channel whose model is gone is not answered as its workspace wants',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  {
    file: 'src/desk/channel/rules.ts',
    from: '...(models.length > 0 && { models }),',
    to: '',
    suffered: 'no channel gets the model that it chose',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  config(
    "name !== 'model' || models.length > 0",
    "name !== 'model' || name",
    'people choose who writes where nobody can',
    'settings',
  ),
  config("return text === '' ? null :", 'return', 'instructions cannot be taken back', 'settings'),
  {
    file: 'src/desk/channel/rules.ts',
    from: 'length: answerLength,',
    to: "length: answerLength && 'usual',",
    suffered: 'all answers are equally long',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
]
