// What the bot may tell someone without having been asked just then: they read it and switch it, for themselves alone.
import { type NoticeKind, type NotificationChoices, noticeKinds } from '../askers.ts'
import type { Button, Card } from '../card.ts'
import type { Reader, Request } from '../model.ts'
import type { NotificationChoiceStore } from '../store/notification-choices.ts'
import type { Gesture } from './types.ts'
import { commandName } from './words.ts'

interface Notifications extends Request {
  readonly kind: 'notifications'
}

const name = 'notifications'

const words: Readonly<
  Record<NoticeKind, { of: string; switchOff: string; switchOn: string; off: string; on: string }>
> = {
  'told-later': {
    of: 'A question of yours can be answered by now',
    switchOff: 'Do not tell me of answers',
    switchOn: 'Tell me of answers',
    off: 'Saved: I do not write to you about questions that can be answered by now. Those you wait for stay on the list.',
    on: 'Saved: I write to you when a question that you wait for can be answered.',
  },
  asked: {
    of: 'Someone wants to hand you a question that I have no answer to',
    switchOff: 'Do not hand me questions',
    switchOn: 'Hand me questions',
    off: 'Saved: nobody is offered to ask you through me.',
    on: 'Saved: who has a question that I cannot answer may be offered to ask you.',
  },
}

const buttonFor = (kind: NoticeKind, isOn: boolean): Button => ({
  label: isOn ? words[kind].switchOff : words[kind].switchOn,
  action: { gesture: name, value: `${kind}.${isOn ? 'off' : 'on'}` },
})

function notificationsCard(choices: NotificationChoices): Card {
  return {
    tone: 'info',
    title: 'What I may tell you unasked',
    parts: [
      {
        kind: 'fields',
        fields: noticeKinds.map((kind) => ({ name: words[kind].of, value: choices[kind] ? 'yes' : 'no' })),
      },
      { kind: 'actions', buttons: noticeKinds.map((kind) => buttonFor(kind, choices[kind])) },
    ],
  }
}

/** @throws what the store throws */
export async function notificationsFor(
  { store }: { readonly store: NotificationChoiceStore },
  { install, person }: Pick<Reader, 'install' | 'person'>,
): Promise<Card> {
  return notificationsCard(await store.readNotificationChoices(install, person.id))
}

export const notifications: Gesture<Notifications> = {
  name,
  command: {
    words: [name],
    help: { usage: name, says: 'shows what I may tell you unasked, and lets you switch it off' },
    menu: { says: 'What I may tell you unasked', options: [] },
    read: () => ({ kind: 'notifications' }),
  },
  message: (text) => (text.toLowerCase() === name ? { kind: 'notifications' } : null),
  // Also where the bot is switched off.
  isAlwaysHeard: true,
  replies: {
    notifications: (tools, { install, incoming }) => notificationsFor(tools, { install, person: incoming.person }),
  },
  async act({ store }, { install, person }, value) {
    const kind = noticeKinds.find((one) => value.startsWith(`${one}.`))
    if (kind === undefined)
      return { kind: 'said', message: `I do not know that choice (any more): type ${commandName} ${name} again.` }
    const isOn = value.endsWith('.on')
    await store.saveNotificationChoice(install, person.id, kind, isOn)
    return { kind: 'said', message: words[kind][isOn ? 'on' : 'off'] }
  },
}
