// Mistakes in what people are told unasked.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/desk/notifications.test.ts']

export const notifications: readonly Mutant[] = [
  {
    file: 'src/store/notification-choices.ts',
    from: 'where install_id = $1 and person = $2 and kind = $3',
    to: 'where install_id = $1 and person <> $2 and kind = $3',
    suffered: 'what someone switched off cannot be switched on again',
    tests,
  },
  {
    file: 'src/store/notification-choices.ts',
    from: "where install_id = $1 and person = $2', [id, person]",
    to: "where install_id = $1 and $2::text is not null', [id, person]",
    suffered: 'one person switches off what all others are told',
    tests,
  },
  {
    file: 'src/desk/notifications.ts',
    from: 'if (kind === undefined)',
    to: 'if (kind === ("never" as string))',
    suffered: 'a button of an earlier version switches something off that nobody meant',
    tests,
  },
]
