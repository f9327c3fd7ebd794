// A thread that keeps many connections busy with what is never finished; one that is cut comes back half a second later, or
// stays away.
// It tells how many it has opened: right before it begins, and when a message comes, at which it cuts them all.
import { connect, type Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

export interface Crowd {
  readonly hostname: string
  readonly port: number
  readonly atOnce: number
  /** What each connection sends when it opens, and then every 200 ms. */
  readonly first: string
  readonly piece: string | undefined
  readonly comesBack: boolean
}

const { hostname, port, atOnce, first, piece, comesBack } = workerData as Crowd
const sockets = new Set<Socket>()
const bytes = Buffer.from(first)
let [opened, isOver] = [0, false]

function open(): void {
  if (isOver) return
  opened += 1
  const socket = connect(port, hostname)
  sockets.add(socket)
  socket.on('error', () => {})
  socket.on('data', () => {})
  socket.on('close', () => {
    sockets.delete(socket)
    if (comesBack) setTimeout(open, 500)
  })
  socket.write(bytes)
}

parentPort?.postMessage(opened)
for (let i = 0; i < atOnce; i += 1) open()
setInterval(() => {
  if (piece !== undefined) for (const socket of sockets) socket.write(piece)
}, 200)

parentPort?.once('message', () => {
  isOver = true
  for (const socket of sockets) socket.destroy()
  parentPort?.postMessage(opened)
})
