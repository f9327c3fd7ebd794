// Where a message is opened. Pure. Made of ids and of a host that Slack told, never of anything that stands in a message.

const host = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i

/**
 * As https://docs.slack.dev/reference/methods/chat.getPermalink/ gives it.
 * @param domain of the team: `acme`, or a whole host; undefined where it is not known, and so is the link
 * @param root `ts` of the first message of its thread
 */
export function linkTo(domain: string | undefined, channel: string, ts: string, root?: string): string | undefined {
  if (domain === undefined || !host.test(domain) || !/^\w+$/.test(channel) || !/^\d+\.\d+$/.test(ts)) return undefined
  const at = domain.includes('.') ? domain : `${domain}.slack.com`
  const inThread = root === undefined || root === ts ? '' : `?thread_ts=${encodeURIComponent(root)}&cid=${channel}`
  return `https://${at}/archives/${channel}/p${ts.replace('.', '')}${inThread}`
}
