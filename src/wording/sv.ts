import type { Wording } from './en.ts'

const documents = (searched: string) => `Jag har sökt i ${searched} dokument`

export const sv: Wording = {
  locale: 'sv',
  quotes: ['”', '”'],
  and: ' och ',

  nothingIndexed:
    'Jag vet inte: inget som jag får läsa här är indexerat än. Kör `ragbot index <mapp>`, eller släpp en fil på chattsidan, och fråga igen.',
  nothingMentions: (searched) => `Jag vet inte. ${documents(searched)} och inte hittat något som nämner detta.`,
  nothingAnswers: (searched) =>
    `Jag vet inte. ${documents(searched)} och inte hittat något ställe som svarar på detta.`,
  notForSure: (searched, _one, missing) =>
    `Jag vet inte säkert. ${documents(searched)}, och inget ställe säger det tydligt${missing === '' ? '' : `: de närmaste säger inget om ${missing}`}.`,
  noQuestion: 'Jag vet inte vad jag ska leta efter i det. Ställ en fråga om ditt teams dokument.',
  closest: 'Det närmaste jag hittade',
  sources: 'Källor',

  noAnswerTo: (parts) => `Jag hittade inget svar på ${parts}.`,
  nothingAbout: (words) => `Jag hittade inget om ${words}.`,
  disagree: 'Dokumenten säger olika:',
  longQuestion: (characters) => `Din fråga var lång: jag läste de första ${characters} tecknen.`,
  longMessage: (characters) => `Meddelandet som det gäller var långt: jag läste de första ${characters} tecknen.`,

  builtInAnswered: 'Inget är indexerat än, så detta kommer från ragbots egen dokumentation.',
  builtInSearched: 'Inget är indexerat än: bara ragbots egen dokumentation har genomsökts.',
  besideOwn: 'Era dokument säger det inte, så detta kommer från ragbots egen dokumentation.',
  nameRagbot: 'Om du menar ragbot självt, fråga igen med dess namn.',

  model: {
    down: 'Språkmodellen gick inte att nå',
    slow: 'Språkmodellen tog för lång tid',
    busy: 'Språkmodellen är överbelastad just nu',
    misconfigured: 'Språkmodellen avvisade begäran',
    junk: 'Språkmodellen skickade inget läsbart',
    declined: 'Språkmodellen ville inte svara',
    empty: 'Språkmodellen skrev ingenting',
    unsupported: 'Inget av det som språkmodellen skrev har stöd i dokumenten',
    soQuoted: (reason) => `${reason}, så detta svar är citerat ur dokumenten.`,
    soSearched: (reason) => `${reason}, så i dokumenten söktes bara ord att citera.`,
    cut: 'Språkmodellen slutade innan svaret var klart.',
    leftOut: (left, one) =>
      one
        ? `${left} mening i modellens svar utelämnades: inget ställe stöder den.`
        : `${left} meningar i modellens svar utelämnades: inget ställe stöder dem.`,
  },
}
