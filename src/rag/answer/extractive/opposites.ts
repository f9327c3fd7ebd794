// Words that say the opposite of each other. A question that asks for one is not answered by a sentence with the other.
import { analyze } from '../../text/analyze.ts'

const table = `
  increase: decrease reduce lower fall drop decline shrink | rise: fall decline drop decrease | grow: shrink decline
  gain: lose loss | win: lose | victory: defeat | success: failure | succeed: fail | retain: lose delete discard
  begin: end finish stop cease | start: end finish stop cease | continue: stop discontinue halt | open: close
  before: after | prior: subsequent | precede: follow | early: late | earliest: latest | first: last | past: future
  new: old | newest: oldest | young: old | modern: ancient traditional | former: latter current | past: present
  high: low | highest: lowest | more: less fewer | most: least fewest | many: few | majority: minority | major: minor
  large: small tiny | big: small tiny | huge: small tiny | largest: smallest | biggest: smallest | greatest: least
  maximum: minimum | maximize: minimize | max: min | longest: shortest | long: short | tallest: shortest | wide: narrow
  deep: shallow | thick: thin | heavy: light | dark: light | fast: slow | quick: slow | fastest: slowest | strong: weak
  strengthen: weaken | upper: lower | above: below | over: under | north: south | northern: southern | east: west
  eastern: western | left: right | inside: outside | internal: external | interior: exterior | upward: downward
  forward: backward | incoming: outgoing | inbound: outbound | horizontal: vertical | arrive: leave depart | enter: leave
  join: leave | import: export | buy: sell | buyer: seller | purchase: sell | borrow: lend | give: receive take
  send: receive | sender: receiver recipient | push: pull | add: remove subtract | include: exclude | create: destroy
  build: destroy demolish | establish: abolish dissolve | form: dissolve disband | adopt: abandon | merge: split
  unite: divide | combine: separate | connect: disconnect separate | attach: detach | attract: repel | absorb: release emit
  consume: produce | input: output | accept: reject refuse decline | approve: reject deny | confirm: deny | admit: deny
  agree: disagree | support: oppose | love: hate | like: dislike | allow: forbid prohibit ban prevent
  permit: forbid prohibit ban | enable: disable prevent | encourage: discourage prevent | promote: inhibit prevent
  stimulate: inhibit suppress | activate: suppress inhibit deactivate | cause: prevent | help: hinder harm | improve: worsen
  better: worse | best: worst | good: bad | positive: negative | advantage: disadvantage | benefit: harm | protect: expose
  attack: defend | friend: enemy | ally: enemy | war: peace | live: die | birth: death | alive: dead | healthy: sick
  expand: contract shrink | extend: limit shorten | ascend: descend | raise: lower | hide: show reveal | ignore: consider
  remember: forget | teach: learn | hire: fire dismiss | solve: cause | same: different | similar: different opposite
  hard: easy soft | difficult: easy | simple: complex | hot: cold | warm: cool cold | wet: dry | full: empty | rich: poor
  wealthy: poor | wealthiest: poorest | cheap: expensive | common: rare | frequent: rare | abundant: scarce | famous: obscure
  public: private | domestic: foreign international | local: international national | urban: rural | direct: indirect | active: passive | natural: artificial | permanent: temporary | mandatory: optional voluntary
  required: optional voluntary | always: never | all: none | primary: secondary | superior: inferior | absolute: relative
  abstract: concrete | liquid: solid gas | solid: gas | innate: adaptive | singular: plural | odd: even | true: false
  correct: wrong incorrect | conservative: liberal | male: female | man: woman | father: mother | son: daughter
  brother: sister | husband: wife | king: queen | day: night | morning: evening | summer: winter | weekday: weekend
  known: unknown | active: inactive | dependent: independent | correct: incorrect | legal: illegal | regular: irregular
  possible: impossible | sufficient: insufficient | visible: invisible | complete: incomplete | formal: informal
  valid: invalid | capable: incapable | eligible: ineligible | mature: immature | relevant: irrelevant | appear: disappear
  approve: disapprove | allow: disallow | similar: dissimilar | able: unable disable | honest: dishonest
  landlord: tenant | employer: employee | credit: debit | profit: loss | supply: demand | upload: download
  encrypt: decrypt | subscribe: unsubscribe | keep: delete discard | safe: dangerous | clean: dirty | near: far`

const opposites: ReadonlyMap<string, ReadonlySet<string>> = readTable()

function readTable(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const add = (a: string, b: string) => found.set(a, (found.get(a) ?? new Set()).add(b))
  for (const entry of table.split(/[|\n]/)) {
    const [word = '', ...others] = analyze(entry).map(({ term }) => term)
    for (const other of others) {
      add(word, other)
      add(other, word)
    }
  }
  return found
}

// "In" and "dis" as well begin words that deny nothing ("inform", "discover"): those that do stand in the table.
const denyingPrefix = /^(?:un(?!less$)|non)(?=\p{L}{4})/u

/** Whether one of the held index terms says the opposite: "decreas" of "increas", "unstabl" of "stabl". */
export function hasOpposite(term: string, isHeld: (other: string) => boolean): boolean {
  for (const other of opposites.get(term) ?? []) if (other !== term && isHeld(other)) return true
  const plain = term.replace(denyingPrefix, '')
  if (plain !== term && isHeld(plain)) return true
  return ['un', 'non'].some((prefix) => {
    const denied = prefix + term
    return isHeld(denied) && denied.replace(denyingPrefix, '') === term
  })
}
