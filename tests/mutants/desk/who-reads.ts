// Mistakes in what gestures show to whom.
import type { Mutant } from '../mutant.ts'

export const whoReads: readonly Mutant[] = [
  {
    file: 'src/desk/share.ts',
    from: 'confirmed === undefined || hidden.some((id) => !confirmed.includes(id))',
    to: 'confirmed === undefined || hidden.length > confirmed.length',
    suffered: 'someone shares documents that they were not told of: another one was closed meanwhile',
    tests: ['tests/desk/share.test.ts'],
  },
  {
    file: 'src/desk/share.ts',
    from: 'place, heardBy(reader))',
    to: 'place, null)',
    suffered: 'a forged press copies somebody else’s question into the channel',
    tests: ['tests/desk/share.test.ts'],
  },
  {
    file: 'src/desk/channel/rules.ts',
    from: 'if (answersGuests || reader.bot !== undefined) return null',
    to: 'if (answersGuests || reader.bot !== undefined || reader.isForAskerAlone) return null',
    suffered: 'a guest asks alone where guests are not answered',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  {
    file: 'src/desk/channel/rules.ts',
    from: "if (reader.place.kind !== 'channel') return null\n  const { indexers",
    to: "if (reader.place.kind !== 'channel' || reader.isForAskerAlone) return null\n  const { indexers",
    suffered: 'someone has things indexed by a command where only managers may',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
  {
    file: 'src/desk/favourites.ts',
    from: 'const scope = { workspaceId: install.workspaceId, audiences: [...audiences, own] } as const',
    to: "const scope = { workspaceId: install.workspaceId, audiences: [...audiences, own, 'workspace'] } as const",
    suffered: 'someone who is a guest by now reads what they saved as a member',
    tests: ['tests/desk/favourites.test.ts'],
  },
  {
    file: 'src/desk/actions.ts',
    from: 'update(`${stands}${value}`)',
    to: 'update(value)',
    suffered: 'a button below an answer ends with another answer that is deleted',
    tests: ['tests/desk/actions.test.ts'],
  },
]
