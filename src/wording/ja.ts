import type { Wording } from './en.ts'

const documents = (searched: string) => `${searched}件の文書を調べましたが`

export const ja: Wording = {
  locale: 'ja',
  quotes: ['「', '」'],
  and: 'と',

  nothingIndexed:
    'わかりません。ここで読める文書がまだ登録されていません。`ragbot index <フォルダー>` を実行するか、チャットページにファイルをドロップしてから、もう一度質問してください。',
  nothingMentions: (searched) => `わかりません。${documents(searched)}、これに触れているものは見つかりませんでした。`,
  nothingAnswers: (searched) => `わかりません。${documents(searched)}、これに答える箇所は見つかりませんでした。`,
  notForSure: (searched, _one, missing) =>
    `確かなことはわかりません。${documents(searched)}、はっきり書かれた箇所はありませんでした。${missing === '' ? '' : `近い箇所にも${missing}についての記述はありません。`}`,
  noQuestion: '何を調べればよいかわかりません。チームの文書について質問してください。',
  closest: '最も近い箇所',
  sources: '出典',

  noAnswerTo: (parts) => `${parts}への答えは見つかりませんでした。`,
  nothingAbout: (words) => `${words}については何も見つかりませんでした。`,
  disagree: '文書によって内容が異なります:',
  longQuestion: (characters) => `質問が長いため、最初の${characters}文字だけを読みました。`,
  longMessage: (characters) => `対象のメッセージが長いため、最初の${characters}文字だけを読みました。`,

  builtInAnswered: 'まだ何も登録されていないため、ragbot自身のドキュメントからお答えしています。',
  builtInSearched: 'まだ何も登録されていないため、ragbot自身のドキュメントだけを調べました。',
  besideOwn: 'チームの文書には書かれていないため、ragbot自身のドキュメントからお答えしています。',
  nameRagbot: 'ragbot自身についての質問でしたら、その名前を入れてもう一度質問してください。',

  model: {
    down: '言語モデルに接続できませんでした',
    slow: '言語モデルの応答に時間がかかりすぎました',
    busy: '言語モデルが混み合っています',
    misconfigured: '言語モデルが要求を拒否しました',
    junk: '言語モデルから読み取れる応答がありませんでした',
    declined: '言語モデルが回答を控えました',
    empty: '言語モデルは何も書きませんでした',
    unsupported: '言語モデルが書いたことは、どれも文書で裏付けられませんでした',
    soQuoted: (reason) => `${reason}。そのため、この回答は文書からの引用です。`,
    soSearched: (reason) => `${reason}。そのため、文書から引用できる言葉だけを探しました。`,
    cut: '言語モデルは回答の途中で止まりました。',
    leftOut: (left) => `モデルの回答のうち${left}文は、裏付ける箇所がないため省きました。`,
  },
}
