// Clicks on buttons and menus, answered at once. Refuses pages of replies that were given in another channel, or in
// private to someone else: an outbox id alone is no permission to read.
import type { FeedbackKind } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { showChoice, showPage } from '../render/pages.ts'
import { targetOf } from '../target.ts'
import type { Click } from './parse.ts'
import { type InteractionResponse, reportForm, say, showPrivately, update } from './responses.ts'

const gone = say('This is no longer kept: ask again.')

type Outcome = Awaited<ReturnType<PlatformHost['recordFeedback']>>

const said: Readonly<Record<FeedbackKind, Readonly<Record<Exclude<Outcome, 'missing'>, string>>>> = {
  helpful: { recorded: 'Thank you: noted as helpful.', withdrawn: 'Taken back: no longer noted as helpful.' },
  'not-helpful': {
    recorded: 'Thank you: noted as not helpful. With “Report” you can say what is wrong.',
    withdrawn: 'Taken back: no longer noted as not helpful.',
  },
  favourite: {
    recorded: 'Saved. /rag favourites lists what you have saved.',
    withdrawn: 'Removed from what you have saved.',
  },
  report: { recorded: 'Thank you: the report is with whoever runs me.', withdrawn: 'The report is taken back.' },
}

type Sent = NonNullable<Awaited<ReturnType<PlatformHost['sentReply']>>>

function maySee(sent: Sent, click: Click): boolean {
  const target = targetOf(sent)
  const isOwn = target.user === click.person
  if (sent.private || target.isEphemeral) return isOwn && (click.isDirect || target.channel === click.channel)
  // The thread that a reply began has the id of the message that it answers.
  const thread = target.newThread === undefined ? undefined : target.message
  return click.channel === target.channel || click.channel === thread || (click.isDirect && isOwn)
}

/** What a click is answered with. @throws whatever the host throws */
export async function answerClick(click: Click, host: PlatformHost): Promise<InteractionResponse> {
  const { customId, person } = click
  if (customId.kind === 'ask-about') return gone
  if (customId.kind === 'feedback') {
    const { feedback, place } = customId
    if (feedback === 'report' && click.text === undefined) return reportForm(place)
    const outcome = await host.recordFeedback({
      person,
      place,
      kind: feedback,
      ...(click.text === undefined ? {} : { text: click.text }),
    })
    return outcome === 'missing' ? gone : say(said[feedback][outcome])
  }
  const sent = await host.sentReply(customId.id)
  if (sent === null || !maySee(sent, click)) return gone
  if (customId.kind === 'choose') {
    const choice = showChoice(sent.payload, Number(click.values[0]))
    return choice === null ? gone : showPrivately(choice)
  }
  const page = showPage(sent.payload, customId.page, customId.id)
  if (page === null) return gone
  // What everyone sees stays as it is: one reader's page would take the answer away from the others.
  return click.isEphemeral ? update(page) : showPrivately(page)
}
