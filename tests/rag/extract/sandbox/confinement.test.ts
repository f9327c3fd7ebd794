// A reader that was broken into: it runs foreign code in the child's process, under the child's flags and guard. Each
// attempt has to be refused, by the kernel and the guard, and where there is no such kernel by the guard alone.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Confined, confined, whoRefusesNetwork } from '../../../../src/rag/extract/sandbox/confinement.ts'

const root = realpathSync(join(import.meta.dirname, '..', '..', '..', '..'))
const guard = join(root, 'src', 'rag', 'extract', 'sandbox', 'guard.ts')
const outside = mkdtempSync(join(tmpdir(), 'ragbot-jail-'))
const secret = join(outside, 'encryption.key')
const socketPath = join(outside, 's')
let connections = 0
const server = createServer(() => connections++)
const local = createServer(() => connections++)
let port = 0

beforeAll(async () => {
  writeFileSync(secret, 'secret')
  writeFileSync(join(outside, '.env'), 'ADMIN_TOKEN=secret')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => local.listen(socketPath, resolve))
  port = (server.address() as { port: number }).port
})
afterAll(async () => {
  await Promise.all([server, local].map((one) => new Promise((resolve) => one.close(resolve))))
  rmSync(outside, { recursive: true })
})

/** What each expression came to in one child: `got` its value, or `refused` with a code. */
async function attack(expressions: readonly string[], by: Confined['network'], isGuarded = true): Promise<string[]> {
  const script = `
    ${isGuarded ? `(await import(${JSON.stringify(guard)})).confine({ memoryMb: 448, timeMs: 20000 })` : ''}
    const { createRequire } = await import('node:module')
    const require = createRequire(${JSON.stringify(guard)})
    const fs = require('node:fs')
    const connect = (socket) => new Promise((done, fail) => socket.on('connect', () => done('connected')).on('error', fail))
    const late = () => new Promise((_, fail) => setTimeout(fail, 3000, { code: 'no answer' }))
    const results = []
    for (const attempt of [${expressions.map((expression) => `() => ${expression}`).join(',\n')}]) {
      try { results.push('got ' + String(await Promise.race([attempt(), late()]))) }
      catch (error) { results.push('refused ' + (error.cause?.code ?? error.code ?? error.message)) }
    }
    process.stdout.write(JSON.stringify(results), () => process.exit())`
  const { command, args } = await confined([], ['--input-type=module', '-e', script], by)
  const child = spawn(command, args, { env: {}, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (part) => {
    said += part
  })
  await new Promise((resolve) => child.on('close', resolve))
  return JSON.parse(said) as string[]
}

const text = JSON.stringify
const attempts: readonly (readonly [name: string, expression: string])[] = [
  ['the parent’s environment', 'fs.readFileSync("/proc/" + process.ppid + "/environ")'],
  ['its own environment', 'fs.readFileSync("/proc/self/environ")'],
  ['the parent’s open files', 'fs.readdirSync("/proc/" + process.ppid + "/fd")'],
  ['the key in DATA_DIR', `fs.readFileSync(${text(secret)})`],
  ['DATA_DIR’s list', `fs.promises.readdir(${text(outside)})`],
  ['whether a file is there', `fs.promises.stat(${text(secret)})`],
  ['DATA_DIR of a checkout', `fs.readdirSync(${text(join(root, 'data'))})`],
  ['.env of a checkout', `fs.readFileSync(${text(join(root, '.env'))})`],
  ['the checkout’s own list', `fs.readdirSync(${text(root)})`],
  ['.env by its own reader', `process.loadEnvFile(${text(join(outside, '.env'))})`],
  ['a file on the way out of a folder', `fs.readFileSync(${text(`${join(root, 'src')}/../.env`)})`],
  ['a module elsewhere', `import(${text(secret)})`],
  ['a database elsewhere', `new (require('node:sqlite').DatabaseSync)(${text(secret)}).exec('select 1')`],
  ['users', 'fs.readFileSync("/etc/passwd")'],
  ['writing', `fs.writeFileSync(${text(join(outside, 'new'))}, 'x')`],
  ['writing into the code', `fs.writeFileSync(${text(join(root, 'src', 'new.ts'))}, 'x')`],
  ['a heap snapshot', `require('node:v8').writeHeapSnapshot(${text(join(outside, 'heap'))})`],
  ['a process', 'require("node:child_process").execFileSync("/bin/cat", ["/etc/passwd"])'],
  ['a process, imported', 'import("node:child_process").then(({ spawn }) => spawn("/bin/true"))'],
  ['a thread', 'new (require("node:worker_threads").Worker)("", { eval: true })'],
  ['a thread, imported', 'import("node:worker_threads").then(({ Worker }) => new Worker("", { eval: true }))'],
  ['a thread, for loading modules', 'require("node:module").register("data:text/javascript,")'],
  ['Node’s insides', 'process.binding("tcp_wrap")'],
  ['native code', `process.dlopen({ exports: {} }, ${text(secret)})`],
  ['killing the parent', 'process.kill(process.ppid, 0)'],
  ['killing the parent, below', 'process._kill(process.ppid, 0)'],
  ['a debugger', 'require("node:inspector").open(0)'],
  ['a connection', 'connect(require("node:net").connect(PORT, "127.0.0.1"))'],
  [
    'a connection, imported',
    'import("node:net").then(({ createConnection }) => connect(createConnection(PORT, "127.0.0.1")))',
  ],
  ['an encrypted connection', 'connect(require("node:tls").connect(PORT, "127.0.0.1"))'],
  [
    'a request',
    'new Promise((done, fail) => require("node:http").get("http://127.0.0.1:PORT", done).on("error", fail))',
  ],
  ['fetch', 'fetch("http://127.0.0.1:PORT")'],
  ['a socket file', `connect(require("node:net").connect(${text(socketPath)}))`],
  ['listening', 'new Promise((done, fail) => require("node:net").createServer().on("error", fail).listen(0, done))'],
  [
    'datagrams',
    'new Promise((done, fail) => require("node:dgram").createSocket("udp4").send("x", PORT, "127.0.0.1", (e) => (e ? fail(e) : done("sent"))))',
  ],
  ['names', 'require("node:dns").promises.resolve4("localhost")'],
  ['names, by a resolver', 'new (require("node:dns").Resolver)().resolve4("localhost", () => {})'],
  ['names, by the system', 'import("node:dns/promises").then(({ lookup }) => lookup("localhost"))'],
]

const expressions = attempts.map(([, expression]) => expression)
const withPort = (texts: readonly string[]) => texts.map((expression) => expression.replaceAll('PORT', String(port)))

// On a system without user namespaces only the guard can be tried.
const possible = await whoRefusesNetwork()
for (const by of new Set([possible, 'guard'] as const)) {
  describe(`with the ${by} against it`, () => {
    let results: readonly string[] = []
    beforeAll(async () => {
      results = await attack(withPort(expressions), by)
    })
    test.each(attempts.map(([name], index) => [name, index] as const))('%s', (_, index) => {
      expect(results[index]).toMatch(/^refused (ERR_|EACCES$|EPERM$)/)
    })
  })
}

if (possible === 'kernel') {
  test('the kernel refuses a network also to code that needs none of Node’s modules', async () => {
    const connection = withPort(['connect(require("node:net").connect(PORT, "127.0.0.1"))'])
    expect(await attack(connection, 'kernel', false)).toEqual(['refused ENETUNREACH'])
  })
}

test('it can still end itself, and only itself', async () => {
  const script = `
    const { confine, die } = await import(${JSON.stringify(guard)})
    confine({ memoryMb: 448, timeMs: 20000 })
    Object.defineProperty(process, 'pid', { value: 2 ** 30 })
    die()`
  const { command, args } = await confined([], ['--input-type=module', '-e', script])
  const [, signal] = await once(spawn(command, args, { env: {}, stdio: ['ignore', 'inherit', 'inherit'] }), 'close')
  expect(signal).toBe('SIGKILL')
})

test('its own code and what that depends on can be read', async () => {
  const own = [
    `fs.readFileSync(${text(guard)}).length > 0`,
    'import("fflate").then(({ unzipSync }) => typeof unzipSync)',
  ]
  expect(await attack(own, 'guard')).toEqual(['got true', 'got function'])
})

test('nobody got through', () => {
  expect(connections).toBe(0)
})
