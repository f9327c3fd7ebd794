// Mistakes in how a channel's settings are kept.
import type { Mutant } from '../mutant.ts'

const settings = (from: string, to: string, suffered: string): Mutant => ({
  file: 'src/store/channel-settings.ts',
  from,
  to,
  suffered,
  tests: ['tests/store/channel-settings'],
})

export const channelSettings: readonly Mutant[] = [
  settings(
    'not coalesce(${workspace}.is_listed, false) or coalesce(${channel}.is_listed, false)',
    'true',
    'a channel answers that the workspace did not list',
  ),
  settings(
    'coalesce(${channel}.${column}, ${workspace}.${column}, ${otherwise})',
    'coalesce(${workspace}.${column}, ${channel}.${column}, ${otherwise})',
    'no channel can say anything but its workspace',
  ),
  settings(
    'left join channel_settings c on c.install_id = $1 and c.channel = $2',
    'left join channel_settings c on c.channel = $2',
    'a channel goes by that of another install',
  ),
  settings(
    'name in was && !isSame(row!.own[name], was[name]) && ',
    'name in was && row === undefined && ',
    'whoever sends a form last undoes what others changed meanwhile',
  ),
  settings(
    ' && !isSame(row!.own[name], value),',
    ',',
    'two who want the same are told that the other one stood in the way',
  ),
  settings(
    'and m.team = split_part($3, ',
    'and m.team <> split_part($3, ',
    'what the API sets up for a team of an organisation holds nowhere',
  ),
  settings('value === undefined ? []', 'value == null ? []', 'nothing that was set can be taken back'),
  settings(
    "where workspace_id = $1 and platform = $2 and state <> 'removed'",
    'where workspace_id = $1 and platform = $2',
    'the settings of a channel are kept for an install that is gone',
  ),
  settings(
    "order by account = split_part($3, '/', 1) desc,",
    'order by',
    'the settings of a channel are kept for another team’s install',
  ),
]
