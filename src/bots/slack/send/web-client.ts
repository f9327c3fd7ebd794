// The Web API client as the outbox needs it: one attempt a call, nothing logged, rate limits handed back at once.
import { LogLevel, WebClient } from '@slack/web-api'

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

/** @param apiUrl base of the Web API, `https://slack.com/api/` by default */
export function createWebClient(token: string, apiUrl: string | undefined, timeoutMs: number): WebClient {
  return new WebClient(token, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
    // The SDK's own retries cannot know whether a lost post arrived, and post twice; the outbox looks first.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: silentLogger,
  })
}
