// Files that people shared: by download address and through Graph, over a network that fails, and never anyone else's.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { isFileHost } from '../../../../src/bots/teams/files/download.ts'
import { createFetchFile } from '../../../../src/bots/teams/files/files.ts'
import { createConnector } from '../../../../src/bots/teams/send/connector.ts'
import type { AppError } from '../../../../src/errors.ts'
import { at } from '../../../askers.ts'
import { createTeamsStandIn, type Mishap } from '../../../stand-ins/teams.ts'

const bytes = Buffer.from('%PDF-1.7 travel')
const shared = 'https://contoso.sharepoint.com/sites/team/Shared Documents/travel.pdf'
const shareId = `u!${Buffer.from(shared).toString('base64url')}`

async function setUp(timeoutMs = 10_000) {
  const teams = await createTeamsStandIn()
  const { serviceUrls } = teams.config
  // Downloads come from another origin than the connector's, as in life: they need no token, and must not get one.
  const files = new Map<string, RequestListener>()
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    const listener = files.get(request.url ?? '') ?? ((_, answer) => answer.writeHead(404).end())
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const filesUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connector = createConnector(teams.config, { timeoutMs })
  const fetchFile = createFetchFile(connector, { serviceUrls, graphUrl: filesUrl, timeoutMs })
  const target = {
    type: 'channel',
    tenant: 'tenant-1',
    conversation: '19:c;messageid=1',
    channel: '19:c',
    team: 'group-1',
    aadUser: 'aad-ada',
  }
  const fetchIt = (
    reference: string,
    options: { urls?: readonly string[]; name?: string; maxBytes?: number; target?: typeof target } = {},
  ) =>
    fetchFile(
      { kind: 'file', sourceKey: 's', name: options.name ?? 'travel.pdf', reference },
      {
        asker: { ...at('t/19:c', 'p'), target: options.target ?? target },
        secret: JSON.stringify({ urls: options.urls ?? [] }),
        maxBytes: options.maxBytes ?? 1_000_000,
      },
    )
  const download = (listener: RequestListener, options: { name?: string; maxBytes?: number } = {}) => {
    files.set('/file', listener)
    return fetchIt('url:0', { ...options, urls: [`${filesUrl}/file`] })
  }
  /** What Graph says about the shared file. */
  const share = (drive: string, owner?: string) => {
    teams.graph.set(`/v1.0/shares/${shareId}/driveItem`, { id: 'i', parentReference: { driveId: drive } })
    teams.graph.set('/v1.0/teams/group-1/channels/19:c/filesFolder', { parentReference: { driveId: 'team-drive' } })
    teams.graph.set(`/v1.0/drives/${drive}`, { owner: owner === undefined ? {} : { user: { id: owner } } })
    teams.files.set(`/v1.0/shares/${shareId}/driveItem/content`, bytes)
  }
  return {
    teams,
    files,
    filesUrl,
    seen,
    fetchIt,
    download,
    share,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await teams.close()
    },
  }
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not throw')),
    (error: AppError) => error,
  )
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end()
const file: RequestListener = (_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes)

