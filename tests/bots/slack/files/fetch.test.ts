// The bytes of files that people shared in Slack: with the token, from Slack alone, and every way it fails told apart.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createFileHosts } from '../../../../src/bots/slack/files/hosts.ts'
import type { FetchedFile } from '../../../../src/bots/types.ts'
import type { Asker } from '../../../../src/model.ts'
import { at } from '../../../askers.ts'
import { type StandInFile, signInPage } from '../../../stand-ins/slack-files.ts'
import { type Setup, setUp } from '../fixtures.ts'

const bytes = Buffer.from('# Travel\n\nAda approves travel.\n')
const asker = (channel = 'C1'): Asker => ({
  ...at(`T1/${channel}`, 'T1/U1'),
  target: { team: 'T1', channel, user: 'U1' },
})

async function fetchIt(
  setup: Setup,
  file: Partial<StandInFile> = {},
  options: { maxBytes?: number; channel?: string } = {},
) {
  setup.slack.files.set('F1', { bytes, info: {}, ...file })
  const source = { kind: 'file', sourceKey: 'slack:F1', name: 'shared file', reference: 'F1' } as const
  const from = { asker: asker(options.channel), maxBytes: options.maxBytes ?? 1_000_000 }
  return (await setup.platform.fetchFile!(source, from)) as FetchedFile
}

