// The commands as they are registered in each server, and as the manifest names them. Pure data.
// Source: https://docs.discord.com/developers/interactions/application-commands
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIApplicationGuildCommandsJSONBody,
} from 'discord.js'

/** The message commands by what they do. */
export const messageCommands = {
  index: 'Index this message',
  summarize: 'Summarize this',
  ask: 'Ask about this',
} as const

const { Subcommand, String: Text, Attachment } = ApplicationCommandOptionType

/** Of a text option. Discord's own limit is 6,000; a question is cut at 2,000 anyway, which is said. */
const maxLength = 4000

export const commands: readonly RESTPostAPIApplicationGuildCommandsJSONBody[] = [
  {
    type: ApplicationCommandType.ChatInput,
    name: 'rag',
    description: 'Answers from the documents of this server, every claim cited',
    options: [
      {
        type: Subcommand,
        name: 'ask',
        description: 'Ask a question: the answer is seen by everyone here',
        options: [
          { type: Text, name: 'question', description: 'Who approves travel?', required: true, max_length: maxLength },
        ],
      },
      {
        type: Subcommand,
        name: 'search',
        description: 'Find passages: only you see them',
        options: [
          {
            type: Text,
            name: 'query',
            description: 'Words, or the title of a document',
            required: true,
            autocomplete: true,
            max_length: maxLength,
          },
        ],
      },
      {
        type: Subcommand,
        name: 'index',
        description: 'Add a file, a page or a sitemap: it is answered from where its readers are',
        options: [
          { type: Attachment, name: 'file', description: 'A file' },
          { type: Text, name: 'url', description: 'Address of a page: https://…', max_length: 2000 },
        ],
      },
      {
        type: Subcommand,
        name: 'summarize',
        description: 'Key sentences of a page, or of what I was asked in this thread: only you see them',
        options: [
          { type: Text, name: 'url', description: 'Address of a page: https://… Empty: this thread', max_length: 2000 },
        ],
      },
      { type: Subcommand, name: 'status', description: 'What is indexed' },
      { type: Subcommand, name: 'help', description: 'What I can do' },
      {
        type: Subcommand,
        name: 'continue',
        description: 'Go on with a conversation in another place',
        options: [{ type: Text, name: 'code', description: 'Empty: give me a code for the conversation here' }],
      },
      { type: Subcommand, name: 'favourites', description: 'The answers that you saved' },
    ],
  },
  ...Object.values(messageCommands).map((name) => ({ type: ApplicationCommandType.Message as const, name })),
]
