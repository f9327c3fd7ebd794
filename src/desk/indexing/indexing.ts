// Files, a message, a web page or every page of a sitemap, into the index; a question that came with them is answered after.
import { audienceOf } from '../../askers.ts'
import { noticeCard } from '../../card.ts'
import type { Hint, Request } from '../../model.ts'
import { answerQuestion } from '../ask/answer.ts'
import { reasonNotToIndex } from '../channel/rules.ts'
import type { Asked, Gesture, Stage, Tools, With } from '../types.ts'
import { addressIn, addressLimit } from '../words.ts'
import { indexedNote, indexingCard } from './card.ts'
import { readShared, type Shared } from './shared.ts'

function read(address: string, prefix: string, { files = [], isAlone = false }: With): Request | Hint {
  const url = addressIn(address)
  if (url !== null) return readShared([{ kind: 'page', url }, ...files], null, !isAlone)
  const [first, ...more] = files
  if (address === '' && first !== undefined) return readShared([first, ...more], null, !isAlone)
  const example = `${prefix}index https://wiki.example.com/page`
  return {
    kind: 'hint',
    reason: `Type one address after it, beginning with http:// or https:// and of at most ${addressLimit.toLocaleString('en')} characters, for example: ${example}`,
  }
}

/** Of many files at once whoever shared them is told of the first that fail; all are in `ragbot jobs failed`. */
const failuresTold = [{ count: 3, perMs: 10 * 60_000 }]

/** What nobody asked for is indexed without a word, but why it could not be to whoever shared it. */
async function indexUnasked({ store }: Tools, { install, incoming }: Asked<Shared>, stage: Stage) {
  const files = await stage.indexed(audienceOf(install.platform, incoming), () => null)
  if (files === null) return 'waiting'
  const failed = files.filter(({ state }) => state === 'failed')
  if (failed.length === 0 || incoming.unasked === 'tell-nothing') return 'nothing'
  const bucket = `${install.id}:unasked-failures:${incoming.person.id}`
  if ((await store.takeTurns([{ bucket, allowance: failuresTold }])) > 0) return 'nothing'
  return indexingCard(failed, true)
}

export const indexing: Gesture<Shared> = {
  name: 'index',
  command: {
    words: ['index'],
    help: {
      usage: 'index <address>',
      says: 'reads a web page in, or every page of a sitemap: it is answered from where its readers are',
    },
    menu: {
      says: 'Add a file, a page or a sitemap: it is answered from where its readers are',
      options: [
        { name: 'file', says: 'A file', kind: 'file' },
        { name: 'url', says: 'Address of a page: https://…', kind: 'text', maxLength: 2000 },
      ],
    },
    isTyped: true,
    read,
  },
  message: (text) => (/^index <?https?:\/\/\S+$/i.test(text) ? read(text.slice('index '.length), '', {}) : null),
  messageGesture: {
    id: 'indexMessage',
    label: 'Index this message',
    says: 'Adds a message to what is answered from, where its readers are',
    read({ sources: [first, ...more] }, isAlone) {
      const nothing = 'There is no text and no file in that message.'
      return first === undefined ? { kind: 'hint', reason: nothing } : readShared([first, ...more], null, !isAlone)
    },
  },
  progress: ({ isPrivate }, files) => (isPrivate ? null : indexingCard(files, false)),
  replies: {
    async index(tools, asked, stage) {
      const { install, incoming } = asked
      // Also what was shared with words to nobody.
      const isUnasked = incoming.unasked !== undefined || incoming.isOverheard === true
      const refused = await reasonNotToIndex(tools, { ...incoming, install }, isUnasked)
      if (incoming.unasked) return refused === null ? indexUnasked(tools, asked, stage) : 'nothing'
      const { question, cut = false, isPrivate } = incoming.request
      if (refused !== null) {
        if (question === undefined) return noticeCard(refused)
        return answerQuestion(tools, asked, { question, cut }, stage, [`What you shared is left out: ${refused}`])
      }
      const audience = audienceOf(install.platform, incoming)
      const files = await stage.indexed(audience, (files) => (isPrivate ? null : indexingCard(files, false)))
      if (files === null) return 'waiting'
      if (question === undefined) return { card: indexingCard(files, true), isPrivate }
      return answerQuestion(tools, asked, { question, cut }, stage, [indexedNote(files)])
    },
  },
}
