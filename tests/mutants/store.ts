import type { Mutant } from './mutant.ts'
import { channelSettings } from './store/channel-settings.ts'
import { database } from './store/database.ts'
import { documents } from './store/documents.ts'
import { gone } from './store/gone.ts'
import { inbox } from './store/inbox.ts'
import { installs } from './store/installs.ts'
import { leases } from './store/leases.ts'
import { outbox } from './store/outbox.ts'
import { readersMutants } from './store/readers.ts'
import { retention } from './store/retention.ts'
import { search } from './store/search.ts'
import { sources } from './store/sources.ts'
import { sweep } from './store/sweep.ts'
import { talk } from './store/talk.ts'
import { transcripts } from './store/transcripts.ts'
import { uploads } from './store/uploads.ts'
import { whoReads } from './store/who-reads.ts'

export const store: readonly Mutant[] = [
  {
    file: 'src/store/install-tokens.ts',
    from: 'access_token = null, refresh_token = null,',
    to: 'access_token = null,',
    suffered: 'after an uninstall the refresh token stays in the database',
    tests: ['tests/store/install-tokens.test.ts'],
  },
  {
    file: 'src/store/ended-installs.ts',
    from: "split_part(audience, ':', 1) in ('channel', 'person')",
    to: "split_part(audience, ':', 1) = 'channel'",
    suffered: 'what people gave the bot in direct messages stays after an uninstall',
    tests: ['tests/store/install-tokens.test.ts'],
  },
  ...search,
  ...channelSettings,
  ...retention,
  ...readersMutants,
  ...documents,
  ...gone,
  ...sources,
  ...transcripts,
  ...inbox,
  ...installs,
  ...outbox,
  ...uploads,
  ...leases,
  ...sweep,
  ...talk,
  ...database,
  ...whoReads,
]
