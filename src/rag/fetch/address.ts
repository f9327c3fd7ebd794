// Which IP addresses are the public internet's. Refuses every other range, and what hides one inside an IPv6 address.
// Pure.
import { isIP, isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

// Azure's metadata and agent endpoint lies in a public range, and only virtual machines there reach it:
// https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
const cloudEndpoints = new Set(['168.63.129.16'])

// What IANA gives out; the rest of IPv6 is reserved: https://www.iana.org/assignments/ipv6-address-space
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

// Where an operator's own hosts live. The others (link local with cloud metadata, multicast, unspecified …) hold no pages.
const insideRanges: readonly string[] = ['private', 'loopback', 'carrierGradeNat', 'uniqueLocal']

/** Whether anyone on the internet could ask it. `address` is a plain IPv4 or IPv6 address; anything else is not public. */
export function isPublicAddress(address: string): boolean {
  const ip = parse(address)
  if (ip === null || ip.range() !== 'unicast') return false
  if (ip instanceof ipaddr.IPv4) return !cloudEndpoints.has(ip.toString())
  return ip.match(globalUnicast) && !isIsatap(ip)
}

/** Whether a host that an operator named may be there: private networks and this machine. */
export function isInsideAddress(address: string): boolean {
  const range = parse(address)?.range()
  return range !== undefined && insideRanges.includes(range)
}

/** The IPv4 address inside a mapped (RFC 4291) or NAT64 one (RFC 6052); 6to4, Teredo and the like stay, and are not unicast. */
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  // ipaddr.js also takes 0x7f.1 and zones (fe80::1%eth0); no resolver answers with these.
  if (isIP(address) === 0 || address.includes('%')) return null
  if (isIPv4(address)) return ipaddr.IPv4.parse(address)
  // In hexadecimal, as a URL writes it: ipaddr.js takes ::8.8.8.8 for a mapped address.
  const ip = ipaddr.IPv6.parse(new URL(`http://[${address}]/`).hostname.slice(1, -1))
  const isMapped = ip.isIPv4MappedAddress()
  const isNat64 = ip.match(ipaddr.IPv6.parseCIDR('64:ff9b::/96'))
  return isMapped || isNat64 ? new ipaddr.IPv4(ip.toByteArray().slice(12)) : ip
}

/** ISATAP carries an IPv4 address behind 0:5efe in any network: https://www.rfc-editor.org/rfc/rfc5214#section-6.1 */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return (parts[4]! & 0xfdff) === 0 && parts[5] === 0x5efe
}
