import type { Wording } from './en.ts'

const documents = (searched: string, one: boolean) => `Procurei em ${searched} ${one ? 'documento' : 'documentos'}`

export const pt: Wording = {
  locale: 'pt',
  quotes: ['“', '”'],
  and: ' e ',

  nothingIndexed:
    'Não sei: ainda não há nada indexado que eu possa ler aqui. Execute `ragbot index <pasta>`, ou solte um ficheiro na página de conversa, e pergunte de novo.',
  nothingMentions: (searched, one) => `Não sei. ${documents(searched, one)} e não encontrei nada que fale disto.`,
  nothingAnswers: (searched, one) =>
    `Não sei. ${documents(searched, one)} e não encontrei nenhuma passagem que responda a isto.`,
  notForSure: (searched, one, missing) =>
    `Não sei ao certo. ${documents(searched, one)}, e nenhuma passagem o diz claramente${missing === '' ? '' : `: as mais próximas nada dizem sobre ${missing}`}.`,
  noQuestion: 'Não sei o que procurar aí. Faça-me uma pergunta sobre os documentos da sua equipa.',
  closest: 'O mais próximo que encontrei',
  sources: 'Fontes',

  noAnswerTo: (parts) => `Não encontrei resposta para ${parts}.`,
  nothingAbout: (words) => `Não encontrei nada sobre ${words}.`,
  disagree: 'Os documentos não concordam:',
  longQuestion: (characters) => `A sua pergunta era longa: li os primeiros ${characters} caracteres.`,
  longMessage: (characters) => `A mensagem de que se trata era longa: li os primeiros ${characters} caracteres.`,

  builtInAnswered: 'Ainda não há nada indexado, por isso isto vem da documentação do próprio ragbot.',
  builtInSearched: 'Ainda não há nada indexado: só foi pesquisada a documentação do próprio ragbot.',
  besideOwn: 'Os vossos documentos não o dizem, por isso isto vem da documentação do próprio ragbot.',
  nameRagbot: 'Se se refere ao próprio ragbot, pergunte de novo com o nome dele.',

  model: {
    down: 'Não foi possível contactar o modelo de linguagem',
    slow: 'O modelo de linguagem demorou demasiado',
    busy: 'O modelo de linguagem está sobrecarregado neste momento',
    misconfigured: 'O modelo de linguagem recusou o pedido',
    junk: 'O modelo de linguagem não enviou nada legível',
    declined: 'O modelo de linguagem não quis responder',
    empty: 'O modelo de linguagem não escreveu nada',
    unsupported: 'Nada do que o modelo de linguagem escreveu é sustentado pelos documentos',
    soQuoted: (reason) => `${reason}, por isso esta resposta é citada dos documentos.`,
    soSearched: (reason) => `${reason}, por isso nos documentos só se procuraram palavras para citar.`,
    cut: 'O modelo de linguagem parou antes do fim da sua resposta.',
    leftOut: (left, one) =>
      one
        ? `${left} frase da resposta do modelo foi omitida: nenhuma passagem a sustenta.`
        : `${left} frases da resposta do modelo foram omitidas: nenhuma passagem as sustenta.`,
  },
}
