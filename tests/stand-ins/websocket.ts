// The server side of RFC 6455 as far as the stand-ins need it: text both ways and a close code. No fragments, no
// extensions.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

export interface ServerSocket {
  send(text: string): void
  close(code: number): void
  /** Cuts the connection without a word. */
  terminate(): void
}

interface Frame {
  readonly opcode: number
  readonly payload: Buffer
  readonly rest: Buffer
}

/** The first whole frame; null until it is there. A client masks what it sends. */
function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null
  const short = bytes[1]! & 0x7f
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  const start = 2 + lengthBytes + 4
  if (bytes.length < start) return null
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < start + length) return null
  const mask = bytes.subarray(start - 4, start)
  const payload = bytes.subarray(start, start + length).map((byte, index) => byte ^ mask[index % 4]!)
  return { opcode: bytes[0]! & 0xf, payload: Buffer.from(payload), rest: bytes.subarray(start + length) }
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload])
  const head = Buffer.alloc(length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  head[1] = length < 65_536 ? 126 : 127
  if (length < 65_536) head.writeUInt16BE(length, 2)
  else head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}

const accept = (key: string) => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

/** Answers an HTTP server's `upgrade`. @param on.isSilent then pings are not answered; on.staysOpen after a goodbye */
export function acceptSocket(
  request: IncomingMessage,
  stream: Duplex,
  on: { text(text: string): void; closed(): void; isSilent?(): boolean; readonly staysOpen?: boolean },
): ServerSocket {
  const key = accept(request.headers['sec-websocket-key'] ?? '')
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  )
  let buffered: Buffer = Buffer.alloc(0)
  const write = (opcode: number, payload: Buffer) => stream.writable && stream.write(frame(opcode, payload))
  stream.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk])
    for (let next = readFrame(buffered); next !== null; next = readFrame(buffered)) {
      buffered = next.rest
      if (next.opcode === 9 && !on.isSilent?.()) write(10, next.payload)
      if (next.opcode === 1) on.text(next.payload.toString())
      if (next.opcode === 8) {
        write(8, next.payload)
        if (!on.staysOpen) stream.end()
      }
    }
  })
  stream.on('end', () => stream.end())
  stream.on('error', () => stream.destroy())
  stream.on('close', on.closed)
  return {
    send: (text) => void write(1, Buffer.from(text)),
    close: (code) => void write(8, Buffer.from([code >> 8, code & 0xff])),
    terminate: () => void stream.destroy(),
  }
}
