import type { Mutant } from '../mutant.ts'

/** What is read of messages and files, and what of it is shown again. */
export const taken: readonly Mutant[] = [
  {
    file: 'src/bots/discord/receive/responses.ts',
    from: '...(one.value === value && { default: true })',
    to: '...{}',
    suffered: 'a form does not show what is set now',
    tests: ['tests/bots/discord/receive/responses.test.ts'],
  },
  {
    file: 'src/bots/discord/receive/parse-message.ts',
    from: "record(repliedTo, 'author').id === bot.id ? '' : messageText(repliedTo)",
    to: 'messageText(repliedTo)',
    suffered: 'a reply to the bot asks about its own answer',
    tests: ['tests/bots/discord/receive/gateway.test.ts'],
  },
  {
    file: 'src/bots/discord/receive/parse-message.ts',
    from: 'if (raw.mention_everyone === true || users.size > 0)',
    to: 'if (users.size > 0)',
    suffered: 'an announcement to everyone in a thread is answered',
    tests: ['tests/bots/discord/receive/gateway.test.ts'],
  },
  {
    file: 'src/bots/teams/receive/message-extension.ts',
    from: "body.contentType === 'text' ? content.trim() : htmlToText(content)",
    to: 'htmlToText(content)',
    suffered: 'a plain message with a < loses its words',
    tests: ['tests/bots/teams/receive/invoke.test.ts'],
  },
  {
    file: 'src/bots/teams/send/errors.ts',
    from: '/^\\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now',
    to: 'Number(header) * 1000',
    suffered: 'a Retry-After date is not kept',
    tests: ['tests/bots/teams/send/errors.test.ts'],
  },
  {
    file: 'src/bots/console/session.ts',
    from: 'if (choices.tokens.length > 0) tokens = choices.tokens',
    to: 'tokens = choices.tokens',
    suffered: 'after a notice the buttons above are gone',
    tests: ['tests/bots/console/session.test.ts'],
  },
  {
    file: 'src/bots/local/index.ts',
    from: "const threadKey = toThreadKey((request.params.id ?? '').toLowerCase())",
    to: "const threadKey = toThreadKey(request.params.id ?? '')",
    suffered: 'a conversation written in capitals shows no notices',
    tests: ['tests/bots/local/click.test.ts'],
  },
  {
    file: 'src/bots/slack/surfaces/thread.ts',
    from: 'replies.findLastIndex(isOwn)',
    to: 'replies.findIndex(isOwn)',
    suffered: 'what was said before the last answer counts as new',
    tests: ['tests/bots/slack/surfaces/thread.test.ts'],
  },
  {
    file: 'src/bots/discord/files/files.ts',
    from: 'attachmentsOf(found).find((one) => one.id === id)',
    to: 'attachmentsOf(found)[0]',
    suffered: 'another file of the message is read',
    tests: ['tests/bots/discord/files/files.test.ts'],
  },
]
