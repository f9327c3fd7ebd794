import type { Wording } from './en.ts'

const documents = (searched: string, one: boolean) => `Ik heb ${searched} ${one ? 'document' : 'documenten'} doorzocht`

export const nl: Wording = {
  locale: 'nl',
  quotes: ['“', '”'],
  and: ' en ',

  nothingIndexed:
    'Ik weet het niet: er is nog niets geïndexeerd dat ik hier mag lezen. Voer `ragbot index <map>` uit, of sleep een bestand naar de chatpagina, en vraag het opnieuw.',
  nothingMentions: (searched, one) =>
    `Ik weet het niet. ${documents(searched, one)} en niets gevonden dat hierover gaat.`,
  nothingAnswers: (searched, one) =>
    `Ik weet het niet. ${documents(searched, one)} en geen passage gevonden die dit beantwoordt.`,
  notForSure: (searched, one, missing) =>
    `Ik weet het niet zeker. ${documents(searched, one)}, en geen passage zegt het duidelijk${missing === '' ? '' : `: de dichtstbijzijnde zeggen niets over ${missing}`}.`,
  noQuestion: 'Ik weet niet waar ik dan naar moet zoeken. Stel me een vraag over de documenten van je team.',
  closest: 'Het dichtst in de buurt komt',
  sources: 'Bronnen',

  noAnswerTo: (parts) => `Ik heb geen antwoord gevonden op ${parts}.`,
  nothingAbout: (words) => `Ik heb niets gevonden over ${words}.`,
  disagree: 'De documenten spreken elkaar tegen:',
  longQuestion: (characters) => `Je vraag was lang: ik heb de eerste ${characters} tekens gelezen.`,
  longMessage: (characters) => `Het bericht waar het om gaat was lang: ik heb de eerste ${characters} tekens gelezen.`,

  builtInAnswered: 'Er is nog niets geïndexeerd, dus dit komt uit de documentatie van ragbot zelf.',
  builtInSearched: 'Er is nog niets geïndexeerd: alleen de documentatie van ragbot zelf is doorzocht.',
  besideOwn: 'Jullie documenten zeggen het niet, dus dit komt uit de documentatie van ragbot zelf.',
  nameRagbot: 'Als je ragbot zelf bedoelt, vraag het dan opnieuw met de naam erbij.',

  model: {
    down: 'Het taalmodel was niet bereikbaar',
    slow: 'Het taalmodel deed er te lang over',
    busy: 'Het taalmodel is op dit moment overbelast',
    misconfigured: 'Het taalmodel heeft het verzoek geweigerd',
    junk: 'Het taalmodel stuurde niets leesbaars',
    declined: 'Het taalmodel wilde niet antwoorden',
    empty: 'Het taalmodel heeft niets geschreven',
    unsupported: 'Niets van wat het taalmodel schreef wordt door de documenten gestaafd',
    soQuoted: (reason) => `${reason}, dus dit antwoord is uit de documenten geciteerd.`,
    soSearched: (reason) => `${reason}, dus in de documenten is alleen naar woorden gezocht om te citeren.`,
    cut: 'Het taalmodel stopte voor het einde van zijn antwoord.',
    leftOut: (left, one) =>
      one
        ? `${left} zin uit het antwoord van het model is weggelaten: geen passage staaft die.`
        : `${left} zinnen uit het antwoord van het model zijn weggelaten: geen passage staaft ze.`,
  },
}
