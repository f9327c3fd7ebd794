// Discord's limits, each with the page that states it, and the smaller ones we keep so that a reply stays readable.
// All lengths in characters; we count UTF-16 code units, which are never fewer.

export const limits = {
  /** https://docs.discord.com/developers/resources/message#create-message */
  content: 2000,
  embeds: 10,
  nonce: 25,
  /** https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  /** Of titles, descriptions, fields and footers of all embeds of a message together. */
  embedTotal: 6000,
  /** The schema of an embed’s `thumbnail.url`: https://github.com/discord/discord-api-spec */
  mediaUrl: 2048,
  /** https://docs.discord.com/developers/components/reference#action-row */
  rows: 5,
  buttonsPerRow: 5,
  /** https://docs.discord.com/developers/components/reference#button */
  buttonLabel: 80,
  customId: 100,
  /** https://docs.discord.com/developers/components/reference#string-select */
  options: 25,
  optionLabel: 100,
  optionValue: 100,
  optionDescription: 100,
  selectPlaceholder: 150,
  /** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal */
  modalTitle: 45,
  modalFields: 5,
  /** https://docs.discord.com/developers/components/reference#label */
  inputLabel: 45,
  inputDescription: 100,
  /** https://docs.discord.com/developers/components/reference#text-input */
  input: 4000,
  /** https://docs.discord.com/developers/resources/channel#start-thread-from-message */
  threadName: 100,
} as const

/** Turns and times, in milliseconds. */
export const rates = {
  /** 50 a second; some are left for the gateway: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
  global: { count: 45, perMs: 1000 },
  /**
   * An address is banned after 10,000 answers of 401, 403 or 429 in 10 minutes; we stop long before.
   * https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
   */
  invalid: { count: 2000, perMs: 600_000 },
  /** Who has to wait for less waits for up to a second more, so that not all come back at once. */
  shortMs: 250,
  /** So long nothing is called with a token that was refused. */
  refusedTokenMs: 14_000,
  /**
   * When a post is looked for whose outcome was lost. After that it is posted again with its nonce, which Discord takes
   * once in a few minutes: https://docs.discord.com/developers/resources/message#create-message
   */
  lookAfterMs: [5_000, 10_000],
  /**
   * An interaction's token lives 15 minutes; the rest is for the call itself.
   * https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
   */
  interactionMs: 14.5 * 60_000,
  /** So long Discord may not know yet that an interaction was deferred: our answer can be quicker than our 200. */
  deferralMs: 30_000,
} as const

export const ours = {
  /** Of `embedTotal`, what one page takes; the rest is for the line that says who asked. */
  page: 5800,
  /** Prose on one page: leaves room for sources beside it. */
  prose: 3600,
  /** Fields on one page, so that a phone shows it in a few screens. */
  fields: 8,
  /** A longer address gets no link at each mark; the source still has it. */
  markUrl: 300,
  /** A longer address is left out: the source is then named without a link. */
  url: 900,
  footerTitle: 150,
  /** A longer footer stands in the prose. */
  footer: 300,
  /** Characters of a link's words. */
  linkText: 200,
  /** Columns of a table that a phone still shows beside each other. */
  tableWidth: 60,
  /** Of one block of code: many make a page. */
  code: 1500,
  /** Hits of a search that are listed first and can be chosen. */
  choices: 5,
  /** Characters of a hit's passage in the list; its choice shows all of it. */
  snippet: 280,
  /** Blocks of the bar that shows how far something is. */
  bar: 10,
} as const
