// A question, and its answer or an "I don't know". Small talk is left to the desk, which says what the bot is for.
import type { Form } from '../../card.ts'
import { isHint } from '../../model.ts'
import { heardBy } from '../feedback.ts'
import type { Gesture, Message } from '../types.ts'
import { questionLimit } from '../words.ts'
import { answerQuestion } from './answer.ts'
import { draftCard } from './card.ts'
import { askedAgain } from './more.ts'
import { askedNext } from './next.ts'
import { isQuestion, type Question, readQuestion } from './question.ts'
import { stepsAt } from './steps.ts'

const optionLength = 4000
const notKept = 'This question is no longer kept, or was not said to you: ask it again.'
const nothingToAskAbout = 'There is no message left to ask about: choose it again, and leave some of its text.'

/** Leaving the question empty looks for what the message itself says. */
function askAboutForm({ text }: Message): Form {
  const value = text.slice(0, optionLength).replace(/[\uD800-\uDBFF]$/, '')
  return {
    title: 'Ask about this',
    submit: 'Ask',
    fields: [
      {
        id: 'question',
        label: 'Your question',
        hint: 'Leave it empty to look for what the message itself says.',
        maxLength: 1000,
      },
      { id: 'text', label: 'The message', value, isLong: true, isRequired: true, maxLength: optionLength },
    ],
  }
}

export const ask: Gesture<Question> = {
  name: 'ask',
  command: {
    words: ['ask'],
    help: { usage: 'ask <question>', says: 'answers from your team’s documents, with every claim cited' },
    menu: {
      says: 'Ask a question: the answer is seen by everyone here',
      options: [
        { name: 'question', says: 'Who approves travel?', kind: 'text', isRequired: true, maxLength: optionLength },
      ],
    },
    isTyped: true,
    read: (rest, prefix) =>
      rest === ''
        ? { kind: 'hint', reason: `Type the question after it: ${prefix}ask who approves travel?` }
        : readQuestion(rest),
  },
  about: (request, { text }) => (isQuestion(request) ? { ...request, about: text } : null),
  messageGesture: {
    id: 'askAboutMessage',
    label: 'Ask about this',
    says: 'Asks your team’s documents a question about a message: only you see the answer',
    read: (message) =>
      message.text === ''
        ? { kind: 'hint', reason: 'There is no text in that message.' }
        : { form: askAboutForm(message), action: { gesture: 'ask', value: 'about' } },
  },
  formGesture: {
    id: 'askFromAnywhere',
    label: 'Ask',
    says: 'Asks your team’s documents: you get the answer in a direct message',
    form: {
      title: 'Ask',
      submit: 'Ask',
      fields: [{ id: 'question', label: 'Your question', isLong: true, isRequired: true, maxLength: questionLimit }],
    },
    action: { gesture: 'ask', value: 'anything' },
  },
  // What someone asks about a message that they point at, they ask for themselves.
  isForAll: ({ about, isAgain, isAlone }) => about === undefined && !isAgain && !isAlone,
  waiting: ({ rag }, { question }) =>
    rag.isSmallTalk(question) ? null : { ...draftCard(question, ''), steps: stepsAt('searching') },
  replies: {
    ask(tools, asked, stage) {
      const { request } = asked.incoming
      return tools.rag.isSmallTalk(request.question) ? null : answerQuestion(tools, asked, request, stage)
    },
  },
  async act({ store }, reader, value, input = {}) {
    const next = askedNext(value)
    if (next !== null) return { kind: 'asked', request: next }
    const again = askedAgain(value)
    if (again !== null) {
      const asked = await store.readQuestion(reader.install.workspaceId, again, heardBy(reader))
      if (asked === null) return { kind: 'said', message: notKept }
      const request = readQuestion(asked.question)
      const read = asked.readAs === null ? {} : { readAs: asked.readAs }
      return { kind: 'asked', request: isQuestion(request) ? { ...request, ...read, isAgain: true } : request }
    }
    if (value === 'anything') {
      const request = readQuestion(input.question ?? '')
      return isHint(request) ? { kind: 'said', message: request.reason } : { kind: 'asked', request }
    }
    const about = input.text?.trim() ?? ''
    // Without it the question would be one for all, whose answer everyone sees.
    if (about === '') return { kind: 'said', message: nothingToAskAbout }
    const request = readQuestion(input.question?.trim() || about)
    return { kind: 'asked', request: isQuestion(request) ? { ...request, about } : request }
  },
}
