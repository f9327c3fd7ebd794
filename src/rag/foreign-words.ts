// Function words of languages besides English. A question in one of them is known by these words, and they are not
// searched for; documents keep them, where they are too frequent to weigh.

const lists = [
  `aber ab alle als am an auch auf aus bei bin bis bist da dann darf das dass dein deine dem den der des die diese dieser
  dieses doch dort du durch ein eine einem einen einer eines er es euch für gibt habe haben hat hätte ich ihr ihre im in
  ist ja jede jeder jedes kann kannst können könnte man mein meine mit muss müssen nach nein nicht noch nur ob oder ohne
  pro sein seine sich sie sind so soll sollte über um und uns unser unsere unter vom von vor wann war warum was welche
  welcher welches welchen wem wen wenn wer werden wie wieso wieviel wir wird wo wofür woher wohin womit worden wurde zu
  zum zur zwischen viel viele bitte lautet hoch oft lange`,
  `à ai alors après au aucun aussi autre aux avant avec avez avoir avons ça ce cela ces cet cette ceux chez combien comme
  comment dans de depuis des du elle elles en entre es est et être eux faire fait faut il ils je la le les leur leurs lui
  ma mais me mes moi mon ne nos notre nous on ont ou où par pas peut peux plus pour pourquoi quand que quel quelle quelles
  quels qui quoi sa sans se ses si son sont sous sur ta te tes toi ton tous tout toute tu un une va vos votre vous y
  c d j l m n qu s t`,
  `a al algo antes como cómo con cual cuál cuales cuándo cuando cuánto cuántos cuánta cuántas de del desde donde dónde el
  ella ellos en entre es esta está estas este esto estos fue ha hasta hay la las le lo los más me mi mis muy no nos o para
  pero por porque puede puedo qué que quien quién se ser si sin sobre son su sus también te tengo tiene tu un una y ya yo`,
].map((list) => new Set(plain(list).trim().split(/\s+/)))

/** Lower case without diacritics, as index terms are. */
function plain(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss')
}

/** Words in a question that must belong to a language, and outnumber its English ones, before it is taken for that. */
const minWords = 2

const none: ReadonlySet<string> = new Set()

/**
 * The function words of the language that a question is written in; none for English.
 * @param english function words that speak for English
 */
export function foreignWords(question: string, english: (word: string) => boolean): ReadonlySet<string> {
  const words = plain(question).match(/\p{L}+/gu) ?? []
  const most = Math.max(minWords, words.filter(english).length + 1)
  const counted = lists.map((list) => ({ list, count: words.filter((word) => list.has(word)).length }))
  const best = counted.reduce((a, b) => (b.count > a.count ? b : a))
  return best.count >= most ? best.list : none
}
