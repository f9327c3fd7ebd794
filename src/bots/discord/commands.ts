// The commands as they are registered in each server, made of what the desk offers. Pure.
// Source: https://docs.discord.com/developers/interactions/application-commands
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIApplicationGuildCommandsJSONBody,
} from 'discord.js'
import type { Desk, MenuEntry } from '../../desk/types.ts'

export const commandName = 'rag'

const { Subcommand, String: Text, Attachment } = ApplicationCommandOptionType

type MenuOption = MenuEntry['options'][number]

function optionOf(option: MenuOption): APIApplicationCommandBasicOption {
  const { name, says, kind, isRequired, suggestsTitles, maxLength } = option
  const shared = { name, description: says, ...(isRequired && { required: true }) }
  if (kind === 'file') return { type: Attachment, ...shared }
  return {
    type: Text,
    ...shared,
    ...(suggestsTitles && { autocomplete: true }),
    ...(maxLength !== undefined && { max_length: maxLength }),
  } as APIApplicationCommandBasicOption
}

/** Discord refuses a command with an optional option before a required one. */
const requiredFirst = (options: readonly MenuOption[]) =>
  [...options].sort((one, other) => Number(other.isRequired ?? false) - Number(one.isRequired ?? false))

function subcommandOf({ name, says, options }: MenuEntry): APIApplicationCommandSubcommandOption {
  const given = requiredFirst(options).map(optionOf)
  return { type: Subcommand, name, description: says, ...(given.length > 0 && { options: given }) }
}

/** One command with a subcommand for each entry of the menu, and one in the menu of each message for each gesture there. */
export function commandsFor({
  menu,
  messageGestures,
}: Pick<Desk, 'menu' | 'messageGestures'>): readonly RESTPostAPIApplicationGuildCommandsJSONBody[] {
  return [
    {
      type: ApplicationCommandType.ChatInput,
      name: commandName,
      description: 'Answers from the documents of this server, every claim cited',
      options: menu.map(subcommandOf),
    },
    ...messageGestures.map(({ label }) => ({ type: ApplicationCommandType.Message as const, name: label })),
  ]
}
