import type { Wording } from './en.ts'

const documents = (searched: string, one: boolean) => `J’ai parcouru ${searched} ${one ? 'document' : 'documents'}`

export const fr: Wording = {
  locale: 'fr',
  quotes: ['«\u00a0', '\u00a0»'],
  and: ' et ',

  nothingIndexed:
    'Je ne sais pas : rien de ce que je peux lire ici n’est encore indexé. Lancez `ragbot index <dossier>`, ou déposez un fichier sur la page de discussion, puis reposez la question.',
  nothingMentions: (searched, one) =>
    `Je ne sais pas. ${documents(searched, one)} et je n’ai rien trouvé qui en parle.`,
  nothingAnswers: (searched, one) =>
    `Je ne sais pas. ${documents(searched, one)} et je n’ai trouvé aucun passage qui y réponde.`,
  notForSure: (searched, one, missing) =>
    `Je n’en suis pas sûr. ${documents(searched, one)}, et aucun passage ne le dit clairement${missing === '' ? '' : ` : les plus proches ne disent rien de ${missing}`}.`,
  noQuestion: 'Je ne sais pas quoi chercher là-dedans. Posez-moi une question sur les documents de votre équipe.',
  closest: 'Le plus proche que j’aie trouvé',
  sources: 'Sources',

  noAnswerTo: (parts) => `Je n’ai pas trouvé de réponse à ${parts}.`,
  nothingAbout: (words) => `Je n’ai rien trouvé sur ${words}.`,
  disagree: 'Les documents se contredisent :',
  longQuestion: (characters) => `Votre question était longue : j’en ai lu les ${characters} premiers caractères.`,
  longMessage: (characters) =>
    `Le message dont il s’agit était long : j’en ai lu les ${characters} premiers caractères.`,

  builtInAnswered: 'Rien n’est encore indexé : ceci vient donc de la documentation de ragbot lui-même.',
  builtInSearched: 'Rien n’est encore indexé : seule la documentation de ragbot lui-même a été parcourue.',
  besideOwn: 'Vos documents n’en disent rien : ceci vient donc de la documentation de ragbot lui-même.',
  nameRagbot: 'Si vous parlez de ragbot lui-même, reposez la question en le nommant.',

  model: {
    down: 'Le modèle de langue était injoignable',
    slow: 'Le modèle de langue a mis trop de temps',
    busy: 'Le modèle de langue est surchargé en ce moment',
    misconfigured: 'Le modèle de langue a refusé la requête',
    junk: 'Le modèle de langue n’a rien envoyé de lisible',
    declined: 'Le modèle de langue n’a pas voulu répondre',
    empty: 'Le modèle de langue n’a rien écrit',
    unsupported: 'Rien de ce que le modèle de langue a écrit n’est étayé par les documents',
    soQuoted: (reason) => `${reason} : cette réponse est donc citée des documents.`,
    soSearched: (reason) => `${reason} : les documents n’ont donc été parcourus que pour des mots à citer.`,
    cut: 'Le modèle de langue s’est arrêté avant la fin de sa réponse.',
    leftOut: (left, one) =>
      one
        ? `${left} phrase de la réponse du modèle a été omise : aucun passage ne l’étaye.`
        : `${left} phrases de la réponse du modèle ont été omises : aucun passage ne les étaye.`,
  },
}
