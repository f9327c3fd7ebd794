import type { Wording } from './en.ts'

const documents = (searched: string, one: boolean) =>
  `Ich habe ${searched} ${one ? 'Dokument' : 'Dokumente'} durchsucht`

export const de: Wording = {
  locale: 'de',
  quotes: ['„', '“'],
  and: ' und ',

  nothingIndexed:
    'Ich weiß es nicht: Es ist noch nichts indiziert, was ich hier lesen darf. Führe `ragbot index <Ordner>` aus oder zieh eine Datei auf die Chat-Seite und frag noch einmal.',
  nothingMentions: (searched, one) =>
    `Ich weiß es nicht. ${documents(searched, one)} und nichts gefunden, was davon spricht.`,
  nothingAnswers: (searched, one) =>
    `Ich weiß es nicht. ${documents(searched, one)} und keine Stelle gefunden, die das beantwortet.`,
  notForSure: (searched, one, missing) =>
    `Ich weiß es nicht sicher. ${documents(searched, one)}, und keine Stelle sagt es klar${missing === '' ? '' : `: Die nächsten sagen nichts über ${missing}`}.`,
  noQuestion: 'Ich weiß nicht, wonach ich da suchen soll. Stell mir eine Frage zu den Dokumenten deines Teams.',
  closest: 'Am nächsten kommt',
  sources: 'Quellen',

  noAnswerTo: (parts) => `Keine Antwort habe ich gefunden auf ${parts}.`,
  nothingAbout: (words) => `Nichts gefunden habe ich über ${words}.`,
  disagree: 'Die Dokumente widersprechen sich:',
  longQuestion: (characters) => `Deine Frage war lang: Ich habe ihre ersten ${characters} Zeichen gelesen.`,
  longMessage: (characters) =>
    `Die Nachricht, um die es geht, war lang: Ich habe ihre ersten ${characters} Zeichen gelesen.`,

  builtInAnswered: 'Es ist noch nichts indiziert, daher stammt das aus der Dokumentation von ragbot selbst.',
  builtInSearched: 'Es ist noch nichts indiziert: Durchsucht wurde nur die Dokumentation von ragbot selbst.',
  besideOwn: 'Eure Dokumente sagen es nicht, daher stammt das aus der Dokumentation von ragbot selbst.',
  nameRagbot: 'Wenn du ragbot selbst meinst, nenne es in der Frage beim Namen.',

  model: {
    down: 'Das Sprachmodell war nicht erreichbar',
    slow: 'Das Sprachmodell hat zu lange gebraucht',
    busy: 'Das Sprachmodell ist gerade überlastet',
    misconfigured: 'Das Sprachmodell hat die Anfrage abgelehnt',
    junk: 'Das Sprachmodell hat nichts Lesbares geschickt',
    declined: 'Das Sprachmodell wollte nicht antworten',
    empty: 'Das Sprachmodell hat nichts geschrieben',
    unsupported: 'Nichts von dem, was das Sprachmodell schrieb, ist durch die Dokumente belegt',
    soQuoted: (reason) => `${reason}; darum ist diese Antwort aus den Dokumenten zitiert.`,
    soSearched: (reason) => `${reason}; darum wurde in den Dokumenten nur nach zitierbaren Worten gesucht.`,
    cut: 'Das Sprachmodell hat vor dem Ende seiner Antwort aufgehört.',
    leftOut: (left, one) =>
      one
        ? `${left} Satz aus der Antwort des Modells wurde weggelassen: Keine Stelle belegt ihn.`
        : `${left} Sätze aus der Antwort des Modells wurden weggelassen: Keine Stelle belegt sie.`,
  },
}