describe('a download address', () => {
  it('gives the file, without our token', async () => {
    await using setup = await setUp()
    expect(Buffer.from(await setup.download(file))).toEqual(bytes)
    expect(setup.seen).toEqual([undefined])
  })

  it('gives a pasted picture with our token, where the connector keeps it', async () => {
    await using setup = await setUp()
    setup.teams.files.set('/v3/attachments/1', bytes)
    setup.teams.files.set('/picture', bytes)
    const urls = [`${setup.teams.url}/picture`]
    expect(Buffer.from(await setup.fetchIt('url:0', { urls, name: 'picture.png' }))).toEqual(bytes)
  })

  it.each([
    [403, 'teams-file-refused'],
    [401, 'teams-file-refused'],
    [404, 'teams-file-gone'],
    [410, 'teams-file-gone'],
  ])('that has expired (%i) is not tried again', async (code, name) => {
    await using setup = await setUp()
    const error = await caught(setup.download(status(code)))
    expect(error).toMatchObject({ code: name, retry: 'never' })
    expect(error.message).toContain('share it again')
    expect(error.message).not.toContain(setup.filesUrl)
    expect(setup.seen).toHaveLength(1)
  })

  it.each<[string, RequestListener]>([
    ['502', status(502)],
    ['no answer', (request) => request.destroy()],
    [
      'half a file',
      (request, response) => {
        response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 5))
        setTimeout(() => request.destroy(), 10)
      },
    ],
  ])('is tried three times, then left to the outbox: %s', async (_, listener) => {
    await using setup = await setUp()
    expect(await caught(setup.download(listener))).toMatchObject({ retry: 'later' })
    expect(setup.seen).toHaveLength(3)
    let count = 0
    const flaky: RequestListener = (request, response) => (++count < 3 ? listener : file)(request, response)
    expect(Buffer.from(await setup.download(flaky))).toEqual(bytes)
  })

  it('is left alone as long as it asks to', async () => {
    await using setup = await setUp()
    expect(await caught(setup.download(status(429, { 'retry-after': '7' })))).toMatchObject({
      retry: 'later',
      retryAfterMs: 7000,
    })
    expect(setup.seen).toHaveLength(1)
  })

  it('that stalls is given up', async () => {
    await using setup = await setUp(150)
    const stalled: RequestListener = (_, response) => void response.writeHead(200).write('x')
    expect(await caught(setup.download(stalled))).toMatchObject({ retry: 'later' })
  })

  it('that is slow but steady is read to its end', async () => {
    await using setup = await setUp(600)
    const steady: RequestListener = (_, response) => {
      response.writeHead(200)
      for (const part of [0, 1, 2, 3]) setTimeout(() => response.write(String(part)), part * 250)
      setTimeout(() => response.end(), 1000)
    }
    expect(String(Buffer.from(await setup.download(steady)))).toBe('0123')
  })

  it('that gives more than allowed is refused, announced or not', async () => {
    await using setup = await setUp()
    const streamed: RequestListener = (_, response) => void response.writeHead(200).end(Buffer.alloc(300_000))
    // A piece that comes over the network at once is smaller than what is allowed here; all of them are not.
    for (const [listener, maxBytes] of [
      [file, 10],
      [streamed, 200_000],
    ] as const)
      expect(await caught(setup.download(listener, { maxBytes }))).toMatchObject({ code: 'too-large', retry: 'never' })
  })

  it('that leads to a page to sign in is refused, unless a page was shared', async () => {
    await using setup = await setUp()
    const page: RequestListener = (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>')
    expect(await caught(setup.download(page))).toMatchObject({ code: 'teams-file-refused', retry: 'never' })
    expect(String(Buffer.from(await setup.download(page, { name: 'page.html' })))).toBe('<html>')
  })

  it('may be redirected three times, to allowed hosts only', async () => {
    await using setup = await setUp()
    const hop = (location: string) => status(302, { location })
    for (const index of [1, 2]) setup.files.set(`/${index}`, hop(`/${index + 1}`))
    setup.files.set('/3', file)
    expect(Buffer.from(await setup.download(hop('/1')))).toEqual(bytes)
    setup.files.set('/3', hop('/4'))
    expect(await caught(setup.download(hop('/1')))).toMatchObject({ code: 'teams-file-refused', retry: 'never' })
    for (const evil of [
      'http://127.0.0.1:9/',
      'https://evil.example/',
      'file:///etc/passwd',
      'http://169.254.169.254/',
    ])
      expect(await caught(setup.download(hop(evil)))).toMatchObject({ code: 'teams-file-host', retry: 'never' })
  })

  it('that is not there, or not of a file host, is not fetched', async () => {
    await using setup = await setUp()
    expect(await caught(setup.fetchIt('url:3', { urls: [] }))).toMatchObject({ code: 'teams-file-gone' })
    expect(await caught(setup.fetchIt('url:0', { urls: ['https://evil.example/x'] }))).toMatchObject({
      code: 'teams-file-host',
    })
  })

  it.each([
    ['https://contoso.sharepoint.com/x', true],
    ['https://contoso-my.sharepoint.com/x', true],
    ['https://eu-prod.svc.ms/x', true],
    ['http://contoso.sharepoint.com/x', false],
    ['https://contoso.sharepoint.com:8443/x', false],
    ['https://sharepoint.com.evil.example/x', false],
    ['https://contoso.sharepoint.com.evil.example/x', false],
    ['https://evilsharepoint.com/x', false],
    ['https://me@contoso.sharepoint.com/x', false],
  ])('%s is a file host: %s', (url, expected) => expect(isFileHost(new URL(url))).toBe(expected))
})

