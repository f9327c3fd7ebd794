// Mistakes in who hands a question to whom.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/desk/ask-person.test.ts']
const slack = ['tests/bots/slack/people/person-to-ask.test.ts']

export const askPerson: readonly Mutant[] = [
  {
    file: 'src/desk/ask-person.ts',
    from: 'if (!isTheirs) return',
    to: 'if (isTheirs === null) return',
    suffered: 'anyone who reads along calls people in the name of another',
    tests,
  },
  {
    file: 'src/desk/ask-person.ts',
    from: ' && audienceOf(install.platform, posted) === here',
    to: '',
    suffered: 'a question of one channel is shown in another',
    tests,
  },
  {
    file: 'src/desk/ask-person.ts',
    from: 'if (request.confirmed !== person) return',
    to: 'if (request.confirmed === undefined) return',
    suffered: 'someone is called whom the asker was not told of',
    tests,
  },
  {
    file: 'src/desk/ask-person.ts',
    from: 'if (!(await store.claimSharing(install.workspaceId, request.place, here, traceId)))',
    to: 'if (traceId === "")',
    suffered: 'each click calls the same person again',
    tests,
  },
  {
    file: 'src/desk/ask-person.ts',
    from: 'person !== withoutTeam(incoming.person.id) && (await',
    to: '(await',
    suffered: 'who made the channel is told to ask themself',
    tests,
  },
  {
    file: 'src/desk/ask-person.ts',
    from: ' || incoming.isForAskerAlone) return []',
    to: ') return []',
    suffered: 'a question that was asked alone is offered to be shown to all',
    tests,
  },
  {
    file: 'src/bots/slack/people/person-to-ask.ts',
    from: "person.kind === 'member' && ",
    to: '',
    suffered: 'people of another organisation are called by us',
    tests: slack,
  },
  {
    file: 'src/bots/slack/people/person-to-ask.ts',
    from: ' && members.includes(id)',
    to: '',
    suffered: 'someone is called into a channel that they left',
    tests: slack,
  },
  {
    file: 'src/bots/slack/render/render.ts',
    from: '<@${to}> ${escapeText(shown)}',
    to: '<@${to}> ${shown}',
    suffered: 'a question calls the whole channel',
    tests: slack,
  },
  {
    file: 'src/bots/slack/render/render.ts',
    from: 'if (!/^[UW][A-Z0-9]{1,30}$/.test(to)) return',
    to: 'if (to === null) return',
    suffered: 'what is no person’s id calls everyone',
    tests: slack,
  },
  {
    file: 'src/desk/ask-person.ts',
    from: '(await store.mayBeAsked(install, person))',
    to: 'person !== null',
    suffered: 'people are handed questions who have switched that off',
    tests,
  },
  {
    file: 'src/store/documents/sharers.ts',
    from: ' and a.audience = any($2)',
    to: ' and $2::text[] is not null',
    suffered: 'a channel is told who shared a document in private',
    tests,
  },
  {
    file: 'src/desk/ask-person.ts',
    from: 'const person = await stage.personToAsk(sharer)',
    to: 'const person = sharer',
    suffered: 'someone is called into a channel that they left',
    tests,
  },
  {
    file: 'src/desk/ask-person.ts',
    from: 'if ((await Promise.race([known, late])) === null) return []',
    to: '',
    suffered: 'a button promises a person, and there is nobody',
    tests,
  },
  {
    file: 'src/desk/ask-person.ts',
    from: '  const { isForAskerAlone: _, ...everyone } = incoming\n  const takes',
    to: '  const everyone = incoming\n  const takes',
    suffered: 'all learn by a mention that there is a document which only the asker may see',
    tests: ['tests/desk/ask-person'],
  },
  {
    file: 'src/desk/ask-person.ts',
    from: '.catch(() => ({ hits: [] }))',
    to: '',
    suffered: 'a question with “after:yesterday” in it cannot be handed to a person',
    tests: ['tests/desk/ask-person'],
  },
]
