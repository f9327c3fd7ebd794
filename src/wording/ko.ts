import type { Wording } from './en.ts'

const documents = (searched: string) => `문서 ${searched}개를 찾아보았지만`

export const ko: Wording = {
  locale: 'ko',
  quotes: ['“', '”'],
  and: ', ',

  nothingIndexed:
    '모르겠습니다. 여기서 읽을 수 있는 문서가 아직 색인되지 않았습니다. `ragbot index <폴더>`를 실행하거나 채팅 페이지에 파일을 놓은 뒤 다시 질문해 주세요.',
  nothingMentions: (searched) => `모르겠습니다. ${documents(searched)} 이를 언급하는 내용이 없습니다.`,
  nothingAnswers: (searched) => `모르겠습니다. ${documents(searched)} 이에 답하는 부분이 없습니다.`,
  notForSure: (searched, _one, missing) =>
    `확실하지 않습니다. ${documents(searched)} 분명히 말하는 부분이 없습니다.${missing === '' ? '' : ` 가장 가까운 부분에도 다음에 대한 내용은 없습니다: ${missing}.`}`,
  noQuestion: '무엇을 찾아야 할지 모르겠습니다. 팀의 문서에 대해 질문해 주세요.',
  closest: '가장 가까운 내용',
  sources: '출처',

  noAnswerTo: (parts) => `다음에 대한 답은 찾지 못했습니다: ${parts}.`,
  nothingAbout: (words) => `다음에 대한 내용은 찾지 못했습니다: ${words}.`,
  disagree: '문서마다 내용이 다릅니다:',
  longQuestion: (characters) => `질문이 길어서 처음 ${characters}자만 읽었습니다.`,
  longMessage: (characters) => `해당 메시지가 길어서 처음 ${characters}자만 읽었습니다.`,

  builtInAnswered: '아직 색인된 것이 없어 ragbot 자체 문서에서 답했습니다.',
  builtInSearched: '아직 색인된 것이 없어 ragbot 자체 문서만 찾아보았습니다.',
  besideOwn: '팀의 문서에 없는 내용이라 ragbot 자체 문서에서 답했습니다.',
  nameRagbot: 'ragbot 자체에 대한 질문이라면 이름을 넣어 다시 질문해 주세요.',

  model: {
    down: '언어 모델에 연결할 수 없었습니다',
    slow: '언어 모델이 너무 오래 걸렸습니다',
    busy: '언어 모델이 지금 과부하 상태입니다',
    misconfigured: '언어 모델이 요청을 거부했습니다',
    junk: '언어 모델이 읽을 수 있는 내용을 보내지 않았습니다',
    declined: '언어 모델이 답변을 거절했습니다',
    empty: '언어 모델이 아무것도 쓰지 않았습니다',
    unsupported: '언어 모델이 쓴 내용 중 문서로 뒷받침되는 것이 없습니다',
    soQuoted: (reason) => `${reason}. 그래서 이 답변은 문서에서 인용했습니다.`,
    soSearched: (reason) => `${reason}. 그래서 문서에서 인용할 말만 찾았습니다.`,
    cut: '언어 모델이 답변을 끝내기 전에 멈췄습니다.',
    leftOut: (left) => `모델의 답변 중 ${left}개 문장은 뒷받침하는 부분이 없어 뺐습니다.`,
  },
}
