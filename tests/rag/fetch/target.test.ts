import { describe, expect, test } from 'vitest'
import { createResolver } from '../../../src/rag/fetch/target.ts'
import { parseWebUrl } from '../../../src/rag/fetch/web-url.ts'
import { createNames } from '../../stand-ins/website.ts'

const names = {
  'example.org': [['93.184.216.34', '2606:4700::1111']],
  '127.0.0.1.nip.io': [['127.0.0.1']],
  'spoofed.example': [['::ffff:127.0.0.1']],
  'mixed.example': [['93.184.216.34', '10.0.0.1']],
  'mixed6.example': [['2606:4700::1111', '::1']],
  'metadata.example': [['169.254.169.254']],
  'none.example': [[]],
  'rebinding.example': [['93.184.216.34'], ['127.0.0.1']],
  'wiki.example': [['10.1.2.3']],
  'wiki.internal': [['10.1.2.3']],
  'metadata.internal': [['169.254.169.254']],
  wiki: [['10.1.2.3']],
  'sub.localhost': [['93.184.216.34']],
  localhost: [['127.0.0.1']],
}

function resolver(allowedHosts: readonly string[] = []) {
  const { lookup, asked } = createNames(names)
  const resolve = createResolver(allowedHosts, 200, lookup)
  return { asked, resolve: (url: string, mayGoInside = true) => resolve(parseWebUrl(url), mayGoInside) }
}

const refused = expect.objectContaining({ code: 'forbidden-address' })

describe('this machine and its network, however they are written', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://127.0.1/',
    'http://127.0.0.1./',
    'http://127.1./',
    'http://127.255.255.254/',
    'http://0x7f.1/',
    'http://0x7f.0.0.1/',
    'http://0x7f000001/',
    'http://0X7F.0X0.0X0.0X1/',
    'http://017700000001/',
    'http://0177.0.0.1/',
    'http://0177.1/',
    'http://00000177.0.0.1/',
    'http://2130706433/',
    'http://2130706433./',
    'http://0/',
    'http://0.0.0.0/',
    'http://0x0/',
    'http://127.0.0.1:8080/',
    'https://127.0.0.1/',
    'http://%31%32%37.0.0.1/',
    'http://127%2e0%2e0%2e1/',
    'http://①②⑦.⓪.⓪.①/',
    'http://127。0。0。1/',
    'http://１２７.0.0.1/',
    'http:\\\\127.0.0.1/',
    'http:127.0.0.1/',
    'http:////127.0.0.1/',
    'ht\ntp://127.\t0.0.1/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0000::ffff:7f00:0001]/',
    'http://[::127.0.0.1]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fe80::1]/',
    'http://localhost/',
    'http://LOCALHOST/',
    'http://localhost./',
    'http://ⓛocalhost/',
    'http://sub.localhost/',
    'http://wiki.internal/',
    'http://printer.local/',
    'http://router.home.arpa/',
    'http://wiki/',
    'http://127.0.0.1.nip.io/',
    'http://spoofed.example/',
    'http://mixed.example/',
    'http://mixed6.example/',
    'http://metadata.example/',
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xA9FEA9FE/',
    'http://[::ffff:169.254.169.254]/',
    'http://168.63.129.16/',
    'http://10.0.0.1/',
    'http://192.168.1/',
    'http://100.64.0.1/',
    'http://255.255.255.255/',
    'http://224.0.0.1/',
  ])('%j is refused', async (url) => {
    await expect(resolver().resolve(url)).rejects.toThrow(refused)
  })

  test('a name that nobody would look up is not looked up', async () => {
    const { asked, resolve } = resolver()
    for (const url of [
      'http://localhost/',
      'http://wiki/',
      'http://wiki.internal/',
      'http://127.1/',
      'http://example.org:22/',
    ])
      await expect(resolve(url)).rejects.toThrow(refused)
    expect(asked).toEqual([])
  })

  test('the refusal says how to allow it', async () => {
    await expect(resolver().resolve('http://wiki.example:8080/page')).rejects.toThrow(
      'wiki.example:8080 is inside your network: add wiki.example:8080 to FETCH_ALLOWED_HOSTS to allow it.',
    )
  })
})

