// Which addresses get the bot's token with a file's request. Pure. Refuses every host but Slack's own, and one on this
// machine where the Web API is there too.

// A Slack on this machine may name itself in any of these ways.
const loopback = ['127.0.0.1', 'localhost', '[::1]']

/** https://docs.slack.dev/reference/objects/file-object/ names files.slack.com; thumbnails come from slack-edge.com. */
const fileHosts = ['.slack.com', '.slack-edge.com']

/** @param apiUrl base of the Web API, Slack's own by default */
export function createFileHosts(apiUrl: string | undefined): (url: URL) => boolean {
  const own = apiUrl === undefined ? null : URL.parse(apiUrl)
  return ({ protocol, hostname, port, username, password }) => {
    if (username !== '' || password !== '') return false
    if (own !== null && loopback.includes(own.hostname) && loopback.includes(hostname))
      return protocol === own.protocol && port === own.port
    return protocol === 'https:' && port === '' && fileHosts.some((host) => hostname.endsWith(host))
  }
}
