// What evidence for a question without spaces must hold: its words, and in Chinese, Japanese and Korean a value of the kind
// that is asked. These are searched by pairs of characters, and some pair is shared by nearly any two sentences, so shares of
// pairs tell little. Pure.
import { isEast, topicInEast } from '../text/east/asking.ts'
import { segmentsOf, unspaced } from '../text/east/unspaced.ts'
import { fold } from '../text/fold.ts'

export interface Needs {
  /** Each word's terms: its pairs, or the word itself. */
  readonly words: readonly (readonly string[])[]
  /** Stems of verbs: one character each. */
  readonly stems: readonly string[]
  /** Terms that name the kind of value beside other words. */
  readonly kinds: ReadonlySet<string>
  /** What a sentence shows besides the question's words. */
  readonly values: readonly RegExp[]
}

/** Of a question; a longer one is a text. */
const maxWords = 40

const none: Needs = { words: [], stems: [], kinds: new Set(), values: [] }

const numeral =
  /[\p{Nd}〇一二三四五六七八九十百千万両两数]|하루|이틀|사흘|한 |두 |세 |네 |다섯|여섯|일곱|여덟|아홉|열|無|无|免|무료|없/u
const money =
  /[\p{Nd}〇一二三四五六七八九十百千万萬億亿만천백] ?(?:円|元|块|塊|圆|원|만 ?원|ドル|ユーロ|ポンド|欧元|歐元|美元|유로|달러)|[¥￥₩$€£]|無料|無償|免费|免費|무료/u
const kinds: readonly (readonly [asked: RegExp, shown: RegExp])[] = [
  [/いくら|料金|値段|価格|費用|多少[钱錢]|价格|價格|费用|費用|얼마|가격|요금|비용/u, money],
  [
    /何[人名日個回台階枚件年分割]|何時間|何週間|いくつ|くらい|ぐらい|[几幾][天个個次人年层層楼樓]|多[久长長]|몇 (?!시)|며칠|얼마나/u,
    numeral,
  ],
  [/番号|号码|號碼|번호/u, /\p{Nd}{2}/u],
  [
    /いつ|何時(?!間)|何曜日|何月|什[么麼]时候|什[么麼]時候|[几幾][点點]|哪一?天|언제|몇 시/u,
    /[\p{Nd}〇一二三四五六七八九十](?: |\u00a0)?[時时點点月日号號年週周시분월일년]|\p{Nd}[:：]\p{Nd}|曜|星期|周[一二三四五六日末]|週|요일|毎|每|매|午|오전|오후|前|後|后|以内|まで|까지|전|후|주말|末/u,
  ],
  [
    /なぜ|何故|どうして|[为為]什[么麼]|[为為]何|왜 /u,
    /ため|から|ので|により|理由|因|由[于於]|때문|위해|므로|[아어해]서/u,
  ],
  [
    /どこ|どちら|哪[里裡裏儿兒]|什[么麼]地方|在哪|어디/u,
    /[階楼樓室館馆棟栋課课科部处處局所店站駅路街区區市隣旁边邊前奥横内外口在位へ층역관과팀옆앞뒤안실]|にあ|부서|건물|에서|창구|ページ|サイト|ポータル|フォルダ|システム|系[统統]|[网網]|受付|http|#/u,
  ],
]
/** Words that name the kind of value, or a need: an answer holds the value, not the word. */
const kindWords =
  /電話番号|番号|料金|値段|価格|費用|時間|時刻|場所|方法|手順|必要|名前|电话号码|电话号碼|號碼|号码|价格|價格|费用|时间|地点|地點|位置|方法|流程|步骤|步驟|必要|姓名|名字|전화번호|번호|가격|요금|비용|시간|장소|위치|방법|절차|필요|이름|성함/gu
// What is counted or paid is in the answer, often in another unit.
const units = new Set(
  'วัน เดือน ปี ชั่วโมง นาที บาท คน ครั้ง เวลา ค่า ວັນ ເດືອນ ປີ ຊົ່ວໂມງ ກີບ ຄົນ ເວລາ ថ្ងៃ ខែ ឆ្នាំ ម៉ោង រៀល នាក់ ရက် လ နှစ် နာရီ ကျပ် ယောက် အချိန်'.split(
    ' ',
  ),
)
// Verbs that say as little as "do" and "have".
const lightStems = /[行使見知聞教言思分取出入受書持要有来來貰頂下用居在作做看找办辦买買]/u

export function needsOf(question: string): Needs {
  if (!isEast(question)) return none
  const topic = topicInEast(question)
  const isKindAlone = topic.replace(kindWords, '').trim() === ''
  const rest = isKindAlone ? topic : topic.replace(kindWords, (word) => ' '.repeat(word.length))
  const words: (readonly string[])[] = []
  const stems: string[] = []
  for (const [run] of rest.matchAll(/[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu)) {
    if (run.length === 1) {
      if (/\p{Script=Han}/u.test(run) && !lightStems.test(run)) stems.push(run)
      continue
    }
    words.push(pairsOf(run))
    for (const { word } of segmentsOf(run)) if (word.length > 1 && word !== run) words.push(pairsOf(word))
  }
  if (unspaced.test(topic))
    for (const { word } of segmentsOf(topic)) if (unspaced.test(word) && !units.has(word)) words.push([fold(word)])
  const named = isKindAlone ? [] : (topic.match(kindWords) ?? [])
  return {
    kinds: new Set(named.flatMap(pairsOf)),
    words: words.slice(0, maxWords),
    stems: stems.slice(0, maxWords),
    values: kinds.flatMap(([asked, shown]) => (asked.test(question) ? [shown] : [])),
  }
}

/**
 * Whether evidence holds more than half of the pairs of each word, its last among them, and a value of the kind.
 * @param held terms of what is said and of the headings above it
 * @param around the same in words
 */
export function meets(
  { words, stems, values }: Needs,
  said: string,
  held: ReadonlySet<string>,
  around: string,
): boolean {
  const holds = (pairs: readonly string[]) =>
    pairs.filter((pair) => held.has(pair)).length * 2 > pairs.length && isHeld(pairs.at(-1) ?? '', held)
  if (!words.every(holds)) return false
  if (!stems.every((stem) => around.includes(stem))) return false
  if (values.length === 0) return true
  const rest = words.flat().reduce((left, pair) => left.replaceAll(pair, ''), said)
  return values.every((value) => value.test(rest))
}

// What a compound is stands last: 도서관장 is no 도서관. "プリンタ" is "プリンター".
function isHeld(last: string, held: ReadonlySet<string>): boolean {
  return held.has(last) || last.endsWith('ー')
}

function pairsOf(word: string): string[] {
  const characters = [...word.normalize('NFKC')]
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`)
}
