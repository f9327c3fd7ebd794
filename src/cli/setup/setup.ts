// `setup`: brings a platform from nothing to a working `.env`, step by step.
import { AppError } from '../../errors.ts'
import type { Command } from '../types.ts'

export const setup: Command = {
  name: 'setup',
  synopsis: 'setup slack [--address <url> | --socket] [--replace]',
  summary: 'connect ragbot to Slack, step by step',
  help: `Prints the address that opens Slack's page for a new app with everything filled in, takes the app's secrets, tries them,
and writes them into .env of this folder; other lines of it stay. What is typed is not shown.
  --address  the public https address that Slack reaches ragbot at; written as PUBLIC_URL
  --socket   Socket Mode: ragbot opens the connection, and no public address is needed
  --replace  other values of these variables in .env are replaced without a question
On a terminal it asks for what is not given. Else the secrets are lines of standard input: the bot token, then the signing
secret, or with --socket the app-level token.`,
  options: { address: { type: 'string' }, socket: { type: 'boolean' }, replace: { type: 'boolean' } },
  async run({ positionals, values }) {
    if (positionals.length !== 1 || positionals[0] !== 'slack')
      throw new AppError('usage', 'setup needs the platform: setup slack')
    // Only now: every command loads this file.
    const [{ createPrompt }, { setUpSlack }] = await Promise.all([import('./prompt.ts'), import('./slack.ts')])
    const prompt = createPrompt(process.stdin, process.stderr)
    try {
      const options = { isSocket: values.socket === true, replaces: values.replace === true }
      await setUpSlack({ ...options, ...(typeof values.address === 'string' && { address: values.address }) }, prompt)
      return 0
    } finally {
      prompt.close()
    }
  },
}
