// Forms, as the modals that a click or a shortcut opens.
import type { Form } from '../../../card.ts'
import { hint, type Request } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import type { Click } from '../receive/click.ts'
import { formView } from '../render/clicks.ts'
import { toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'

type Clicked = Omit<Click, 'token'>

interface FormsOptions {
  readonly client: SlackClient
  readonly log: PlatformHost['log']
  readonly accept: (click: Clicked, request: Request) => Promise<void>
}

/** Opens a form for a token. `again`: what to do where Slack does not open it, which is said to whoever clicked alone. */
export type OpenForm = (click: Clicked, form: Form, token: string, again: string) => Promise<void>

export function createOpenForm({ client, log, accept }: FormsOptions): OpenForm {
  return async (click, form, token, again) => {
    const view = formView(form, { token, target: click.asker.target })
    try {
      await client.apiCall('views.open', { trigger_id: click.trigger, view })
    } catch (error) {
      // A trigger lives for 3 s and is good once: https://docs.slack.dev/reference/methods/views.open/#errors
      const { code } = toAppError(error, 'write')
      log.warn('slack: a form was not opened', { code })
      await accept(click, hint(`Slack did not open the form in time: ${again}.`))
    }
  }
}
