import { describe, expect, it } from 'vitest'
import { detectLanguage } from '../../../src/rag/text/language.ts'

describe('detectLanguage', () => {
  it.each([
    ['en', 'The notice period is two weeks, unless the contract says otherwise.'],
    [
      'de',
      'Der Urlaubsantrag wird von der Führungskraft genehmigt und muss zwei Wochen vor dem Urlaub gestellt werden.',
    ],
    ['fr', 'Les congés sont approuvés par le responsable, et la demande est faite dans le portail.'],
    ['es', 'Los empleados tienen veinte días de vacaciones y la solicitud se hace en el portal de la empresa.'],
    ['it', 'Le ferie sono approvate dal responsabile e la richiesta si fa nel portale della società.'],
    ['pt', 'Os funcionários têm direito a vinte dias de férias, e o pedido é feito no portal da empresa.'],
    ['nl', 'De werknemers hebben twintig vakantiedagen en het verzoek wordt in het portaal gedaan.'],
    ['sv', 'De anställda har tjugo dagars semester och ansökan görs i portalen, men inte för sent.'],
    ['da', 'Medarbejderne har tyve feriedage, og ansøgningen bliver lavet i portalen, hvis der ikke er andre af dem.'],
    ['no', 'De ansatte har tjue feriedager, og søknaden blir laget i portalen, hvis det ikke er noen av dem fra før.'],
    ['fi', 'Loma on haettava ennen kuin se alkaa, ja esimies hyväksyy sen, mutta ei heti.'],
    ['ru', 'Сотрудники имеют право на отпуск, и заявление нужно подать до того, как он начнется.'],
  ])('%s', (language, text) => expect(detectLanguage(text)).toBe(language))

  it.each([
    '',
    'GET /v1/users?limit=10 -> 200',
    'const x = await fetch(url); return x.json()',
    'Kubernetes OOMKilled',
    '有給休暇は二十日です。',
    'The team of Des Moines and La Paz met in El Paso, where the son of a friend, De la Cruz, is on the board.',
  ])('takes %j for English', (text) => expect(detectLanguage(text)).toBe('en'))

  it('looks past the beginning of a long document', () => {
    const licence = 'Copyright and all rights reserved by the owner of this work. '.repeat(30)
    const text = 'Der Urlaub wird von der Führungskraft genehmigt und ist zwei Wochen vorher zu beantragen. '.repeat(
      200,
    )
    expect(detectLanguage(licence + text)).toBe('de')
  })
})