describe('the public internet', () => {
  test('a name is looked up once, and its addresses are what is connected to', async () => {
    const { asked, resolve } = resolver()
    expect(await resolve('https://example.org./')).toMatchObject({
      addresses: ['93.184.216.34', '2606:4700::1111'],
      isInside: false,
    })
    expect(asked).toEqual(['example.org'])
  })

  test('a name that changes its answer is refused the second time', async () => {
    const { resolve } = resolver()
    expect((await resolve('http://rebinding.example/')).addresses).toEqual(['93.184.216.34'])
    await expect(resolve('http://rebinding.example/')).rejects.toThrow(refused)
  })

  test.each([80, 443, 8080, 8443])('port %i is ordinary', async (port) => {
    expect((await resolver().resolve(`http://8.8.8.8:${port}/`)).isInside).toBe(false)
  })

  test.each([0, 21, 22, 25, 3000, 5432, 6379, 8000, 9200, 65_535])('port %i is not', async (port) => {
    await expect(resolver().resolve(`http://8.8.8.8:${port}/`)).rejects.toThrow(refused)
  })

  test('what has no address cannot be reached', async () => {
    for (const url of ['http://unknown.example/', 'http://none.example/'])
      await expect(resolver().resolve(url)).rejects.toThrow(expect.objectContaining({ code: 'unreachable' }))
    const never = createResolver([], 20, () => new Promise(() => {}))
    await expect(never(parseWebUrl('http://slow.example/'), true)).rejects.toThrow(
      expect.objectContaining({ code: 'unreachable' }),
    )
  })
})

describe('hosts that the operator names', () => {
  test('are reached by exactly that host and port, in any spelling', async () => {
    const { resolve } = resolver([
      'wiki.example:8080',
      'WIKI',
      '127.0.0.1:3000',
      '[::1]:81',
      'example.org:22',
      'wiki.internal.',
    ])
    for (const url of [
      'http://wiki.example:8080/',
      'http://wiki/',
      'https://wiki./',
      'http://2130706433:3000/',
      'http://[0:0::1]:81/',
      'http://wiki.internal/',
    ])
      expect(await resolve(url), url).toMatchObject({ isInside: true })
    expect(await resolve('http://example.org:22/')).toMatchObject({ isInside: true })
    for (const url of [
      'http://wiki.example/',
      'http://wiki.example:8443/',
      'http://wiki:8080/',
      'http://127.0.0.1:3001/',
      'http://127.0.0.2:3000/',
      'http://10.1.2.3:8080/',
      'http://wiki.example.127.0.0.1.nip.io:8080/',
    ])
      await expect(resolve(url), url).rejects.toThrow()
  })

  test('are not reached by way of a public page', async () => {
    const { resolve } = resolver(['wiki.example:8080', 'example.org'])
    await expect(resolve('http://wiki.example:8080/', false)).rejects.toThrow(/index that address itself/)
    // One that is public anyway needs no leave.
    expect(await resolve('http://example.org/', false)).toMatchObject({ isInside: false })
  })

  test('do not lead to the metadata of a cloud by their name server', async () => {
    const { resolve } = resolver(['metadata.internal', '169.254.169.254'])
    await expect(resolve('http://metadata.internal/')).rejects.toThrow(refused)
    expect(await resolve('http://169.254.169.254/')).toMatchObject({ isInside: true })
  })

  test.each(['http://wiki:80', 'wiki/path', 'user@wiki', 'wiki:99999', '*.example', '::1', '', 'a b'])(
    'the entry %j is refused',
    (entry) => {
      expect(() => createResolver([entry], 200)).toThrow(expect.objectContaining({ code: 'config' }))
    },
  )
})
