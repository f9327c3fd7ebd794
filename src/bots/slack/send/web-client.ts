// The Web API client as the outbox needs it: one attempt a call, nothing logged, rate limits handed back at once.
import { LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api'

/** Both SDKs log what they also throw; what is thrown is logged once, by us, without a message's text. */
export const silentLogger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
}

/** The one way in which anything here calls Slack. */
export type SlackClient = Pick<WebClient, 'apiCall'>

/** A token that may change. */
export interface TokenSource {
  /** @throws AppError where there is none any more, or none just now */
  current(): Promise<string>
  /**
   * The token to try instead of one that Slack refused, or null when there is no other.
   * @param code what Slack said, such as `token_expired`
   */
  instead(refused: string, code: string): Promise<string | null>
}

/**
 * @param token what is refused is replaced and tried once more: a refused call did nothing
 * @param apiUrl base of the Web API, `https://slack.com/api/` by default
 */
export function createWebClient(
  token: string | TokenSource | undefined,
  apiUrl: string | undefined,
  timeoutMs: number,
): SlackClient {
  const own = typeof token === 'object' ? undefined : token
  const client = new WebClient(own, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
    // The SDK's own retries cannot know whether a lost post arrived, and post twice; the outbox looks first.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: silentLogger,
  })
  if (typeof token !== 'object') return client
  return {
    async apiCall(method, args) {
      const current = await token.current()
      try {
        return await client.apiCall(method, { ...args, token: current })
      } catch (error) {
        if (!(error instanceof WebAPIPlatformError)) throw error
        const other = await token.instead(current, error.data.error)
        if (other === null) throw error
        return client.apiCall(method, { ...args, token: other })
      }
    },
  }
}