describe('a file of a channel or a chat', () => {
  const message = 'message:group-1/19%3Ac/1/2/att-1'
  const link = { id: 'att-1', contentType: 'reference', contentUrl: shared, name: 'travel.pdf' }
  const messagePath = '/v1.0/teams/group-1/channels/19:c/messages/1/replies/2'

  it('is found through its message, and read where the team keeps it', async () => {
    await using setup = await setUp()
    setup.share('team-drive')
    setup.teams.graph.set(messagePath, { attachments: [{ ...link, id: 'other', name: 'x' }, link] })
    expect(Buffer.from(await setup.fetchIt(message))).toEqual(bytes)
    // The first message of a thread is no reply.
    setup.teams.graph.set('/v1.0/teams/group-1/channels/19:c/messages/1', { attachments: [link] })
    expect(Buffer.from(await setup.fetchIt('message:group-1/19%3Ac/1/1/unknown-id'))).toEqual(bytes)
    expect(await caught(setup.fetchIt('message:group-1/19%3Ac/1/1/unknown-id', { name: 'other.pdf' }))).toMatchObject({
      code: 'teams-file-gone',
    })
  })

  it('is read from the drive of whoever wrote the message, or asks', async () => {
    await using setup = await setUp()
    setup.share('adas-drive', 'aad-ada')
    expect(Buffer.from(await setup.fetchIt(`share:${encodeURIComponent(shared)}`))).toEqual(bytes)
    setup.share('bobs-drive', 'aad-bob')
    expect(await caught(setup.fetchIt(`share:${encodeURIComponent(shared)}`))).toMatchObject({
      code: 'teams-file-foreign',
      retry: 'never',
    })
    const from = { user: { id: 'aad-bob' } }
    setup.teams.graph.set('/v1.0/chats/19:chat/messages/5', { from, attachments: [link] })
    expect(Buffer.from(await setup.fetchIt('chat:19%3Achat/5/att-1'))).toEqual(bytes)
  })

  it('that nobody here owns is not read, though the app could', async () => {
    await using setup = await setUp()
    setup.share('finance-drive')
    setup.teams.graph.set(messagePath, { from: { user: { id: 'aad-bob' } }, attachments: [link] })
    expect(await caught(setup.fetchIt(message))).toMatchObject({ code: 'teams-file-foreign', retry: 'never' })
    // A team's drive has no person for its owner, and a message may tell no author: the two are not the same.
    setup.teams.graph.set(messagePath, { attachments: [link] })
    expect(await caught(setup.fetchIt(message))).toMatchObject({ code: 'teams-file-foreign', retry: 'never' })
    expect(setup.teams.count(/content$/)).toBe(0)
  })

  it('follows Graph to the file’s own address without the token', async () => {
    await using setup = await setUp()
    setup.share('team-drive')
    setup.files.set('/file', file)
    const body = { kind: 'redirect' }
    setup.teams.next(/content$/, { kind: 'status', status: 302, body, location: `${setup.filesUrl}/file` })
    expect(Buffer.from(await setup.fetchIt(`share:${encodeURIComponent(shared)}`))).toEqual(bytes)
    expect(setup.seen).toEqual([undefined])
  })

  it.each([
    [/messages/, 'ChannelMessage.Read.Group'],
    [/driveItem$/, 'Files.Read.All'],
    [/content$/, 'Files.Read.All'],
  ])('names the permission that is missing: %s', async (where, permission) => {
    await using setup = await setUp()
    setup.share('team-drive')
    setup.teams.graph.set(messagePath, { attachments: [link] })
    setup.teams.next(where, { kind: 'status', status: 403 })
    const error = await caught(setup.fetchIt(message))
    expect(error).toMatchObject({ retry: 'never' })
    expect(error.message).toContain(permission)
  })

  it('is tried again when Graph fails', async () => {
    await using setup = await setUp()
    setup.share('team-drive')
    for (const mishap of [{ kind: 'status', status: 503 }, { kind: 'drop' }] as Mishap[])
      setup.teams.next(/driveItem/, mishap)
    expect(Buffer.from(await setup.fetchIt(`share:${encodeURIComponent(shared)}`))).toEqual(bytes)
  })

  it('is not looked up when it is not in SharePoint', async () => {
    await using setup = await setUp()
    expect(await caught(setup.fetchIt('share:https%3A%2F%2Fevil.example%2Fx'))).toMatchObject({
      code: 'teams-file-host',
    })
    expect(setup.teams.requests).toEqual([])
  })
})

it('95 of 100 files arrive over a network that loses three answers in ten', async () => {
  await using setup = await setUp()
  let state = 7
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
  const flaky: RequestListener = (request, response) => {
    const chance = random()
    if (chance < 0.1) request.destroy()
    else if (chance < 0.2) response.writeHead(503).end()
    else if (chance < 0.3) {
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 5))
      setTimeout(() => request.destroy(), 5)
    } else file(request, response)
  }
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, () =>
      setup.download(flaky).then(
        () => true,
        (error: AppError) => error.retry,
      ),
    ),
  )
  expect(outcomes.filter((one) => one === true).length).toBeGreaterThanOrEqual(190)
  // The rest is for the house to try again.
  expect(outcomes.filter((one) => one !== true && one !== 'later')).toEqual([])
})
