// Clicks on buttons and menus, and forms that were sent in. Refuses pages of replies that were given in another channel, or in
// private to someone else: an outbox id alone is no permission to read.
import { storedClickable } from '../../clickable.ts'
import type { PlatformHost } from '../../types.ts'
import { showChoice, showPage } from '../render/pages.ts'
import { targetOf } from '../target.ts'
import { addressed, answered, askerOf, type Origin, type Settled } from './origin.ts'
import type { Click, Turn } from './parse.ts'
import { type InteractionResponse, modal, say, showPrivately, tell, update } from './responses.ts'

const gone = say('This is no longer kept: ask again.')

type Sent = NonNullable<Awaited<ReturnType<PlatformHost['sentReply']>>>

function maySee(sent: Sent, click: Turn): boolean {
  const target = targetOf(sent)
  const isOwn = target.user === click.person
  if (sent.private || target.isEphemeral) return isOwn && (click.isDirect || target.channel === click.channel)
  // The thread that a reply began has the id of the message that it answers.
  const thread = target.newThread === undefined ? undefined : target.message
  return click.channel === target.channel || click.channel === thread || (click.isDirect && isOwn)
}

/** What a click on a page or a choice is answered with. @throws whatever the host throws */
export async function answerTurn(click: Turn, host: PlatformHost): Promise<InteractionResponse> {
  const { customId } = click
  const sent = await host.sentReply(customId.id)
  if (sent === null || !maySee(sent, click)) return gone
  if (customId.kind === 'choose') {
    const choice = showChoice(sent.payload, Number(click.values[0]))
    return choice === null ? gone : showPrivately(choice)
  }
  // What is about an answer is not there again: its place is not kept with the reply.
  const signed = await host.sign(storedClickable(sent.payload))
  const page = showPage(sent.payload, customId.page, customId.id, signed)
  if (page === null) return gone
  // What everyone sees stays as it is: one reader's page would take the answer away from the others.
  return click.isEphemeral ? update(page) : showPrivately(page)
}

/** What any other click leads to. @throws whatever the host throws */
export async function answerClick(origin: Origin, { token, input }: Click, host: PlatformHost): Promise<Settled> {
  const clicked = await host.act(askerOf(origin), token, input)
  switch (clicked.kind) {
    // Stands on pages alone, which Discord has not.
    case 'elsewhere':
      return answered(gone)
    case 'said':
      return answered(tell(clicked.message))
    case 'form':
      return answered(modal(clicked.form, clicked.token))
    case 'asked': {
      const { request } = clicked
      return addressed(origin, { request, isPublic: host.desk.isForAll(request), isApart: true })
    }
  }
}