describe('a file in Slack', () => {
  it('is fetched with the token, and called as Slack calls it', async () => {
    await using setup = await setUp()
    const info = {
      name: 'travel.md',
      title: 'How we travel',
      shares: { public: { C1: [{ ts: '1790000000.000100' }] } },
    }
    expect(await fetchIt(setup, { info })).toEqual({
      bytes,
      name: 'travel.md',
      title: 'How we travel',
      url: 'https://acme.slack.com/files/U1/F1/file',
      message: 'T1:C1:1790000000.000100',
    })
    expect(setup.slack.downloads).toEqual([{ file: 'F1', authorization: 'Bearer xoxb-token-of-the-tests' }])
  })

  it.each([
    [
      'a canvas',
      { mode: 'quip', filetype: 'quip', mimetype: 'text/html', title: 'Plans', name: 'Plans' },
      'Plans.html',
    ],
    ['a snippet without an extension', { mode: 'snippet', filetype: 'text', name: 'Untitled' }, 'Untitled'],
    ['a snippet of Markdown', { mode: 'snippet', filetype: 'markdown', name: 'notes' }, 'notes.md'],
    ['one of a shared channel', { channels: undefined, groups: undefined, ims: undefined, name: 'a.txt' }, 'a.txt'],
    ['one that can be looked at only', { url_private_download: undefined, name: 'a.txt' }, 'a.txt'],
    ['a name that is a path', { name: '../../etc/\u202efdp.exe' }, 'fdp.exe'],
  ])('%s', async (_, info, name) => {
    await using setup = await setUp()
    expect(await fetchIt(setup, { info })).toMatchObject({ bytes, name })
  })

  it.each<[string, StandInFile['info'], string, RegExp]>([
    ['deleted', null, 'slack-file-gone', /share it again/],
    ['a tombstone', { mode: 'tombstone' }, 'slack-file-gone', /share it again/],
    ['said to be deleted', { is_deleted: true }, 'slack-file-gone', /share it again/],
    ['hidden by the plan', { mode: 'hidden_by_limit' }, 'slack-file-hidden', /plan/],
    [
      'kept elsewhere',
      { mode: 'external', is_external: true, external_type: 'gdrive', name: 'Budget' },
      'slack-file-external',
      /“Budget” is kept in Google Drive.*upload the file/,
    ],
    ['not shared there', { channels: ['C2'] }, 'slack-file-unshared', /not shared here any more/],
    ['shared nowhere', { channels: [] }, 'slack-file-unshared', /not shared here any more/],
    ['said to be too large', { size: 9_000_000 }, 'too-large', /larger than/],
  ])('is refused by name when it is %s, and not fetched', async (_, info, code, message) => {
    await using setup = await setUp()
    await expect(fetchIt(setup, { info })).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(setup.slack.downloads).toEqual([])
  })

  it('that a person gave to the bot alone is read wherever Slack says that it is shared', async () => {
    await using setup = await setUp()
    setup.slack.files.set('F1', { bytes, info: { channels: [], ims: ['D7'] } })
    const source = { kind: 'file', sourceKey: 'slack:F1', name: 'shared file', reference: 'F1' } as const
    const direct: Asker = { ...asker('D1'), place: { kind: 'direct' } }
    expect(await setup.platform.fetchFile!(source, { asker: direct, maxBytes: 1_000_000 })).toMatchObject({ bytes })
  })

  it('is called by its name to whoever waits for it, also where it is refused', async () => {
    await using setup = await setUp()
    setup.slack.files.set('F1', { bytes, info: { name: 'travel.md', channels: ['C2'] } })
    const named: string[] = []
    const source = { kind: 'file', sourceKey: 'slack:F1', name: 'shared file', reference: 'F1' } as const
    const from = { asker: asker(), maxBytes: 1_000_000, onNamed: (name: string) => void named.push(name) }
    await expect(setup.platform.fetchFile!(source, from)).rejects.toMatchObject({ code: 'slack-file-unshared' })
    expect(named).toEqual(['travel.md'])
  })

  it('that Slack does not know any more is gone, like one that was deleted', async () => {
    await using setup = await setUp()
    const source = { kind: 'file', sourceKey: 'slack:F9', name: 'shared file', reference: 'F9' } as const
    await expect(setup.platform.fetchFile!(source, { asker: asker(), maxBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'slack-file-gone',
      retry: 'never',
    })
  })

  it.each<[string, StandInFile['answer'], object, RegExp]>([
    [
      'a way to a login page',
      (one) => void one.writeHead(302, { location: '/signin' }).end(),
      { code: 'slack-file-refused', retry: 'never' },
      /files:read/,
    ],
    ['HTTP 401', (one) => void one.writeHead(401).end(), { code: 'slack-file-refused', retry: 'never' }, /files:read/],
    ['HTTP 403', (one) => void one.writeHead(403).end(), { code: 'slack-file-refused', retry: 'never' }, /invite/i],
    ['HTTP 404', (one) => void one.writeHead(404).end(), { code: 'slack-file-gone', retry: 'never' }, /share it again/],
    ['HTTP 400', (one) => void one.writeHead(400).end(), { code: 'slack-file-refused', retry: 'never' }, /HTTP 400/],
    [
      'HTTP 503',
      (one) => void one.writeHead(503).end(),
      { code: 'slack-file-unavailable', retry: 'later' },
      /HTTP 503/,
    ],
    [
      'a limit',
      (one) => void one.writeHead(429, { 'retry-after': '7' }).end(),
      { code: 'slack-rate-limited', retryAfterMs: 7_000 },
      /7 s/,
    ],
    [
      'a page that asks to sign in',
      (one) => void one.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(signInPage),
      { code: 'slack-file-refused' },
      /sign in/,
    ],
    [
      'more bytes than there may be',
      (one) => void one.writeHead(200).end(Buffer.alloc(2_000_000)),
      { code: 'too-large' },
      /larger than/,
    ],
    [
      'a part',
      (one) => void one.writeHead(200, { 'content-length': 50 }).write('begins', () => one.destroy()),
      { retry: 'later' },
      /./,
    ],
    ['nothing', () => {}, { code: 'slack-unreachable', retry: 'later' }, /Slack/],
  ])('that comes as %s is an error of its own', async (what, answer, error, message) => {
    // On a busy machine an answer takes its time.
    await using setup = await setUp({ timeoutMs: what === 'nothing' ? 200 : 30_000 })
    await expect(fetchIt(setup, { answer: answer! })).rejects.toMatchObject({
      ...error,
      message: expect.stringMatching(message),
    })
  })

  it('that is a page is told from the page that asks to sign in by its size', async () => {
    await using setup = await setUp()
    const page = Buffer.from('<!doctype html><title>Plan</title><p>Ada approves travel.')
    const info = { name: 'plan.html', mimetype: 'text/html', size: page.length }
    expect(await fetchIt(setup, { bytes: page, info })).toMatchObject({ bytes: page })
    const answer: StandInFile['answer'] = (one) =>
      void one.writeHead(200, { 'content-type': 'text/html' }).end(signInPage)
    await expect(fetchIt(setup, { bytes: page, info, answer })).rejects.toMatchObject({ code: 'slack-file-refused' })
  })

  it('that is a post, whose size Slack does not know, is no page either', async () => {
    await using setup = await setUp()
    const info = { mode: 'space', filetype: 'space', size: 12 }
    const answer: StandInFile['answer'] = (one) =>
      void one.writeHead(200, { 'content-type': 'text/html' }).end(signInPage)
    await expect(fetchIt(setup, { info, answer })).rejects.toMatchObject({ code: 'slack-file-refused' })
  })

  it('is tried again at once when the network fails for a moment', async () => {
    await using setup = await setUp()
    let count = 0
    const answer: StandInFile['answer'] = (one) => {
      count += 1
      if (count < 3) one.destroy()
      else one.writeHead(200, { 'content-type': 'text/plain' }).end(bytes)
    }
    expect(await fetchIt(setup, { answer })).toMatchObject({ bytes })
  })

  it('says which scope is missing, and holds no token in an error', async () => {
    await using setup = await setUp()
    setup.slack.scopes = setup.slack.scopes.filter((scope) => scope !== 'files:read')
    const failure = await fetchIt(setup).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'slack-missing-scope',
      retry: 'never',
      message: expect.stringContaining('lacks files:read'),
    })
    expect(String(failure)).not.toContain('xoxb')
  })

  it('never takes the token to another host, nor along a redirect', async () => {
    await using setup = await setUp()
    const seen: (string | undefined)[] = []
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(200, { 'content-type': 'text/plain' }).end('mine now')
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/file`
    await expect(fetchIt(setup, { info: { url_private_download: address } })).rejects.toMatchObject({
      code: 'slack-file-host',
    })
    const answer: StandInFile['answer'] = (one) => void one.writeHead(302, { location: address }).end()
    await expect(fetchIt(setup, { answer })).rejects.toMatchObject({ code: 'slack-file-refused' })
    expect(seen).toEqual([])
    await new Promise((resolve) => other.close(resolve))
  })
})

describe('the token goes', () => {
  const own = createFileHosts(undefined)
  const local = createFileHosts('http://127.0.0.1:9100/api/')
  it.each([
    ['https://files.slack.com/files-pri/T1-F1/a.txt', true, true],
    ['https://a.slack-edge.com/x', true, true],
    ['http://files.slack.com/x', false, false],
    ['https://files.slack.com:8443/x', false, false],
    ['https://files.slack.com@evil.example/x', false, false],
    ['https://evilslack.com/x', false, false],
    ['https://files.slack.com.evil.example/x', false, false],
    ['http://127.0.0.1:9100/files/F1', false, true],
    ['http://localhost:9100/files/F1', false, true],
    ['http://127.0.0.1:9101/files/F1', false, false],
    ['http://169.254.169.254:9100/', false, false],
  ])('to %s: %s, and with a Slack on this machine: %s', (address, isOwn, isLocal) => {
    expect([own(new URL(address)), local(new URL(address))]).toEqual([isOwn, isLocal])
  })

  it('to no other host where the Web API is elsewhere', () => {
    expect(createFileHosts('https://slack.example/api')(new URL('https://slack.example/files/F1'))).toBe(false)
  })
})
