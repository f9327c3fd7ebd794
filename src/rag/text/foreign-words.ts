// Function words of languages besides English: what a text in one of them is known by, and what is not searched for.
// Written as index terms are: lower case, without diacritics.
import { fold } from './fold.ts'

/** ISO 639-1, of the languages that are stemmed. */
export type Language = 'en' | keyof typeof lists

const lists = {
  de: `aber ab alle als am an auch auf aus bei bin bis bist da dann darf das dass dein deine dem den der des die diese dieser
    dieses doch dort du durch ein eine einem einen einer eines er es euch für gibt habe haben hat hätte ich ihr ihre im in
    ist ja jede jeder jedes kann kannst können könnte man mein meine mit muss müssen nach nein nicht noch nur ob oder ohne
    pro sein seine sich sie sind so soll sollte über um und uns unser unsere unter vom von vor wann war warum was welche
    welcher welches welchen wem wen wenn wer werden wie wieso wieviel wir wird wo wofür woher wohin womit worden wurde zu
    zum zur zwischen viel viele bitte lautet hoch oft lange`,
  fr: `à ai alors après au aucun aussi autre aux avant avec avez avoir avons ça ce cela ces cet cette ceux chez combien comme
    comment dans de depuis des du elle elles en entre es est et être eux faire fait faut il ils je la le les leur leurs lui
    ma mais me mes moi mon ne nos notre nous on ont ou où par pas peut peux plus pour pourquoi quand que quel quelle quelles
    quels qui quoi sa sans se ses si son sont sous sur ta te tes toi ton tous tout toute tu un une va vos votre vous y
    c d j l m n qu s t`,
  es: `a al algo antes como cómo con cual cuál cuales cuándo cuando cuánto cuántos cuánta cuántas de del desde donde dónde el
    ella ellos en entre es esta está estas este esto estos fue ha hasta hay la las le lo los más me mi mis muy no nos o para
    pero por porque puede puedo qué que quien quién se ser si sin sobre son su sus también te tengo tiene tu un una y ya yo`,
  it: `a ad ai al alla alle allo anche che chi ci come con cosa cui da dai dal dalla dalle dei del della delle dello di dove e
    è gli ha hanno ho i il in io la le lei lo loro lui ma mi mia mio ne nei nel nella nelle non nostra nostro o per perché più
    può qual quale quali quando quanti quanto quanta quante questa questo si sono su sua sui sul sulla suo ti tra tu un una
    uno vi l d c dell nell all sull`,
  pt: `a à ao aos as às com como da das de do dos e é ela ele eles em entre era essa esse esta está este eu foi há isso já
    lhe mais mas me meu minha na não nas no nos nossa nosso num numa o onde os ou para pela pelas pelo pelos pode por porque
    posso qual quais quando quanto quantos quanta quantas que quem são se sem ser seu seus sua suas só também te tem têm
    tenho um uma você vocês`,
  nl: `aan al alle als bij dan dat de deze die dit door een en er geen had heb hebben heeft het hier hij hoe hoeveel hun ik in
    is ja je jij kan kunnen maar me met mijn moet moeten na naar niet nog nu of om omdat onder ons onze ook op over per te tot
    uit van veel voor waar waarom wanneer waren was wat we welke werd wie wij wil worden wordt zal ze zich zij zijn zo zonder
    zou`,
  sv: `alla allt att av de dem den denna dess det detta dig din du där då efter eller en ett från för ha har hon han hur här i
    icke inom inte jag kan kommer man med men mig min mot mycket många ni när nu och om oss på sig sin ska skall som så till
    under upp ut vad var varför vara vem vi vid vilka vilken vilket vår än är även`,
  da: `af alle at blev blive bliver da de dem den denne der deres det dette dig din du efter eller en er et for fra ham han har
    have havde hun hvad hvem hvilke hvilken hvis hvor hvordan hvorfor hvornår i ikke ind jeg jer kan man mange med meget men
    mig min mod når nogen nogle nu og også om op os over på sig sin skal som så til ud under var ved vi vil være vores`,
  no: `alle at av ble bli blir da de dem den denne der deres det dette deg din du eller en er et etter for fra han har hun hva
    hvem hvilke hvilken hvis hvor hvordan hvorfor i ikke inn jeg kan man mange med meg men min mot mye når noe noen nå og også
    om opp oss over på seg sin skal som så til under ut var ved vi vil være vår våre hvorledes`,
  fi: `ei eivät en ennen että hän he hänen ja jo joka joita jos jotka kanssa kaikki keitä kenen ketkä kuin kuinka kuka kun
    meidän me mikä minkä minun minä missä mistä mihin miksi milloin miten mitä mukaan mutta myös ne niin niiden nyt olemme oli olla
    on ovat paljonko saa se sekä sen sinä siitä sitä tai te tämä tässä tämän voi voivat vain yli`,
  ru: `а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если есть еще
    же за и из или им их к как какая какие какой кто когда которые который кому ко ли либо меня мне можно мой мы на над надо
    нам нас наш не него нет ни но ну о об он она они оно от по под при с сколько со так также там тем то того тоже только том
    ты у уже чего чем что чтобы эта эти это этого этот я`,
}

const sets = Object.entries(lists).map(
  ([language, list]) => [language as Exclude<Language, 'en'>, new Set(fold(list).trim().split(/\s+/))] as const,
)

/** Function words by language, English left out: see stop-words.ts. */
export const functionWords: ReadonlyMap<Language, ReadonlySet<string>> = new Map(sets)

/** Whether a language code is one of those that are stemmed. */
export function isLanguage(code: string): code is Language {
  return code === 'en' || code in lists
}

/** Words in a question that must belong to a language, and outnumber its English ones, before it is taken for that. */
const minWords = 2

const none: ReadonlySet<string> = new Set()

/**
 * The function words of the language that a question is written in; none for English.
 * @param english function words that speak for English
 */
export function foreignWords(question: string, english: (word: string) => boolean): ReadonlySet<string> {
  const words = fold(question).match(/\p{L}+/gu) ?? []
  const most = Math.max(minWords, words.filter(english).length + 1)
  const counted = sets.map(([, list]) => ({ list, count: words.filter((word) => list.has(word)).length }))
  const best = counted.reduce((a, b) => (b.count > a.count ? b : a))
  return best.count >= most ? best.list : none
}
