// Serves one PGlite session to many connections in the Postgres wire protocol (version 3). A connection has the
// session from its first message to the "ready for query" that ends it, and through its transaction. Messages of two
// connections are never mixed: after an error the session skips everything up to that connection's own Sync, and
// another's message in between would be swallowed without a reply. Notifications go to every connection.
// Refuses TLS and cancel requests, as the socket is local and a query cannot be interrupted.
// Protocol: https://www.postgresql.org/docs/current/protocol-flow.html
import { createServer, type Server, type Socket } from 'node:net'

/** The part of PGlite that it needs. */
export interface Session {
  execProtocolRawStream(message: Uint8Array, options: { onRawData: (data: Uint8Array) => void }): Promise<unknown>
  exec(sql: string): Promise<unknown>
}

export interface EmbeddedServer {
  listen(path: string): Promise<void>
  connections(): number
  close(): Promise<void>
}

const codes = { sslRequest: 80_877_103, gssRequest: 80_877_104, cancelRequest: 80_877_102 }
const type = { query: 0x51, sync: 0x53, terminate: 0x58, functionCall: 0x46, notification: 0x41, ready: 0x5a }
const idle = 0x49

/** As Postgres' idle_in_transaction_session_timeout. Our own transactions take milliseconds. */
const idleInTransactionMs = 10_000

interface Connection {
  readonly socket: Socket
  /** What came and is no complete message yet, and how much it is together. */
  input: Buffer[]
  inputBytes: number
  isStarted: boolean
  /** Complete messages that wait for the session, up to one that is answered by "ready for query" and beyond. */
  readonly waiting: Buffer[]
}

export function createEmbeddedServer(session: Session): EmbeddedServer {
  const connections = new Set<Connection>()
  /** In the order of their turns. */
  const queue: Connection[] = []
  /** Inside a transaction: nobody else gets a turn. */
  let owner: Connection | null = null
  let isRunning = false
  let ownerTimer: NodeJS.Timeout | undefined

  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    for (let next = takeTurn(); next; next = takeTurn()) {
      const status = await execute(next)
      owner = status === idle ? null : next
      watchOwner()
      if (owner && !connections.has(owner)) await abandon()
      if (hasTurn(next)) queue.push(next)
    }
    isRunning = false
  }

  function takeTurn(): Connection | undefined {
    const index = owner ? queue.indexOf(owner) : 0
    return index < 0 ? undefined : queue.splice(index, 1)[0]
  }

  /** Runs one turn and returns the session's state at its end: idle, or within a transaction. */
  async function execute(connection: Connection): Promise<number> {
    const end = connection.waiting.findIndex(endsTurn)
    const output: Uint8Array[] = []
    const messages = connection.waiting.splice(0, end + 1)
    await session.execProtocolRawStream(messages.length === 1 ? messages[0]! : Buffer.concat(messages), {
      onRawData: (data) => output.push(data.slice()),
    })
    const answer = Buffer.concat(output)
    if (connection.socket.writable) connection.socket.write(answer)
    const { notifications, status } = readAnswer(answer)
    if (notifications.length > 0) {
      for (const { socket } of connections)
        if (socket !== connection.socket && socket.writable) socket.write(notifications)
    }
    return status
  }

  /** Everyone waits for an open transaction: one whose process sleeps is ended. */
  function watchOwner(): void {
    clearTimeout(ownerTimer)
    const watched = owner
    if (watched) ownerTimer = setTimeout(() => watched.socket.destroy(), idleInTransactionMs)
  }

  /** The owner of a transaction has gone: what it began is undone. */
  async function abandon(): Promise<void> {
    owner = null
    await session.exec('rollback')
  }

  function receive(connection: Connection, data: Buffer): void {
    connection.input.push(data)
    connection.inputBytes += data.length
    for (let message = takeMessage(connection); message; message = takeMessage(connection)) {
      if (message[0] === type.terminate && connection.isStarted) connection.socket.end()
      else connection.waiting.push(message)
      connection.isStarted = true
    }
    if (hasTurn(connection) && !queue.includes(connection)) queue.push(connection)
    void run()
  }

  function leave(connection: Connection): void {
    connections.delete(connection)
    connection.waiting.length = 0
    const index = queue.indexOf(connection)
    if (index >= 0) queue.splice(index, 1)
    if (owner !== connection || isRunning) return
    isRunning = true
    void abandon().finally(() => {
      isRunning = false
      void run()
    })
  }

  const server: Server = createServer((socket) => {
    const connection: Connection = {
      socket,
      input: [],
      inputBytes: 0,
      isStarted: false,
      waiting: [],
    }
    connections.add(connection)
    socket.on('data', (data) => receive(connection, data))
    // An error is followed by 'close', which does the work.
    socket.on('error', () => {})
    socket.on('close', () => leave(connection))
  })

  return {
    listen: (path) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(path, resolve)
      }),
    connections: () => connections.size,
    close: () =>
      new Promise((resolve) => {
        clearTimeout(ownerTimer)
        server.close(() => resolve())
        for (const { socket } of connections) socket.destroy()
      }),
  }
}

const hasTurn = ({ waiting }: Connection) => waiting.some(endsTurn)

/** Messages after which the session says "ready for query"; a startup message has no type, its first byte is 0. */
function endsTurn(message: Buffer): boolean {
  const first = message[0]
  return first === 0 || first === type.query || first === type.sync || first === type.functionCall
}

/** The next complete message of the connection, if there is one; answers requests for encryption on the way. */
function takeMessage(connection: Connection): Buffer | null {
  for (;;) {
    const { isStarted, socket } = connection
    // Before the startup message there is no type byte, only a length that counts itself.
    const header = isStarted ? 1 : 0
    const start = peek(connection, header + 4)
    if (!start) return null
    const length = header + start.readInt32BE(header)
    // Joined once, when it is all there: a file of 32 MB comes in five hundred pieces.
    const input = peek(connection, length)
    if (!input) return null
    connection.input = [input.subarray(length)]
    connection.inputBytes -= length
    const code = isStarted || length < 8 ? 0 : input.readInt32BE(4)
    if (code === codes.cancelRequest) socket.end()
    else if (code === codes.sslRequest || code === codes.gssRequest) socket.write('N')
    else return input.subarray(0, length)
  }
}

/** The connection's input when it is at least so long. */
function peek(connection: Connection, length: number): Buffer | null {
  if (connection.inputBytes < length) return null
  const [first] = connection.input
  if (first && first.length >= length) return first
  const joined = Buffer.concat(connection.input)
  connection.input = [joined]
  return joined
}

/** The notifications in an answer, and the state in its "ready for query"; idle when there is none. */
function readAnswer(answer: Buffer): { readonly notifications: Buffer; readonly status: number } {
  const notifications: Buffer[] = []
  let status = idle
  for (let at = 0; at + 5 <= answer.length; ) {
    const end = at + 1 + answer.readInt32BE(at + 1)
    if (answer[at] === type.notification) notifications.push(answer.subarray(at, end))
    if (answer[at] === type.ready) status = answer[at + 5] ?? idle
    at = end
  }
  return { notifications: Buffer.concat(notifications), status }
}
