// How long a text holds the event loop of the real process: hostile inputs, all files of the data folder and generated texts
// of up to 10 MB, each handed in as a document, asked about, opened at its source and summarized as a page; the hostile ones
// are searched, sent as a question and as a query, and asked on after besides.
// HOLD_ONLY is the beginning of the names that are measured, HOLD_SCALE shortens the hostile ones, HOLD_TIMES says how often
// each is measured, HOLD_PROFILE names a folder for what Node's profiler saw.
import { randomUUID } from 'node:crypto'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { judge, notMeasured, percentileOf } from './figures.ts'
import { type Client, createClient, servePages } from './hold-client.ts'
import { createWatch, type Held } from './hold-watch.ts'
import { hostileInputs } from './hostile.ts'
import { startHouse, withFolder } from './house.ts'
import type { Benchmark, Row } from './types.ts'
import { variedTexts } from './varied-texts.ts'

const barMs = 100
const bar = `≤ ${barMs} ms`
const times = Number(process.env.HOLD_TIMES ?? 5)
const only = process.env.HOLD_ONLY ?? ''
/** What the chat page takes as a message, in bytes; a query by a command is cut below that. */
const messageBytes = 190_000
const generatedTexts = 200

interface Input {
  readonly name: string
  /** Its name as a file. */
  readonly file: string
  readonly read: () => { readonly bytes: Buffer<ArrayBuffer>; readonly question: string }
  readonly isHostile?: true | undefined
}

interface Measured extends Held {
  readonly gesture: string
}

/** Of an input the medians of what its gestures held at the most, and its worst gesture. */
interface Verdict {
  readonly name: string
  readonly heldMs: number
  readonly computedMs: number
  readonly worst: string
}

export const hold: Benchmark = {
  name: 'hold',
  run: ({ dataFolder }) =>
    withFolder(async (folder) => {
      const attacks = hostileInputs(Number(process.env.HOLD_SCALE ?? 1)).map(({ text, question, ...input }): Input => {
        return { ...input, read: () => ({ bytes: Buffer.from(text), question }), isHostile: true }
      })
      const generated = variedTexts(generatedTexts).map(({ make, ...input }): Input => {
        return { ...input, read: () => withQuestion(make()) }
      })
      const pages = await servePages()
      const watch = createWatch(folder)
      const house = await startHouse(folder, { FETCH_ALLOWED_HOSTS: pages.host, ...watch.settings })
      try {
        const measureAll = async (inputs: readonly Input[]) => {
          const verdicts: Verdict[] = []
          for (const input of inputs.filter(({ name }) => name.startsWith(only)))
            verdicts.push(await measure(() => createClient(house, pages), watch.during, input))
          return verdicts
        }
        const attacked = await measureAll(attacks)
        const read = dataFolder === undefined ? undefined : await measureAll(filesOf(dataFolder))
        const made = await measureAll(generated)
        const residentMb = house.residentMb()
        return [
          ...attacked.map((one) => rowOf(`event loop held by ${one.name}`, [one])),
          ...(read
            ? worstOf('files of the data folder', read)
            : [notMeasured('event loop held by files', bar, 'set BENCH_DATA')]),
          ...worstOf('generated texts', made),
          { what: '   memory after all of them', figure: residentMb === null ? 'unknown' : `${residentMb} MB` },
        ]
      } finally {
        await house.stop()
        await watch.close()
        await pages.close()
      }
    }),
}

async function measure(
  clientOf: () => Client,
  during: (work: () => Promise<string>) => Promise<Held>,
  { name, file, read, isHostile }: Input,
): Promise<Verdict> {
  const { bytes, question } = read()
  const runs: { heldMs: number; computedMs: number; gesture: string }[] = []
  for (let time = 0; time < times; time++) {
    const measured: Measured[] = []
    const act = async (gesture: string, work: () => Promise<string>) => {
      const held = await during(work)
      measured.push({ gesture, ...held })
      if (held.heldMs >= barMs / 2 || only === name)
        process.stderr.write(
          `    ${gesture}: held ${held.heldMs} ms (computed ${held.computedMs}, idle ${held.idleMs}), took ${(held.tookMs / 1000).toFixed(1)} s, ${held.outcome}\n`,
        )
    }
    await handle(clientOf(), act, { file, bytes, question, isHostile })
    const worst = measured.reduce((a, b) => (b.heldMs > a.heldMs ? b : a))
    runs.push({
      heldMs: worst.heldMs,
      gesture: worst.gesture,
      computedMs: Math.max(...measured.map(({ computedMs }) => computedMs)),
    })
  }
  const worst = runs.reduce((a, b) => (b.heldMs > a.heldMs ? b : a)).gesture
  const heldMs = percentileOf(
    runs.map((run) => run.heldMs),
    50,
  )
  const computedMs = percentileOf(
    runs.map((run) => run.computedMs),
    50,
  )
  process.stderr.write(`  ${name}: held ${heldMs} ms (${worst}; computed ${computedMs}), n ${times}\n`)
  return { name, heldMs, computedMs, worst }
}

