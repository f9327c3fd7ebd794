import { describe, expect, it } from 'vitest'
import { createExtractiveWriter } from '../../../src/rag/answer/extractive/extractive.ts'
import { meets, needsOf } from '../../../src/rag/question/needs.ts'
import { readQuestion } from '../../../src/rag/question/question.ts'
import { analyzeTopic } from '../../../src/rag/text/analyze.ts'

const guides = {
  ja: `会議室の予約は総務課（内線4455）へ。\n\n有給休暇は年間20日です。\n\n経費精算の締め切りは毎月25日です。\n\n駐車場は地下2階にあり、料金は月額1万円です。\n\n会議は午前9時に始まります。\n\nVPNの設定は情報システム課が担当します。\n\n館長は田中一郎です。`,
  zh: `年假为每年15天。\n\n会议室在三楼东侧。\n\n报销申请请在每月25日前提交给财务部。\n\n打印机的密码是blue77。\n\n采购由王芳负责。\n\n产假为158天。\n\n食堂早上7点开门，晚上8点关门。`,
  ko: `회의실 예약은 총무과(내선 4455)에서 합니다.\n\n연차는 1년에 15일입니다.\n\n출장비 신청은 매월 25일까지 재무팀에 합니다.\n\n주차장은 지하 2층에 있으며 요금은 월 5만원입니다.\n\n와이파이 비밀번호는 blue77입니다.\n\n도서관장은 이영희입니다.`,
  th: `ห้องประชุมอยู่ที่ชั้น 3 อาคารหลัก\n\nพนักงานลาพักร้อนได้ปีละ 15 วัน\n\nรหัสผ่านไวไฟคือ blue77`,
}

async function ask(text: string, guide: string) {
  const question = readQuestion({ text, original: text, isFollowUp: false })
  const passage = { documentId: 'a', title: '2026', text: guide, relevance: 1, modifiedAt: '2026-01-01' }
  const draft = await createExtractiveWriter().write(question, [passage], { chunks: 0, frequencies: new Map() })
  return draft.kind === 'claims' ? draft.claims.map((claim) => claim.text).join(' ') : null
}

