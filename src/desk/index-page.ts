// A web page, or every page of a sitemap, into the index. Files come with their message; both are queue/jobs/index-job.ts.
import type { Gesture } from './types.ts'
import { addressIn, addressLimit } from './words.ts'

const command: Gesture['command'] = (address, prefix) => {
  const url = addressIn(address)
  if (url !== null) return { kind: 'index', sources: [{ kind: 'page', url }], isPrivate: true }
  const example = `${prefix}index https://wiki.example.com/page`
  return {
    kind: 'hint',
    reason: `Type one address after it, beginning with http:// or https:// and of at most ${addressLimit.toLocaleString('en')} characters, for example: ${example}`,
  }
}

export const indexPage: Gesture = {
  words: ['index'],
  help: {
    usage: 'index <address>',
    says: 'reads a web page in, or every page of a sitemap: it is answered from where its readers are',
  },
  isTyped: true,
  command,
  message: (text) => (/^index <?https?:\/\/\S+$/i.test(text) ? command(text.slice('index '.length), '') : null),
}
