// Files that were attached: fetched from Discord's own hosts only, whole or not at all.
import { describe, expect, it } from 'vitest'
import type { AppError } from '../../../../src/errors.ts'
import { at } from '../../../askers.ts'
import { attachment, message, type Setup, setUp } from '../fixtures.ts'

const reference = '300/8000/55'
const bytes = Buffer.from('%PDF-1.7 the whole file')
const asker = { ...at('200/300', '7'), target: {} }

async function setUpWithFile(): Promise<Setup & { fetch(url?: string, maxBytes?: number): Promise<Uint8Array> }> {
  const setup = await setUp()
  setup.discord.files.set('55/report.pdf', { bytes, type: 'application/pdf' })
  const file = { kind: 'file', sourceKey: 'k', name: 'report.pdf', reference } as const
  return Object.assign(setup, {
    fetch: async (url?: string, maxBytes = 1000) => {
      const secret = url === undefined ? {} : { secret: JSON.stringify({ urls: { [reference]: url } }) }
      return (await setup.platform.fetchFile?.(file, { asker, maxBytes, ...secret })) as Uint8Array
    },
  })
}

const address = ({ discord }: Setup) => `${discord.cdnUrl}/55/report.pdf?ex=1&is=2&hm=3`
const reads = ({ discord }: Setup, path: RegExp) => discord.calls.filter((call) => path.test(call.path)).length
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not throw')),
    (error: AppError) => error,
  )
/** The message that the file stands in has a new address for it. */
function share(setup: Setup, url = address(setup)): void {
  setup.discord.messages.push({
    id: '8000',
    channelId: '300',
    isOriginal: false,
    content: message({ attachments: [attachment('55', 'report.pdf', url)] }),
    updates: 0,
  })
}

describe('a file', () => {
  it('is fetched from its signed address, without the bot’s token', async () => {
    await using setup = await setUpWithFile()
    expect(Buffer.from(await setup.fetch(address(setup)))).toEqual(bytes)
    expect(setup.discord.calls).toMatchObject([{ path: '/cdn/55/report.pdf' }])
    expect(setup.discord.calls[0]?.headers).not.toHaveProperty('authorization')
  })

  it('survives a network that fails twice', async () => {
    await using setup = await setUpWithFile()
    setup.discord.next(/cdn/, { kind: 'error', status: 503 })
    setup.discord.next(/cdn/, { kind: 'error', status: 429 })
    expect(Buffer.from(await setup.fetch(address(setup)))).toEqual(bytes)
  })

  it('is left for later when it fails three times', async () => {
    await using setup = await setUpWithFile()
    for (let count = 0; count < 3; count += 1) setup.discord.next(/cdn/, { kind: 'error', status: 503 })
    expect(await caught(setup.fetch(address(setup)))).toMatchObject({ code: 'file-unavailable', retry: 'later' })
    expect(reads(setup, /cdn/)).toBe(3)
  })

  it('is refused above the limit', async () => {
    await using setup = await setUpWithFile()
    expect(await caught(setup.fetch(address(setup), bytes.length - 1))).toMatchObject({ code: 'too-large' })
    expect(Buffer.from(await setup.fetch(address(setup), bytes.length))).toEqual(bytes)
  })

  it.each([403, 404])('is asked for anew when its address is over: %d', async (status) => {
    await using setup = await setUpWithFile()
    share(setup)
    setup.discord.next(/cdn/, { kind: 'error', status })
    expect(Buffer.from(await setup.fetch(address(setup)))).toEqual(bytes)
    expect(reads(setup, /channels\/300\/messages\/8000/)).toBe(1)
  })

  it('is asked for anew when its address was lost', async () => {
    await using setup = await setUpWithFile()
    share(setup)
    expect(Buffer.from(await setup.fetch())).toEqual(bytes)
  })

  it('is told from the others of its message by its id', async () => {
    await using setup = await setUpWithFile()
    setup.discord.files.set('54/other.pdf', { bytes: Buffer.from('other'), type: 'application/pdf' })
    const other = attachment('54', 'other.pdf', `${setup.discord.cdnUrl}/54/other.pdf`)
    const attachments = [other, attachment('55', 'report.pdf', address(setup))]
    const content = message({ attachments })
    setup.discord.messages.push({ id: '8000', channelId: '300', isOriginal: false, content, updates: 0 })
    expect(Buffer.from(await setup.fetch())).toEqual(bytes)
  })

  it('has to be shared again when the message is gone too, or its new address is over as well', async () => {
    await using setup = await setUpWithFile()
    setup.discord.next(/cdn/, { kind: 'error', status: 404 })
    const gone = await caught(setup.fetch(address(setup)))
    expect(gone).toMatchObject({ code: 'file-gone', retry: 'never' })
    expect(gone.message).toContain('share it again')

    share(setup)
    setup.discord.next(/cdn/, { kind: 'error', status: 404 })
    setup.discord.next(/cdn/, { kind: 'error', status: 404 })
    expect(await caught(setup.fetch(address(setup)))).toMatchObject({ code: 'file-gone' })
  })

  it('waits when Discord cannot tell the new address just now', async () => {
    await using setup = await setUpWithFile()
    setup.discord.next(/channels/, { kind: 'error', status: 502 })
    expect(await caught(setup.fetch())).toMatchObject({ retry: 'later' })
  })

  it.each([
    'http://cdn.discordapp.com/55/report.pdf',
    'https://cdn.discordapp.com.evil.example/55/report.pdf',
    'https://evilcdn.discordapp.com/55/report.pdf',
    'https://evil.cdn.discordapp.com/55/report.pdf',
    'https://cdn.discordapp.com:8443/55/report.pdf',
    'https://user@cdn.discordapp.com/55/report.pdf',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'not an address',
  ])('is fetched from no other host: %s', async (url) => {
    await using setup = await setUpWithFile()
    share(setup, url)
    expect(await caught(setup.fetch(url))).toMatchObject({ code: 'file-gone', retry: 'never' })
    expect(reads(setup, /cdn/)).toBe(0)
  })

  it('follows no redirect', async () => {
    await using setup = await setUpWithFile()
    const headers = { location: `${setup.discord.cdnUrl}/55/report.pdf` }
    setup.discord.next(/cdn/, { kind: 'error', status: 302, headers })
    expect(await caught(setup.fetch(address(setup)))).toMatchObject({ code: 'file-refused', retry: 'never' })
    expect(reads(setup, /cdn/)).toBe(1)
  })
})
