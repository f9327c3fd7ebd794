// One JSON line an event, on stderr. Refuses to print secrets: fields are ids, counts and codes, never a
// message's text or a token, and what still looks like a token is cut out.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'
const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>
export type Log = Record<Exclude<LogLevel, 'silent'>, (message: string, fields?: LogFields) => void>

// Slack tokens (xoxb-, xapp-), Slack response URLs, Discord's bot and interaction tokens, bearer headers, signed query
// strings, and passwords inside connection URLs.
const secrets = [
  /x(?:ox[a-z]|app)-[\w-]{6,}/g,
  /https:\/\/hooks\.slack\.com\/\S+/g,
  /[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g,
  /(?<=\/(?:interactions|webhooks)\/\d{1,20}\/)[\w.-]{20,}/g,
  /(?<=[?&](?:tempauth|access_token|sig|hm)=)[^&\s"]+/gi,
  /\bBearer\s+[\w.~+/-]+=*/gi,
]

// What stands before an `@`: of an address with a user and a password, the password goes.
const beforeAt = /(?<![^\s@])[^\s@]+@/g

function withoutPassword(text: string): string {
  const user = /:\/\/[^:/]*:(?=[^@])/.exec(text)
  return user === null ? text : `${text.slice(0, user.index + user[0].length)}[secret]@`
}

/** Replaces what looks like a credential by `[secret]`. */
export function scrub(text: string): string {
  return secrets.reduce((clean, pattern) => clean.replace(pattern, '[secret]'), text).replace(beforeAt, withoutPassword)
}

/** @param write receives each finished line; stderr by default. */
export function createLog(level: LogLevel, write = (line: string) => void process.stderr.write(`${line}\n`)): Log {
  const at = (lineLevel: Exclude<LogLevel, 'silent'>) =>
    order.indexOf(lineLevel) < order.indexOf(level)
      ? () => {}
      : (message: string, fields: LogFields = {}) =>
          write(scrub(JSON.stringify({ time: new Date().toISOString(), level: lineLevel, message, ...fields })))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
