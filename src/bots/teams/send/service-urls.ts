// Where replies may go. A reply carries the bot's own token, so an address is refused unless Microsoft runs it or the
// person who runs the bot has named it.

/**
 * Teams' connectors: public, and the US government's GCC, GCC High and DoD. Not all of trafficmanager.net, where anyone
 * may register a name. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
 */
const microsoftHosts: readonly string[] = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
]

/** @param extra addresses whose origins are allowed too, http included: MICROSOFT_SERVICE_URLS */
export function isAllowedServiceUrl(url: string, extra: readonly string[]): boolean {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '')
    return false
  if (parsed.protocol === 'https:' && parsed.port === '' && microsoftHosts.includes(parsed.hostname)) return true
  return extra.some((one) => URL.parse(one)?.origin === parsed.origin)
}