type Act = (gesture: string, work: () => Promise<string>) => Promise<void>

async function handle(
  client: Client,
  act: Act,
  input: Pick<Input, 'file' | 'isHostile'> & ReturnType<Input['read']>,
): Promise<void> {
  const { file, bytes, question, isHostile } = input
  const conversation = randomUUID()
  let source: string | undefined
  await act('indexed', () => client.upload(file, bytes))
  await act('asked', async () => {
    const answer = await client.say(conversation, question)
    source = answer.url
    return answer.kind
  })
  const url = source
  if (url !== undefined) await act('source page', () => client.open(url))
  await act('summarized as a page', () => client.summarize(conversation, file, bytes))
  if (isHostile) await attack(client, act, conversation, input)
  await act('deleted', () => client.deleteAll())
}

async function attack(
  client: Client,
  act: Act,
  conversation: string,
  { bytes, question }: ReturnType<Input['read']>,
): Promise<void> {
  await act('asked on', async () => (await client.say(conversation, 'And what else is said about it?')).kind)
  await act('searched', async () => (await client.say(conversation, `/search ${question} -"limit"`)).kind)
  const part = cut(bytes.subarray(question.length), messageBytes)
  const asked = randomUUID()
  await act('as a question', async () => (await client.say(asked, part)).kind)
  await act('on after it', async () => (await client.say(asked, 'And when does it apply?')).kind)
  await act('as a query', async () => (await client.say(asked, `/search ${part}`)).kind)
  await act('as a limit of a query', async () => (await client.say(asked, `/search from:"${part}" zebra`)).kind)
  await act('thread summarized', async () => (await client.say(conversation, '/summarize')).kind)
}

/** So many bytes of a text's beginning. */
function cut(text: Buffer, bytes: number): string {
  return text.subarray(0, bytes).toString().replaceAll('\uFFFD', '')
}

function filesOf(dataFolder: string): readonly Input[] {
  return globSync('**/*', { cwd: dataFolder })
    .filter((path) => statSync(join(dataFolder, path)).isFile())
    .sort()
    .map((path) => ({
      name: `data: ${path}`,
      file: relative('.', path).replaceAll('/', '-'),
      read: () => withQuestion(readFileSync(join(dataFolder, path)), path),
    }))
}

/** Asked about some of a text's words, and about its name. */
function withQuestion(bytes: Buffer<ArrayBuffer>, path = 'it'): ReturnType<Input['read']> {
  const middle = bytes.subarray(bytes.length / 2, bytes.length / 2 + 2_000).toString()
  const words = [...new Set(middle.match(/[\p{L}\p{M}\p{N}]{4,20}/gu))].slice(0, 4)
  const name = path.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
  return { bytes, question: `What does ${name} say about ${words.join(' ')}?` }
}

function rowOf(what: string, verdicts: readonly [Verdict, ...Verdict[]]): Row {
  const worst = verdicts.reduce((a, b) => (b.heldMs > a.heldMs ? b : a))
  const name = verdicts.length > 1 ? `${worst.name}, ` : ''
  return {
    what,
    figure: `${worst.heldMs} ms (${name}${worst.worst}; computed ${worst.computedMs})`,
    bar,
    verdict: judge(worst.heldMs <= barMs),
  }
}

/** The worst of many, and how many are above the bar. */
function worstOf(what: string, verdicts: readonly Verdict[]): readonly Row[] {
  const [first, ...others] = verdicts
  if (first === undefined) return []
  const above = verdicts.filter(({ heldMs }) => heldMs > barMs)
  return [
    rowOf(`event loop held by ${verdicts.length} ${what}`, [first, ...others]),
    { what: `   above ${barMs} ms`, figure: `${above.length} of ${verdicts.length}` },
  ]
}
