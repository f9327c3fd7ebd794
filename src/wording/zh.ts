import type { Wording } from './en.ts'

const documents = (searched: string) => `我查找了 ${searched} 份文档`

export const zh: Wording = {
  locale: 'zh',
  quotes: ['“', '”'],
  and: '和',

  nothingIndexed:
    '我不知道：这里还没有我可以阅读的已索引文档。请运行 `ragbot index <文件夹>`，或把文件拖到聊天页面上，然后再问一次。',
  nothingMentions: (searched) => `我不知道。${documents(searched)}，没有找到提到这一点的内容。`,
  nothingAnswers: (searched) => `我不知道。${documents(searched)}，没有找到能回答这个问题的段落。`,
  notForSure: (searched, _one, missing) =>
    `我不能确定。${documents(searched)}，没有哪一段说得明确${missing === '' ? '' : `：最接近的段落没有提到${missing}`}。`,
  noQuestion: '我不知道要查找什么。请就您团队的文档提一个问题。',
  closest: '最接近的内容',
  sources: '来源',

  noAnswerTo: (parts) => `没有找到${parts}的答案。`,
  nothingAbout: (words) => `没有找到关于${words}的内容。`,
  disagree: '文档之间说法不一：',
  longQuestion: (characters) => `您的问题较长：我只读了前 ${characters} 个字符。`,
  longMessage: (characters) => `所指的消息较长：我只读了前 ${characters} 个字符。`,

  builtInAnswered: '还没有索引任何文档，因此以下内容来自 ragbot 自己的文档。',
  builtInSearched: '还没有索引任何文档：只查找了 ragbot 自己的文档。',
  besideOwn: '你们的文档没有提到，因此以下内容来自 ragbot 自己的文档。',
  nameRagbot: '如果您问的是 ragbot 本身，请带上它的名字再问一次。',

  model: {
    down: '无法连接语言模型',
    slow: '语言模型用时过长',
    busy: '语言模型目前过载',
    misconfigured: '语言模型拒绝了请求',
    junk: '语言模型没有返回可读的内容',
    declined: '语言模型拒绝回答',
    empty: '语言模型什么也没有写',
    unsupported: '语言模型所写的内容都没有文档依据',
    soQuoted: (reason) => `${reason}，因此这个回答引自文档。`,
    soSearched: (reason) => `${reason}，因此只在文档中查找了可引用的语句。`,
    cut: '语言模型在回答结束前停止了。',
    leftOut: (left) => `模型回答中有 ${left} 句被略去：没有段落支持。`,
  },
}
