// Web servers on loopback for the tests: pages as they are told, raw sockets for what no server library would send, and
// a name server that is handed in. They keep what was asked of them.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'

type Page =
  | string
  | Uint8Array
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string | Uint8Array
    }
  | ((request: IncomingMessage, response: ServerResponse) => void)

export interface Website {
  /** "http://127.0.0.1:port" */
  readonly origin: string
  /** "127.0.0.1:port" */
  readonly host: string
  readonly port: number
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[]
  /** Paths that nobody served are 404, /robots.txt too. */
  serve(path: string, page: Page): void
  close(): Promise<void>
}

export async function startWebsite(): Promise<Website> {
  const pages = new Map<string, Page>()
  const requests: Website['requests'] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push({ path, headers: request.headers })
    const page = pages.get(path) ?? { status: 404 }
    if (typeof page === 'function') page(request, response)
    else if (typeof page === 'string' || page instanceof Uint8Array)
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page)
    else response.writeHead(page.status ?? 200, page.headers).end(page.body)
  })
  const port = await listen(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    requests,
    serve: (path, page) => void pages.set(path, page),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Answers every request for /robots.txt with 404 and all others by `script`, byte by byte. */
export async function startRawServer(script: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Whoever refuses an answer hangs up on it.
    socket.on('error', () => {})
    socket.once('data', (request) => {
      if (/^GET \/robots\.txt /.test(String(request))) socket.end('HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n')
      else script(socket)
    })
  })
  const port = await listen(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * A name server: each name with its answers, one look-up after the other; the last one stays. `asked` are the names
 * in the order of the look-ups.
 */
export function createNames(answers: Readonly<Record<string, readonly (readonly string[])[]>>) {
  const asked: string[] = []
  const lookup = async (host: string) => {
    const known = answers[host]
    if (!known) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' })
    const turn = Math.min(asked.filter((name) => name === host).length, known.length - 1)
    asked.push(host)
    return known[turn]!.map((address) => ({ address, family: address.includes(':') ? (6 as const) : (4 as const) }))
  }
  return { lookup, asked }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
