// The fixed sentences of an answer in English, which the others say in their languages. `searched`, `characters` and `left`
// are counts as they are written there; lists of words come in quotation marks.

const documents = (searched: string, one: boolean) => `I searched ${searched} ${one ? 'document' : 'documents'}`

export const en = {
  locale: 'en',
  quotes: ['“', '”'] as readonly [string, string],
  and: ' and ',

  nothingIndexed:
    "I don't know: nothing is indexed yet that I may read here. Run `ragbot index <folder>`, or drop a file on the chat page, and ask again.",
  nothingMentions: (searched: string, one: boolean) =>
    `I don't know. ${documents(searched, one)} and found nothing that mentions this.`,
  nothingAnswers: (searched: string, one: boolean) =>
    `I don't know. ${documents(searched, one)} and found no passage that answers this.`,
  /** @param missing words of the question that nothing near has; '' for none */
  notForSure: (searched: string, one: boolean, missing: string) =>
    `I don't know for sure. ${documents(searched, one)}, and no passage says it plainly${missing === '' ? '' : `: the closest say nothing of ${missing}`}.`,
  noQuestion: "I don't know what to look for in that. Ask me a question about your team's documents.",
  closest: 'The closest I found',
  sources: 'Sources',

  noAnswerTo: (parts: string) => `I found no answer to ${parts}.`,
  nothingAbout: (words: string) => `I found nothing about ${words}.`,
  disagree: 'The documents disagree:',
  longQuestion: (characters: string) => `Your question was long: I read its first ${characters} characters.`,
  longMessage: (characters: string) =>
    `The message that it is about was long: I read its first ${characters} characters.`,

  builtInAnswered: "Nothing is indexed yet, so this comes from ragbot's own documentation.",
  builtInSearched: "Nothing is indexed yet: only ragbot's own documentation was searched.",
  besideOwn: "Your documents do not say, so this comes from ragbot's own documentation.",
  nameRagbot: 'If you mean ragbot itself, ask again with its name.',

  model: {
    down: 'The language model could not be reached',
    slow: 'The language model took too long',
    busy: 'The language model is overloaded right now',
    misconfigured: 'The language model refused the request',
    junk: 'The language model sent nothing that could be read',
    declined: 'The language model declined to answer',
    empty: 'The language model wrote nothing',
    unsupported: 'Nothing that the language model wrote is supported by the documents',
    /** @param reason one of those above */
    soQuoted: (reason: string) => `${reason}, so this answer is quoted from the documents.`,
    soSearched: (reason: string) => `${reason}, so the documents were only searched for words to quote.`,
    cut: 'The language model stopped before the end of its answer.',
    leftOut: (left: string, one: boolean) =>
      one
        ? `${left} sentence of the model's answer was left out: no passage supports it.`
        : `${left} sentences of the model's answer were left out: no passage supports them.`,
  },
}

/** Fixed sentences in one language. */
export type Wording = typeof en
