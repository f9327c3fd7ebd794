import type { Wording } from './en.ts'

const documents = (searched: string, one: boolean) => `Ho cercato in ${searched} ${one ? 'documento' : 'documenti'}`

export const it: Wording = {
  locale: 'it',
  quotes: ['«', '»'],
  and: ' e ',

  nothingIndexed:
    'Non lo so: non è ancora indicizzato nulla che io possa leggere qui. Esegui `ragbot index <cartella>`, o trascina un file sulla pagina della chat, e chiedi di nuovo.',
  nothingMentions: (searched, one) => `Non lo so. ${documents(searched, one)} e non ho trovato nulla che ne parli.`,
  nothingAnswers: (searched, one) =>
    `Non lo so. ${documents(searched, one)} e non ho trovato nessun passo che risponda.`,
  notForSure: (searched, one, missing) =>
    `Non lo so con certezza. ${documents(searched, one)}, e nessun passo lo dice chiaramente${missing === '' ? '' : `: i più vicini non dicono nulla di ${missing}`}.`,
  noQuestion: 'Non so che cosa cercare. Fammi una domanda sui documenti della tua squadra.',
  closest: 'Il più vicino che ho trovato',
  sources: 'Fonti',

  noAnswerTo: (parts) => `Non ho trovato risposta a ${parts}.`,
  nothingAbout: (words) => `Non ho trovato nulla su ${words}.`,
  disagree: 'I documenti non concordano:',
  longQuestion: (characters) => `La tua domanda era lunga: ne ho letto i primi ${characters} caratteri.`,
  longMessage: (characters) => `Il messaggio di cui si tratta era lungo: ne ho letto i primi ${characters} caratteri.`,

  builtInAnswered: 'Non è ancora indicizzato nulla, quindi questo viene dalla documentazione di ragbot stesso.',
  builtInSearched: 'Non è ancora indicizzato nulla: è stata consultata solo la documentazione di ragbot stesso.',
  besideOwn: 'I vostri documenti non lo dicono, quindi questo viene dalla documentazione di ragbot stesso.',
  nameRagbot: 'Se intendi ragbot stesso, chiedi di nuovo con il suo nome.',

  model: {
    down: 'Il modello linguistico non era raggiungibile',
    slow: 'Il modello linguistico ha impiegato troppo tempo',
    busy: 'Il modello linguistico è sovraccarico in questo momento',
    misconfigured: 'Il modello linguistico ha rifiutato la richiesta',
    junk: 'Il modello linguistico non ha inviato nulla di leggibile',
    declined: 'Il modello linguistico non ha voluto rispondere',
    empty: 'Il modello linguistico non ha scritto nulla',
    unsupported: 'Nulla di ciò che il modello linguistico ha scritto è sostenuto dai documenti',
    soQuoted: (reason) => `${reason}, quindi questa risposta è citata dai documenti.`,
    soSearched: (reason) => `${reason}, quindi nei documenti si sono cercate solo parole da citare.`,
    cut: 'Il modello linguistico si è fermato prima della fine della sua risposta.',
    leftOut: (left, one) =>
      one
        ? `${left} frase della risposta del modello è stata omessa: nessun passo la sostiene.`
        : `${left} frasi della risposta del modello sono state omesse: nessun passo le sostiene.`,
  },
}
