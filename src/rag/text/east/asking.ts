// What a question in Chinese, Japanese, Korean, Thai, Lao, Khmer or Burmese says besides its topic: words that ask, polite
// endings, particles. Pure. Documents are never read so; what is left of a question may be nothing.
import { segmentsOf, unspaced } from './unspaced.ts'

const hasEast = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))
const blank = (text: string) => ' '.repeat(text.length)

/** Whether a text holds a language whose questions are read here. */
export const isEast = (text: string) => hasEast.test(text) || unspaced.test(text)

/** A question with spaces for all that only asks, so that offsets hold; lone characters have no pair to be searched by. */
export function withoutAsking(text: string): string {
  return topicInEast(text).replace(/(?<![\p{L}\p{N}])\p{Script=Han}(?![\p{L}\p{N}])/gu, ' ')
}

/** The same with lone characters: of verbs, their stem ("始" of 始まりますか). */
export function topicInEast(text: string): string {
  if (!isEast(text)) return text
  const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)
  return (kana ? withoutJapanese(text) : text)
    .replace(/\p{Script=Hangul}+/gu, withoutKorean)
    .replace(/\p{Script=Han}+/gu, (run) => (kana ? run : withoutChinese(run)))
    .replace(/[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu, (run) =>
      withoutWords(run, southEast),
    )
}

function withoutWords(run: string, dropped: ReadonlySet<string>): string {
  let left = ''
  for (const { word, index } of segmentsOf(run)) left = left.padEnd(index) + (dropped.has(word) ? blank(word) : word)
  return left.padEnd(run.length)
}

const japaneseAsking =
  /(?:どこ|どちら|いつ|だれ|誰|どなた|なぜ|何故|どうやって|どうして|どうすれば|どうしたら|どのよう|どのくらい|どのぐらい|どれくらい|どれぐらい|どんな|どの|どれ|どう|いくら|いくつ|なに|なん|何(?:時間?|分|日間?|人|名|回|階|番|個|台|年|月|ヶ月|か月|カ月|曜日|本|枚|件|歳|円|週間|割)?)|(?:について|に関して)?(?:教えて|おしえて|説明して|知らせて|お?聞かせ)(?:くださいませんか|ください|下さい|いただけます(?:でしょう)?か|いただけません(?:でしょう)?か|もらえますか|もらえませんか|くれますか|くれませんか|ほしいです|欲しいです|ほしい|欲しい)?|(?:教え|知り|聞き|伺い)たい(?:のですが|んですが|です)?|(?:お願い|おねがい)(?:します|いたします|致します)|すみませんが?|(?:恐れ入り|おそれいり)ますが|(?:恐縮|失礼|恐縮なの|お手数)ですが|お手数(?:を)?(?:おかけ|お掛け)しますが|申し訳(?:あり|ござい)ませんが|(?:いい|よい|良い|よろしい)(?:です|でしょう)か|(?:のでしょう|でしょう|のです|んです|です|ます|ません|ました|ましょう)か|(?:です|ます|ください|下さい)$/gu
// Endings of verbs, and particles, as they follow each other after a word.
const japaneseTail =
  /(?:について|に関して|ために|から|まで|より|など|では|には|とは|って|すれば|したら|される|された|され|している|して|する|した|したい|し|できる|できます|でき|なければ|ならない|なる|なり|ある|あり|いる|もらえ|もらう|いただけ|いただく|られる|られ|れる|べき|こと|とき|もの|ない|たい|ます|の|は|が|を|に|で|と|へ|も|か|や|な|て|い|る|う|く|す|つ|む|ぶ|ぬ|り|き|ち|け|せ|れ|え|め|べ|み|び|っ|た|ば|ま|わ|ら|さ|よ|ね)/uy

const isHan = /\p{Script=Han}/u
const lastParticle = /(?<=..)[はがをにでもの]$/u

