// Mistakes in what Slack shows: of cards, their parts and what can be clicked.
import type { Mutant } from '../mutant.ts'

const of =
  (test: string) =>
  (file: string, from: string, to: string, suffered: string): Mutant => ({
    file: `src/bots/slack/render/${file}`,
    from,
    to,
    suffered,
    tests: [`tests/bots/slack/render/${test}.test.ts`],
  })
const clicks = of('clicks')
const mrkdwn = of('mrkdwn')
const parts = of('parts')
const stream = of('stream')
const table = of('table')

export const slackLooks: readonly Mutant[] = [
  clicks(
    'clicks.ts',
    'selects.slice(0, ours.selects)',
    'selects',
    'a card with two menus shows both, and its buttons do not fit beside them',
  ),
  clicks(
    'clicks.ts',
    'if (shown.length === 0) return []',
    '',
    'Slack refuses an answer for a menu that has nothing in it',
  ),
  clicks(
    'clicks.ts',
    'buttons.filter(({ isQuestion }) => isQuestion).slice(0, ours.questions)',
    'buttons.filter(({ isQuestion }) => isQuestion)',
    'an answer is drowned in questions to ask next',
  ),
  clicks(
    'clicks.ts',
    'const others = buttons.filter(({ isQuestion }) => !isQuestion)',
    'const others = buttons',
    'each question to ask next is there twice, and Slack refuses the answer',
  ),
  clicks(
    'clicks.ts',
    '!(isSecondary && hasMenu)',
    '!isSecondary',
    'a button that is wanted less often is gone where it is the only one',
  ),
  clicks(
    'clicks.ts',
    'behind.length >= limits.overflowLeast',
    'behind.length > limits.overflowLeast',
    'two buttons that are wanted less often crowd out the others',
  ),
  clicks(
    'clicks.ts',
    'behind.length >= limits.overflowLeast',
    'behind.length > 0',
    'Slack refuses an answer for a menu with one thing in it',
  ),
  clicks(
    'clicks.ts',
    'text: plainText(label, limits.buttonText)',
    'text: plainText(label, ours.buttonLabel)',
    'a question to ask next is cut where there is room for all of it',
  ),
  clicks(
    'clicks.ts',
    '[questions, elements].flatMap',
    '[elements, questions].flatMap',
    'the questions to ask next stand below the buttons',
  ),
  clicks(
    'clicks.ts',
    'optional: !field.isRequired',
    'optional: false',
    'a form cannot be sent in before all of it is filled in',
  ),
  clicks(
    'clicks.ts',
    '...(field.hint !== undefined && { hint: plainText(field.hint, limits.inputLabel) }),',
    '',
    'a form does not say what its fields are for',
  ),
  clicks(
    'clicks.ts',
    'Math.min(maxLength, limits.inputLength)',
    'limits.inputLength',
    'a form takes more than what it is sent in to does',
  ),
  clicks(
    'clicks.ts',
    '...(value !== undefined && { initial_value: value.slice(0, length).toWellFormed() }),',
    '',
    'who edits something has to type all of it again',
  ),
  clicks('clicks.ts', 'value.slice(0, length).toWellFormed()', 'value', 'Slack refuses a form for what it begins with'),
  clicks(
    'clicks.ts',
    'one.value === value',
    'one.text.text === value',
    'a form shows nothing chosen, and saving it changes what was',
  ),
  clicks(
    'clicks.ts',
    '...(initial !== undefined && { initial_option: initial }),',
    '',
    'a form does not show what is chosen now',
  ),
  clicks('clicks.ts', 'value: one.value }))', 'value: one.label }))', 'what is chosen in a form is saved as its label'),
  mrkdwn(
    'lines.ts',
    'Math.min(ours.answerBytes, bytes) - 200',
    'ours.answerBytes - 200',
    'Slack refuses a list below a long answer',
  ),
  mrkdwn(
    'mrkdwn.ts',
    "return code.includes('`') ? { text: code } : { text: code, code: true }",
    'return { text: code, code: true }',
    'a backtick in code turns the rest of an answer into code',
  ),
  mrkdwn('mrkdwn.ts', "/gm, '$1• ')", "/g, '$1• ')", 'of a list in an answer the first line alone has a bullet'),
  mrkdwn(
    'mrkdwn.ts',
    'return href.length > ours.url ? undefined : href',
    'return href',
    'Slack refuses an answer for an address that is too long',
  ),
  mrkdwn(
    'mrkdwn.ts',
    'return `${before}*${escapeText(text.trim())}*${after}`',
    'return `*${escapeText(text)}*`',
    'asterisks stand around what should be bold',
  ),
  mrkdwn(
    'mrkdwn.ts',
    'if (code) return `\\`${text}\\``\n  return bold ? `**${text}**` : text',
    'return bold ? `**${text}**` : text',
    'code of an answer is no code in the transcript',
  ),
  mrkdwn(
    'mrkdwn.ts',
    'text.length <= limit) return text',
    'text.length < limit) return text',
    'a text that just fits loses its end',
  ),
  parts(
    'render.ts',
    'if (share >= 0.75) return []',
    'if (share > 0.75) return []',
    'an answer is said to be partly supported where Discord says that it is well supported',
  ),
  parts(
    'render.ts',
    'share < 0.5\n',
    'share <= 0.5\n',
    'an answer is said to be weakly supported where Discord says that it is in part',
  ),
  parts(
    'render.ts',
    'if (left > 0) parts.push(tooMuch)',
    'if (left > 1) parts.push(tooMuch)',
    'the last part of a long card is missing, and nobody is told',
  ),
  parts(
    'render.ts',
    'part.isDone ? []',
    '!part.isDone ? []',
    'a bar of 100 % stands above a failure, and none while something is under way',
  ),
  parts('render.ts', 'Math.min(1, Math.max(0, part.share))', 'part.share', 'indexing is 120 % done'),
  parts('render.ts', "done: '✅', failed: '⚠️'", "done: '⚠️', failed: '✅'", 'a file that failed has a green check'),
  parts(
    'render.ts',
    'if (!/^[UW][A-Z0-9]{1,30}$/.test(to)) return',
    'if (!/^U[A-Z0-9]{1,30}$/.test(to)) return',
    'a person of an organisation is asked without being told',
  ),
  parts(
    'render.ts',
    'if (!/^[UW][A-Z0-9]{1,30}$/.test(to)) return',
    "if (to === '') return",
    'an id that is none mentions a whole channel',
  ),
  parts(
    'render.ts',
    'clip(oneLine(text), ours.addressed)',
    'oneLine(text)',
    'Slack refuses a long question that is handed to someone',
  ),
  parts(
    'render.ts',
    "item.markdown.replaceAll('**', '')",
    'item.markdown',
    'asterisks stand around what is bold in a list',
  ),
  parts(
    'render.ts',
    'part.to === undefined ? plain(part.text, room) : addressed(part.text, part.to, room)',
    'plain(part.text, room)',
    'a question is handed to someone who is not told',
  ),
  parts('render.ts', '[...helpIntro, ...part.commands', '[...part.commands', 'help does not say how to ask'),
  parts(
    'render.ts',
    'const parts: Part[] = card.title === undefined ? [] : [title(card.title)]',
    'const parts: Part[] = []',
    'a card has no title',
  ),
  parts(
    'render.ts',
    'const budget = Math.min(ours.answerBytes, bytes)',
    'const budget = bytes',
    'a long answer has no sources',
  ),
  parts(
    'sources.ts',
    'const part = [source(one), source(withoutQuote)].find',
    'const part = [source(one)].find',
    'sources are left out for their quotes',
  ),
  parts(
    'sources.ts',
    "clip(oneLine(document.title) || document.uri || 'Untitled', ours.title)",
    "clip(oneLine(document.title) || 'Untitled', ours.title)",
    'a document without a title is called “Untitled”',
  ),
  parts(
    'sources.ts',
    "href.replaceAll(')', '%29')",
    'href',
    'a link of the transcript ends at a bracket in its address',
  ),
  parts('sources.ts', "rest === 1 ? 'source' : 'sources'", "rest === 0 ? 'source' : 'sources'", '“and 1 more sources”'),
  stream(
    'stream.ts',
    "text: isDraft ? inert(markdown) : ''",
    'text: inert(markdown)',
    'the end of a stream shows the answer’s words a second time',
  ),
  stream('stream.ts', '`step-${index + 1}`', '`step-${text}`', 'each step that changes its words is there twice'),
  stream('stream.ts', 'clip(oneLine(text), limits.taskTitle)', 'text', 'Slack refuses a stream for a long step'),
  stream('stream.ts', "failed: 'error'", "failed: 'complete'", 'a step that failed has a green check'),
  stream(
    'stream.ts',
    'if (steps === undefined) return {}',
    'if (steps === undefined || steps.length === 0) return {}',
    'an answer without steps is no stream',
  ),
  stream(
    'stream.ts',
    "markdown.replaceAll('](', '] (')",
    "markdown.replace('](', '] (')",
    'a second link of a document’s own works in a draft',
  ),
  table(
    'table.ts',
    'width > limits.tableColumns',
    'width >= limits.tableColumns',
    'a table of twenty columns is no table',
  ),
  table(
    'table.ts',
    '(body.length === 0 && part.rows.length > 0)',
    'body.length === 0',
    'a table without rows is not shown',
  ),
  table(
    'table.ts',
    'slice(0, limits.tableRows)',
    'slice(0, limits.tableRows - 1)',
    'the last row of a long table is left out',
  ),
  table(
    'table.ts',
    'const width = part.rows.reduce((most, row) => Math.max(most, row.length), part.header.length)',
    'const width = part.header.length',
    'cells beyond the header are lost',
  ),
]
