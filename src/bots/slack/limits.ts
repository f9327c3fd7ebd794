// Slack's limits, each with the page that states it, and the smaller ones we keep so that a reply stays readable.

export const limits = {
  /** https://docs.slack.dev/reference/block-kit/blocks/ */
  blocks: 50,
  /** https://docs.slack.dev/reference/block-kit/blocks/section-block/ */
  sectionText: 3000,
  /** https://docs.slack.dev/reference/block-kit/blocks/context-block/ */
  contextElements: 10,
  /** What Slack recommends; it cuts at 40,000: https://docs.slack.dev/reference/methods/chat.postMessage/#truncating */
  messageText: 4000,
  /**
   * Not in Slack's reference: all blocks of a message together are refused with `msg_blocks_too_long` from about
   * 13,170 characters of JSON on, see https://github.com/slackapi/bolt-js/issues/2509. Counted here in UTF-8 bytes.
   */
  blocksJsonBytes: 12_500,
  /** https://docs.slack.dev/reference/block-kit/blocks/table-block/ */
  tableRows: 100,
  tableColumns: 20,
  /** Of all cells of a message: https://docs.slack.dev/reference/block-kit/blocks/data-table-block/ */
  tableCharacters: 10_000,
  /** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element/ */
  placeholder: 150,
  /**
   * Options of the menu behind three dots. Slack's reference names the most, 5; that there are two of them it used to demand:
   * https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
   */
  overflowLeast: 2,
  /** https://docs.slack.dev/reference/block-kit/block-elements/button-element/ */
  buttonText: 75,
  /** https://docs.slack.dev/reference/views/home-tab-views/ */
  viewBlocks: 100,
  /** https://docs.slack.dev/reference/views/modal-views/ */
  viewTitle: 24,
  /** https://docs.slack.dev/reference/block-kit/composition-objects/option-object/ */
  choiceLabel: 75,
  /** https://docs.slack.dev/reference/block-kit/blocks/input-block/ */
  inputLabel: 2000,
  /** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element/ */
  inputLength: 3000,
  /**
   * Tier 3, 50 and more a minute, of which answers need some: https://docs.slack.dev/reference/methods/chat.update/
   */
  placeholderEdits: [{ count: 30, perMs: 60_000 }],
  /** Tier 2, 20 and more a minute, as ending one is: https://docs.slack.dev/reference/methods/chat.startStream/ */
  streamsBegun: [{ count: 15, perMs: 60_000 }],
  /** Of Tier 4, 100 and more a minute: https://docs.slack.dev/reference/methods/chat.appendStream/ */
  streamSteps: [{ count: 80, perMs: 60_000 }],
  /** https://docs.slack.dev/messaging/sending-and-scheduling-messages#text-streaming */
  taskTitle: 256,
  /** https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts/ */
  prompts: 4,
  /** https://docs.slack.dev/reference/methods/agents.sessions.setStatus/ */
  sessionTitle: 200,
  /** Of Tier 3, 50 and more a minute: each that begins has to end as well. */
  sessionsBegun: [{ count: 20, perMs: 60_000 }],
  /**
   * Slack may take a post after we gave up waiting; how late is not documented. Looked for 5, 15 and 45 s after that,
   * 55 s after it was sent.
   */
  lookAfterMs: [5_000, 10_000, 30_000],
} as const

export const ours = {
  /**
   * UTF-8 bytes of the words of a stream. Of the whole message others measured some 10,600 before `msg_too_long`:
   * https://github.com/openclaw/openclaw/pull/143882
   */
  streamBytes: 8_000,
  /** Of `blocksJsonBytes`, kept free for the quoted question that a reply outside a thread opens with. */
  questionBytes: 1600,
  /** Characters of that question. */
  question: 300,
  /** Of `blocksJsonBytes`, what the answer itself may take; sources share the rest. */
  answerBytes: 6000,
  quote: 280,
  title: 150,
  heading: 120,
  /** A longer address is left out: the source is then named without a link. */
  url: 1000,
  sources: 20,
  note: 300,
  notes: 5,
  /** The text of notifications and screen readers; the question before it still fits into `messageText`. */
  fallback: 3000,
  /** Enough to say what happened without drowning the help or notice that it stands in. */
  notice: 1500,
  /** Said to someone who is mentioned: in a section also where each character is escaped. */
  addressed: 500,
  /** Characters of a line of a list. */
  line: 700,
  cell: 200,
  /** Longer ones are drawn in pages of so many rows. */
  tableRows: 10,
  code: 1500,
  /** Of `limits.blocks`; the rest is for the question, what can be clicked, and what says that there is more. */
  blocks: 45,
  /** Of `blocksJsonBytes`, kept free for what can be clicked: buttons and menus of tokens, 100 characters each. */
  clickableBytes: 4900,
  buttons: 7,
  buttonLabel: 30,
  /** Buttons that are questions, in a row of their own. */
  questions: 3,
  /** Fields of a form. */
  fields: 12,
  selects: 1,
  options: 8,
  /** Slack takes 75. */
  optionLabel: 50,
  /** A part that would get less room is left to the line that says that there is more. */
  leastBytes: 700,
} as const
