// Thanks, an "ok" and greetings that are the whole message: answered in a line, and nothing is looked up for them. Refuses a
// message with any other word in it, since that may ask something.
import { noticeCard } from '../card.ts'
import type { Request } from '../model.ts'
import { readHelp } from './help.ts'
import type { Gesture } from './types.ts'

interface Courtesy extends Request {
  readonly kind: 'courtesy'
  readonly reply: string
}

const anythingElse = 'Ask me anything else whenever you like.'
const replies = {
  thanks: `You’re welcome. ${anythingElse}`,
  agreed: `Good. ${anythingElse}`,
  bye: 'Goodbye. I am here when you have a question.',
}

const words = (text: string) => new Set(text.split(/\s+/))
const thanks = words(
  `thanks thank thx thankyou ty tysm cheers danke dank dankeschön merci gracias grazie obrigado obrigada bedankt dankjewel
   tack takk tak kiitos dziękuję dzięki děkuji díky teşekkürler teşekkür sağol спасибо дякую ευχαριστώ شكرا תודה धन्यवाद`,
)
const agreed = words(
  `ok okay okey okie k great good cool nice perfect awesome excellent wonderful brilliant fantastic amazing lovely super top
   toll prima klasse perfekt klar alles verstanden parfait génial vale genial perfecto perfetto capito bene ótimo perfeito beleza
   goed fint bra dobrze świetnie хорошо отлично понятно понял тамам tamam understood noted gotcha alright`,
)
const greetings = words(
  `hi hello hey hiya howdy hallo moin servus bonjour salut hola ciao olá oi hej hei ahoj cześć привет здравствуйте merhaba
   γεια مرحبا שלום नमस्ते`,
)
const byes = words('bye goodbye tschüss adieu adiós arrivederci tchau doei пока')
/** They say nothing alone. */
const beside = words(
  `you u so very much many a lot for your the all this that it is was helps helped help again got one all there everyone team bot
   ragbot friend mate to vielen viele lieben herzlichen besten schön sehr dir ihnen euch gut das die hilfe für
   beaucoup mille pour bien muchas muchísimas mil por tu su ayuda mucho molto tante mille muito muita je wel u hartelijk
   så mycket tusen bardzo mnoho ederim большое`,
)

// What counts without its spaces.
const whole: readonly (readonly [Set<string>, string])[] = [
  [
    words(
      '谢谢 谢谢你 谢谢您 多谢 謝謝 謝謝你 ありがとう ありがとうございます ありがとうございました どうも 감사합니다 고마워 고마워요 고맙습니다 ขอบคุณ ขอบคุณครับ ขอบคุณค่ะ',
    ),
    replies.thanks,
  ],
  [
    words(
      'gotit 好 好的 好吧 了解 明白 知道了 わかりました 分かりました 了解です 了解しました はい 알겠습니다 네 좋아요',
    ),
    replies.agreed,
  ],
  [words('再见 再見 さようなら 안녕히 계세요'), replies.bye],
]
const wholeGreetings = words('你好 您好 こんにちは こんばんは おはようございます 안녕하세요 안녕 สวัสดี สวัสดีครับ สวัสดีค่ะ')

/** Longer ones are about something. */
const longest = 60
const maxWords = 8
const signs = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f/gu

function readCourtesy(text: string): Request | null {
  if (text.length > longest) return null
  const said = text.replace(signs, ' ').toLowerCase()
  const spoken = said.match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? []
  const reply = (of: string): Courtesy => ({ kind: 'courtesy', reply: of })
  // A thumb alone.
  if (spoken.length === 0) return said.trim() === '' && text.trim() !== '' ? reply(replies.agreed) : null
  // "Ok?" asks.
  if (/[?？]/.test(said) || spoken.length > maxWords) return null
  const joined = spoken.join('')
  if (wholeGreetings.has(joined)) return readHelp()
  const known = whole.find(([phrases]) => phrases.has(joined))
  if (known) return reply(known[1])
  const holds = (which: ReadonlySet<string>) => spoken.some((word) => which.has(word))
  const isCourtesy = spoken.every((word) => [thanks, agreed, greetings, byes, beside].some((set) => set.has(word)))
  if (!isCourtesy) return null
  if (holds(thanks)) return reply(replies.thanks)
  if (holds(byes)) return reply(replies.bye)
  // A greeting gets to know what the bot is for.
  if (holds(greetings)) return readHelp()
  return holds(agreed) ? reply(replies.agreed) : null
}

export const courtesy: Gesture<Courtesy> = {
  name: 'courtesy',
  message: readCourtesy,
  replies: {
    courtesy: (_tools, { incoming }) => Promise.resolve(noticeCard(incoming.request.reply)),
  },
}
