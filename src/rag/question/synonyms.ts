// Other words for what people ask with: short forms and everyday words that documents write differently. Only a
// question is widened by them, and only where the document does not hold the asker's own word.
import { analyze } from '../text/analyze.ts'

const table = `
  vacation: leave holiday pto | holiday: vacation leave | pto: leave vacation holiday | wfh: remote home | remote: home
  paternity: parental | maternity: parental | sick: ill illness | ill: sick | boss: manager supervisor
  cost: price fee | price: cost fee | fee: cost price charge | cap: limit maximum | max: maximum | min: minimum
  laptop: notebook computer | phone: telephone | telephone: phone | mail: email | car: vehicle | doctor: physician
  buy: purchase | purchase: buy | start: begin | begin: start | fix: repair | repair: fix | trip: travel
  lock: unlock | hire: recruit | allow: permit | permit: allow | forbid: prohibit | quit: resign | company: employer
  age: old | old: age | call: contact escalate
  reach: contact call | contact: reach call | responsible: owner owns charge | owner: responsible
  USA: united states | US: united states | UK: united kingdom | EU: european union
  admin: administrator | app: application | auth: authentication | config: configuration | db: database
  dept: department | dev: development | doc: document | docs: documentation | env: environment | info: information
  prod: production | pwd: password | repo: repository | spec: specification`

const synonyms: ReadonlyMap<string, readonly string[]> = new Map(
  table.split(/[|\n]/).flatMap((entry) => {
    const [word, others] = entry.split(':')
    const key = analyze(word ?? '')[0]?.term
    return key === undefined ? [] : [[key, analyze(others ?? '').map(({ term }) => term)] as const]
  }),
)

/** Index terms that may stand for this one; often none. */
export function synonymsOf(term: string): readonly string[] {
  return synonyms.get(term) ?? []
}