describe('polite questions', () => {
  it.each([
    ['ja', '会議室の予約はどこにしますか', '4455'],
    ['ja', '会議室の予約はどこですか', '4455'],
    ['ja', '有給休暇は何日もらえますか', '20日'],
    ['ja', '経費精算の締め切りを教えていただけますか', '25日'],
    ['ja', 'すみませんが、駐車場の料金はいくらでしょうか', '1万円'],
    ['ja', '会議は何時に始まりますか', '9時'],
    ['ja', 'VPNの設定について教えてください', '情報システム課'],
    ['ja', '館長の名前を教えていただけませんか', '田中'],
    ['ja', '恐れ入りますが、経費精算の締め切りを教えていただけますでしょうか', '25日'],
    ['ja', 'お手数をおかけしますが、館長の名前を教えてください', '田中'],
    ['zh', '请问年假有几天', '15天'],
    ['zh', '您好，打扰一下，打印机的密码是什么', 'blue77'],
    ['zh', '能告诉我会议室在哪里吗', '三楼'],
    ['zh', '报销申请什么时候提交？', '25日'],
    ['zh', '我想知道打印机的密码是什么', 'blue77'],
    ['zh', '谁负责采购？', '王芳'],
    ['zh', '食堂几点关门？', '8点'],
    ['ko', '회의실은 어디서 예약하나요?', '4455'],
    ['ko', '연차는 1년에 며칠인가요?', '15일'],
    ['ko', '출장비 신청은 언제까지 해야 하나요?', '25일'],
    ['ko', '주차장 요금은 얼마입니까?', '5만원'],
    ['ko', '와이파이 비밀번호 좀 알려 주시겠어요?', 'blue77'],
    ['ko', '실례지만 주차장 요금은 얼마입니까?', '5만원'],
    ['th', 'ห้องประชุมอยู่ที่ไหนครับ', 'ชั้น 3'],
    ['th', 'ลาพักร้อนได้กี่วันคะ', '15 วัน'],
    ['th', 'รบกวนสอบถามรหัสผ่านไวไฟคืออะไรครับ', 'blue77'],
  ] as const)('%s: %s', async (language, text, value) => {
    expect(await ask(text, guides[language])).toContain(value)
  })

  it.each([
    ['ja', '会議室の暖房はどこですか'],
    ['ja', '会議室の料金はいくらですか'],
    ['ja', '会議は何時に終わりますか'],
    ['ja', '駐車場の予約はどこにしますか'],
    ['ja', '会議はなぜですか'],
    ['zh', '陪产假有几天？'],
    ['zh', '请问会议室的密码是什么'],
    ['zh', '打印机在哪里？'],
    ['zh', '食堂的费用是多少钱？'],
    ['ko', '육아휴직은 며칠입니까?'],
    ['ko', '주차장 예약은 어디에서 하나요?'],
    ['ko', '도서관장 전화번호를 알려 주세요'],
    ['th', 'โรงอาหารอยู่ที่ไหน'],
    ['th', 'ลาป่วยได้กี่วันครับ'],
  ] as const)('%s, of what is not there: %s', async (language, text) => {
    expect(await ask(text, guides[language])).toBeNull()
  })

  it('keep their topic where it is, and nothing else', () => {
    const words = (text: string) => analyzeTopic(text).map(({ start, end }) => text.slice(start, end))
    expect(words('鍵はどこにありますか')).toEqual(['鍵は'])
    expect(words('ごみはいつ出しますか')).toEqual(['ごみ'])
    expect(words('请问VPN怎么申请')).toEqual(['VPN', '申请'])
    expect(words('보안 교육은 누가 받아야 합니까?')).toEqual(['보안', '교육'])
  })
})

describe('what is needed of a sentence', () => {
  const needs = (words: readonly (readonly string[])[], values: readonly RegExp[] = []) => ({
    ...{ words, values, stems: [], kinds: new Set<string>() },
  })
  const met = (
    words: readonly (readonly string[])[],
    held: readonly string[],
    said = '',
    values: readonly RegExp[] = [],
  ) => meets(needs(words, values), said, new Set(held), said)

  it('is more than half of each word, and how it ends', () => {
    const word = ['あい', 'いう', 'うえ', 'えお']
    expect(met([word], ['いう', 'うえ', 'えお'])).toBe(true)
    expect(met([word], ['うえ', 'えお'])).toBe(false)
    expect(met([word], ['あい', 'いう', 'うえ'])).toBe(false)
    // A long vowel at the end may be left out.
    expect(met([['プリ', 'リン', 'ンタ', 'ター']], ['プリ', 'リン', 'ンタ'])).toBe(true)
  })

  it('is each kind of value, besides the words of the question', () => {
    expect(met([], [], '15日 円', [/\d/, /円/])).toBe(true)
    expect(met([], [], '15日', [/\d/, /円/])).toBe(false)
    expect(met([['三楼']], ['三楼'], '三楼', [/三/])).toBe(false)
  })

  it.each([
    ['会議室を使いますか', [['会議', '議室'], ['会議']], []],
    ['会議室を借りますか', [['会議', '議室'], ['会議']], ['借']],
    ['料金はいくらですか', [['料金']], []],
    ['ลาพักร้อนได้กี่วันคะ', [['ลา'], ['พัก'], ['ร้อน']], []],
  ])('%s: words and verbs of its own', (question, words, stems) =>
    expect(needsOf(question)).toMatchObject({ words, stems }),
  )

  it('is no more than 40 words of a text', () =>
    expect(needsOf(`${'会議'.repeat(100)}はどこですか`).words).toHaveLength(40))
})
