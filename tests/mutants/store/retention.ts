// Mistakes in what goes from channels after their days, and in what stays.
import type { Mutant } from '../mutant.ts'

const mistake = (from: string, to: string, suffered: string): Mutant => ({
  file: 'src/store/transcripts/retention.ts',
  from,
  to,
  suffered,
  tests: ['tests/store/retention.test.ts'],
})

export const retention: readonly Mutant[] = [
  mistake('where own.place = ${audience}', 'where true', 'the days of one channel hold in all'),
  mistake("${audience} like 'channel:%' and", '', 'what one person asked alone goes with the channels’'),
  mistake('$3::int), 0)`', '$3::int), -1)`', 'what is to be kept for good goes at once'),
  mistake(
    'await sql(`delete from gaps where',
    'void (`delete from gaps where',
    'questions that nobody could answer stay for half a year',
  ),
  mistake(
    '          and not exists (select from conversation_messages m where m.conversation_id = c.id)`,',
    '          and true`,',
    'a conversation that goes on loses all of it',
  ),
  mistake('await nameAgain(sql, touched)', 'await nameAgain(sql, [])', 'a question that went stays as a title'),
]