/** Hiragana after another letter is grammar as far as it reads as such; a noun in Hiragana stays. */
function withoutJapanese(text: string): string {
  const rest = text.replace(japaneseAsking, blank)
  return rest.replace(/\p{Script=Hiragana}+/gu, (run, at: number) => {
    const before = rest[at - 1] ?? ''
    const next = rest[at + run.length] ?? ''
    // 締め切り, 問い合わせ: one word.
    if (run.length < 3 && isHan.test(before) && isHan.test(next) && !/[のはがをにでとへもか]/u.test(run)) return run
    const isFirst = !/[\p{L}\p{N}]/u.test(before)
    if (isFirst && text[at - 1] === before) return run.replace(lastParticle, ' ')
    // A lone character has a term only together with what follows it.
    const isLone = isHan.test(before) && !/[\p{L}\p{N}]/u.test(rest[at - 2] ?? '')
    const kept = isLone && /^[はがのをも]/u.test(run) ? 1 : 0
    let end = 0
    for (;;) {
      japaneseTail.lastIndex = end
      if (!japaneseTail.test(run)) break
      end = japaneseTail.lastIndex
    }
    if (isFirst && end < run.length) return run.replace(lastParticle, ' ')
    const noun = run.slice(end).replace(lastParticle, ' ')
    return run.slice(0, kept) + blank(run.slice(kept, end)) + noun
  })
}

const chineseAsking =
  /是?[谁誰]|不好意思|打[扰擾]一下|(?:你|您)好|劳烦|勞煩|请教一下|請教一下|请问一下|请问|請問|(?:请|請)?(?:你|您)?(?:能不能|可不可以|能否|可否|能|可以)?(?:告诉我|告訴我|告知)|我?想(?:知道|问一下|问|問|了解一下|了解)|麻烦问一下|麻烦|麻煩|劳驾|谢谢|謝謝|什么时候|什麼時候|什么时间|什麼時間|什么地方|什麼地方|什么|什麼|甚麼|为什么|為什麼|为何|為何|怎么样|怎麼樣|怎么办|怎麼辦|怎么|怎麼|怎样|怎樣|如何|哪里|哪裡|哪裏|哪儿|哪兒|哪些|哪个|哪個|哪位|哪天|哪一天|多少钱|多少錢|多少|多久|多长时间|多長時間|几点钟?|幾點|几(?:天|个|個|次|楼|号|號|人|位|年|月|周|小时|分钟|层|层楼)?|幾(?:天|個|次|樓|號|人|位|年|月|週|小時|分鐘|層)?|是不是|有没有|有沒有|能不能|可不可以|是否|能否|可否/gu
const chineseParticles =
  words(`的 是 在 有 了 和 与 與 或 吗 嗎 呢 吧 啊 呀 谁 誰 哪 我 我们 我們 你 你们 您 他 她 它 他们 需要 应该 應該 该
  該 可以 能 能够 要 会 會 被 把 到 从 從 对 對 去 来 來 做 一下 这 這 那 这个 這個 那个 那個 请 請 让 讓 给 給 为 為 于 於 以 及 也 都 还 還
  就 用 每 由 向 得 地 着 分别 問 问 一个 一個 里 裡 才 时 時`)

function withoutChinese(run: string): string {
  return run.replace(chineseAsking, blank).replace(/\p{Script=Han}+/gu, (part) => withoutWords(part, chineseParticles))
}

// A stem may be one of these, or end in them.
const koreanAsking =
  words(`어디 어디서 어디에 어디에서 어디로 언제 언제부터 언제까지 무엇 무엇을 무엇이 뭐 뭐가 뭔가 뭘 무슨 누구 누가 누구에게 누구한테 몇 시 시에
  시부터 시까지 시간 명 개 번 일 회 며칠 며칠이나 얼마 얼마나 얼마까지 어떻게 어떤 어느 왜 알려 알려줘 알려주세요 알려주십시오 말해 말씀해 가르쳐
  주세요 주시겠어요 주시겠습니까 주십시오 주실 줄 수 좀 혹시 그리고 저 제 저희 우리 는 은 이 가 있나요 있습니까 있어요 있는지 있을까요 없나요 되나요
  됩니까 되어 돼요 되는지 해야 하나요 합니까 해요 하는지 하려면 하면 할 인가요 입니까 이에요 예요 인지 알고 싶어요 싶습니다 싶은데요 궁금합니다
  궁금해요 실례지만 실례합니다만 죄송하지만 죄송합니다만 죄송한데 여쭤 여쭤봐도 여쭙니다 문의드립니다 부탁합니다 부탁드립니다 안녕하세요 감사합니다 대해 대한 대해서 관해 관한`)
