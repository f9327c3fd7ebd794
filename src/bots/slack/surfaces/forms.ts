// Forms, as the modals that a click or a shortcut opens.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Form } from '../../../card.ts'
import { hint, type Request } from '../../../model.ts'
import type { Clicked as Acted, PlatformHost } from '../../types.ts'
import { askerAt, type Click } from '../receive/click.ts'
import { formView } from '../render/clicks.ts'
import { toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'

type Clicked = Omit<Click, 'token'>

type Accept = (click: Clicked, request: Request) => Promise<void>

interface FormsOptions {
  readonly client: SlackClient
  readonly log: PlatformHost['log']
  readonly accept: Accept
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

const notTheirChannel =
  'This channel cannot be set up by you just now: you neither made it nor are an admin of its workspace, or it is archived.'
/** A trigger lives for 3 s. */
const withinMs = 1_500

/** A form of another channel, as if whoever clicked had asked for it there. */
export function createOpenElsewhere({
  host,
  openForm,
  accept,
}: {
  readonly host: Pick<PlatformHost, 'formFor'>
  readonly openForm: OpenForm
  readonly accept: Accept
}): (click: Clicked, there: Extract<Acted, { readonly kind: 'elsewhere' }>) => Promise<void> {
  return async (click, { channel: place, request }) => {
    const [team = '', channel = ''] = place.split('/')
    const asker = askerAt({ team, channel, user: click.asker.target.user ?? '' })
    const late = sleep(withinMs, null, { ref: false })
    const opened = await Promise.race([host.formFor(asker, request), late])
    if (opened === null) await accept(click, hint(notTheirChannel))
    else await openForm({ ...click, asker }, opened.form, opened.token, 'choose it again')
  }
}
