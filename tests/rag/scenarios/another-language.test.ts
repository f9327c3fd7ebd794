// A team whose documents are German asks in German: it is answered, and told what is not known.
import { beforeAll, describe, expect, it } from 'vitest'
import { type Corpus, useEngine } from '../engine.ts'

const engine = useEngine()

describe('another language', () => {
  let corpus: Corpus
  beforeAll(async () => {
    corpus = await engine().open([
      {
        id: 'urlaub',
        text: '# Urlaub\n\nAlle Beschäftigten haben 29 Urlaubstage im Jahr. Nicht genommene Tage verfallen am 31. März des Folgejahres. Anträge genehmigt die Teamleitung.\n',
      },
      {
        id: 'reisen',
        text: '# Dienstreisen\n\nFür Hotels erstatten wir höchstens 140 Euro je Nacht. Belege müssen innerhalb von vier Wochen eingereicht werden.\n',
      },
      {
        id: 'kantine',
        text: '# Kantine\n\nDie Kantine ist im Erdgeschoss. Sie ist von 11:30 bis 14:00 Uhr geöffnet. Gäste zahlen 9 Euro für ein Essen.\n',
      },
      {
        id: 'ausweise',
        text: '# Schlüssel und Ausweise\n\nVerlorene Schlüssel werden sofort dem Empfang gemeldet. Ein neuer Ausweis kostet 15 Euro.\n',
      },
      {
        id: 'krank',
        text: '# Krankmeldung\n\nWer krank ist, ruft bis 9 Uhr bei der Teamleitung an. Ab dem dritten Tag wird eine ärztliche Bescheinigung gebraucht.\n',
      },
      {
        id: 'geraete',
        text: '# Geräte\n\nLaptops werden alle vier Jahre ersetzt. Defekte Geräte nimmt die IT in Raum 2.14 entgegen.\n',
      },
      {
        id: 'parken',
        text: '# Parkplätze\n\nIm Hof gibt es 24 Parkplätze. Gäste parken vor dem Haupteingang. Elektroautos dürfen umsonst laden.\n',
      },
      {
        id: 'schicht',
        text: '# Schichten\n\nDie Frühschicht beginnt um 6:00 Uhr und endet um 14:00 Uhr. Pläne hängen zwei Wochen im Voraus aus.\n',
      },
      {
        id: 'sicherung',
        text: '# Datensicherung\n\nDie Datenbanken werden jede Nacht gesichert. Sicherungen werden 40 Tage aufbewahrt. Verantwortlich ist Jutta Brandis.\n',
      },
      {
        id: 'notfall',
        text: '# Notfall\n\nBei Feuer verlassen alle das Gebäude und sammeln sich am Brunnen. Ersthelferin im zweiten Stock ist Meike Ahlers.\n',
      },
    ])
  })

  it.each([
    ['Wie viele Urlaubstage haben wir?', '29 Urlaubstage'],
    ['Was kostet ein neuer Ausweis?', '15 Euro'],
    ['Wann ist die Kantine geöffnet?', 'Die Kantine ist im Erdgeschoss. Sie ist von 11:30 bis 14:00 Uhr geöffnet.'],
    ['Bis wann müssen Belege eingereicht werden?', 'vier Wochen'],
    ['Wem melde ich einen verlorenen Schlüssel?', 'dem Empfang'],
    ['Wie viele Parkplätze gibt es im Hof?', '24 Parkplätze'],
    ['Wie lange werden Sicherungen aufbewahrt?', '40 Tage'],
    ['Wer ist Ersthelferin im zweiten Stock?', 'Meike Ahlers'],
    ['Wann braucht man eine ärztliche Bescheinigung?', 'Ab dem dritten Tag'],
    ['Kann ich mein Elektroauto laden?', 'Elektroautos dürfen umsonst laden'],
  ])('is answered in: %s', async (question, value) => {
    expect((await corpus.ask(question)).markdown).toContain(value)
  })

  it.each(['Wie hoch ist das Weihnachtsgeld?', 'Wann ist die Bibliothek geöffnet?', 'Wer repariert den Aufzug?'])(
    'is not known: %s',
    async (question) => {
      expect((await corpus.ask(question)).kind).toBe('no_evidence')
    },
  )
})