const koreanEnding =
  /(?:하려면|해야|아야|어야|여야|나요|하나요|합니까|했나요|하는지|하는|하면|하고|해요|할|한|되나요|됩니까|되는지|되는|돼요|인가요|한가요|은가요|입니까|이에요|예요|인지|한지|이나|에서는|에서|에게|한테|으로|까지|부터|에는|에|은|는|이|가|을|를|의|와|과|도|로|만)$/u

function withoutKorean(word: string): string {
  if (koreanAsking.has(word)) return blank(word)
  const stem = word.replace(koreanEnding, '').replace(/(?<=..)(?:에서|에|은|는|을|를|의)$/u, '')
  if (koreanAsking.has(stem) || (stem === '' && word.length > 1)) return blank(word)
  // "여나요", "받을": the stem of a verb that is one syllable has no pair.
  if (stem.length < 2)
    return /(?:나요|니까|어요|아요|을|를|까요|는지|려면|야|인지|인가요|입니까|예요|이에요)$/u.test(word)
      ? blank(word)
      : word
  return stem.padEnd(word.length)
}

const southEast = words(`
  ที่ไหน ไหน อะไร เมื่อไหร่ เมื่อไร เมื่อใด อย่างไร ยังไง ใคร ทำไม กี่ เท่าไหร่ เท่าไร เท่าใด ไหม มั้ย หรือ หรือไม่ หรือเปล่า ครับ ค่ะ
  คะ นะ ช่วย บอก ถาม สอบถาม รบกวน ขอโทษ กรุณา โปรด หน่อย ขอ อยาก ทราบ รู้ ต้อง ควร จะ ได้ อยู่ คือ เป็น มี ที่ ใน ของ และ กับ ให้ ไป มา จาก ถึง โดย เพื่อ แล้ว
  ก็ นี้ นั้น ต่อ ว่า ผม ฉัน ดิฉัน เรา คุณ การ ความ ทำ ละ ปีละ เดือนละ วันละ คนละ ครั้งละ เท่า ไหร่ ไร
  ຢູ່ໃສ ໃສ ຫຍັງ ເມື່ອໃດ ແນວໃດ ໃຜ ຈັກ ເທົ່າໃດ ບໍ ຢູ່ ທີ່ ໃນ ຂອງ ແລະ ແມ່ນ ມີ ໄດ້ ຕ້ອງ ໃຫ້ ກັບ ກະລຸນາ ບອກ ແດ່ ຂ້ອຍ ຈະ ເປັນ ໃດ ເວລາໃດ
  តើ ណា នៅឯណា ឯណា ទីណា អ្វី ពេលណា ដូចម្តេច យ៉ាងណា យ៉ាងដូចម្តេច អ្នកណា នរណា ប៉ុន្មាន ទេ ឬទេ ហេតុអ្វី សូម ប្រាប់ ខ្ញុំ បាន ត្រូវ នៅ នៃ និង
  ជា មាន ដែល របស់ ក្នុង គឺ ឬ នេះ នោះ
  ဘယ် ဘယ်မှာ ဘာ ဘယ်တော့ ဘယ်လို ဘယ်သူ ဘယ်နှစ် ဘယ်လောက် လဲ လား ပါ ပါသလား သလဲ မလဲ တယ် သည် မှာ က ကို ၏ နှင့် နဲ့ များ ရှိ ဖြစ် ကျေးဇူးပြု
  ပြော ပြ ပေး သော တွင် မှ ၍ လို့ ရ နိုင်`)
