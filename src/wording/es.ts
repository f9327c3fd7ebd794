import type { Wording } from './en.ts'

const documents = (searched: string, one: boolean) => `He buscado en ${searched} ${one ? 'documento' : 'documentos'}`

export const es: Wording = {
  locale: 'es',
  quotes: ['«', '»'],
  and: ' y ',

  nothingIndexed:
    'No lo sé: todavía no hay nada indexado que yo pueda leer aquí. Ejecuta `ragbot index <carpeta>`, o suelta un archivo en la página del chat, y vuelve a preguntar.',
  nothingMentions: (searched, one) => `No lo sé. ${documents(searched, one)} y no he encontrado nada que lo mencione.`,
  nothingAnswers: (searched, one) =>
    `No lo sé. ${documents(searched, one)} y no he encontrado ningún pasaje que lo responda.`,
  notForSure: (searched, one, missing) =>
    `No lo sé con seguridad. ${documents(searched, one)}, y ningún pasaje lo dice claramente${missing === '' ? '' : `: los más cercanos no dicen nada de ${missing}`}.`,
  noQuestion: 'No sé qué buscar ahí. Hazme una pregunta sobre los documentos de tu equipo.',
  closest: 'Lo más cercano que he encontrado',
  sources: 'Fuentes',

  noAnswerTo: (parts) => `No he encontrado respuesta a ${parts}.`,
  nothingAbout: (words) => `No he encontrado nada sobre ${words}.`,
  disagree: 'Los documentos no coinciden:',
  longQuestion: (characters) => `Tu pregunta era larga: he leído sus primeros ${characters} caracteres.`,
  longMessage: (characters) => `El mensaje del que trata era largo: he leído sus primeros ${characters} caracteres.`,

  builtInAnswered: 'Todavía no hay nada indexado, así que esto viene de la documentación del propio ragbot.',
  builtInSearched: 'Todavía no hay nada indexado: solo se ha buscado en la documentación del propio ragbot.',
  besideOwn: 'Vuestros documentos no lo dicen, así que esto viene de la documentación del propio ragbot.',
  nameRagbot: 'Si te refieres al propio ragbot, vuelve a preguntar con su nombre.',

  model: {
    down: 'No se ha podido contactar con el modelo de lenguaje',
    slow: 'El modelo de lenguaje ha tardado demasiado',
    busy: 'El modelo de lenguaje está sobrecargado en este momento',
    misconfigured: 'El modelo de lenguaje ha rechazado la petición',
    junk: 'El modelo de lenguaje no ha enviado nada legible',
    declined: 'El modelo de lenguaje no ha querido responder',
    empty: 'El modelo de lenguaje no ha escrito nada',
    unsupported: 'Nada de lo que ha escrito el modelo de lenguaje está respaldado por los documentos',
    soQuoted: (reason) => `${reason}, así que esta respuesta es una cita de los documentos.`,
    soSearched: (reason) => `${reason}, así que en los documentos solo se han buscado palabras que citar.`,
    cut: 'El modelo de lenguaje se ha detenido antes de terminar su respuesta.',
    leftOut: (left, one) =>
      one
        ? `Se ha omitido ${left} frase de la respuesta del modelo: ningún pasaje la respalda.`
        : `Se han omitido ${left} frases de la respuesta del modelo: ningún pasaje las respalda.`,
  },
}
