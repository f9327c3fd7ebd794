// What someone chose in a message's menu, or from anywhere: a form, or a request of theirs that is answered to them alone.
import type { Action, Form } from '../../../card.ts'
import { hint, type Incoming, type Request } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { clicked } from '../receive/click.ts'
import type { Shortcut } from '../receive/shortcut.ts'
import { encodeThreadKey } from '../thread-key.ts'
import type { Directs } from './directs.ts'
import type { OpenForm } from './forms.ts'

interface ShortcutsOptions {
  readonly host: PlatformHost
  readonly directs: Directs
  readonly openForm: OpenForm
}

const unknown = hint('I do not know that shortcut (any more): write to me what you want to know.')
const again = 'choose it again'

/** @returns takes a shortcut. @throws what the store throws: then it must not be acknowledged */
export function createShortcuts({ host, directs, openForm }: ShortcutsOptions): (shortcut: Shortcut) => Promise<void> {
  const { desk } = host

  /** What is shared is indexed in the order of its thread: who asks there next is to be answered from it. */
  function incomingOf(shortcut: Shortcut, request: Request): Incoming {
    const incoming = clicked(shortcut, request, false)
    const { team, channel } = shortcut.asker.target
    if (request.sources === undefined || shortcut.on === undefined) return incoming
    return { ...incoming, threadKey: encodeThreadKey({ team, channel, thread: shortcut.on.thread }) }
  }

  async function open(shortcut: Shortcut, form: Form, action: Action): Promise<void> {
    const { buttons } = await host.sign({ buttons: [{ label: form.submit, action }], selects: [] })
    const token = buttons[0]?.token
    if (token !== undefined) await openForm(shortcut, form, token, again)
  }

  return async (shortcut) => {
    const { id, on } = shortcut
    if (on === undefined) {
      const gesture = desk.formGestures.find((one) => one.id === id)
      if (gesture !== undefined) return open(shortcut, gesture.form, gesture.action)
      return host.accept(incomingOf(await directs.settle(shortcut), unknown)).then(() => undefined)
    }
    const gesture = desk.messageGestures.find((one) => one.id === id)
    const read = gesture?.read(on.message, false) ?? unknown
    if (!('kind' in read)) return open(shortcut, read.form, read.action)
    await host.accept(incomingOf(await directs.settle(shortcut), read))
  }
}
