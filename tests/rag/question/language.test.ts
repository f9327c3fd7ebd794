import { expect, test } from 'vitest'
import { askedIn } from '../../../src/rag/question/language.ts'

test.each([
  ['How many days of leave do I get?', 'en'],
  ['leave', 'en'],
  ['', 'en'],
  ['Wer gibt die Genehmigung für eine Dienstreise?', 'de'],
  ['Wie lange ist die Frist für den Antrag?', 'de'],
  ['Combien de jours de congé est-ce que j’ai par an ?', 'fr'],
  ['¿Cuántos días de vacaciones hay en el año?', 'es'],
  ['Quantos dias de férias eu tenho por ano na empresa?', 'pt'],
  ['Quanti giorni di ferie ho in un anno e chi li approva?', 'it'],
  ['Hoeveel dagen vakantie heb ik in het eerste jaar?', 'nl'],
  ['Hur många dagars semester har jag och vem godkänner det?', 'sv'],
  ['有給休暇は何日ありますか', 'ja'],
  ['ragbotの設定方法は?', 'ja'],
  ['年假有多少天？', 'zh'],
  ['연차는 며칠인가요?', 'ko'],
  // A name in another script does not decide.
  ['Who leads the office in 東京?', 'en'],
  ['Montako lomapäivää minulla on vuodessa ja kuka ne hyväksyy?', 'fi'],
])('%s: %s', (question, language) => {
  expect(askedIn(question)).toBe(language)
})
