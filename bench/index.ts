// `npm run bench [-- <name> …] [--json]`: runs the benchmarks as black boxes and prints one table, or the rows as JSON.
// Exit status 1 when a bar is missed, 2 for an unknown name. BENCH_DATA names the folder of the evaluation data.
import { availableParallelism, loadavg } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { describeError } from '../src/errors.ts'
import { bare, overload } from './bare.ts'
import { cards } from './cards.ts'
import { coldIndex } from './cold-index.ts'
import { discord } from './discord.ts'
import { disk } from './disk.ts'
import { doubling } from './doubling.ts'
import { faults } from './faults.ts'
import { formatTable } from './figures.ts'
import { files } from './files.ts'
import { hold } from './hold.ts'
import { load } from './load.ts'
import { readers } from './readers.ts'
import { reply } from './reply.ts'
import { cranfield, squad } from './retrieval.ts'
import { scale, scaleServer } from './scale.ts'
import { secondStart } from './second-start.ts'
import { slackEvents, slackTeam } from './slack-team.ts'
import { sources } from './sources.ts'
import { stops } from './stops.ts'
import { teams, teamsFiles } from './teams.ts'
import { createTexts } from './texts.ts'
import type { Benchmark, Row } from './types.ts'
import { unfinished } from './unfinished.ts'
import { workspaces } from './workspaces.ts'

const benchmarks: readonly Benchmark[] = [
  cranfield,
  squad,
  coldIndex,
  reply,
  bare,
  overload,
  load,
  secondStart,
  stops,
  faults,
  disk,
  discord,
  slackTeam,
  slackEvents,
  teams,
  teamsFiles,
  files,
  hold,
  scale,
  scaleServer,
  readers,
  workspaces,
  unfinished,
  sources,
  doubling,
  cards,
]

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
const wanted = benchmarks.filter((one) => names.length === 0 || names.includes(one.name))
const unknown = names.find((name) => !benchmarks.some((one) => one.name === name))
if (unknown !== undefined) {
  process.stderr.write(
    `There is no benchmark "${unknown}": use one of ${benchmarks.map((one) => one.name).join(', ')}\n`,
  )
  process.exit(2)
}

const dataFolder = process.env.BENCH_DATA ? resolve(process.env.BENCH_DATA) : undefined
const texts = createTexts(dataFolder)
const context = { texts, ...(dataFolder !== undefined && { dataFolder }) }
const rows: Row[] = []
for (const { name: running, run } of wanted) {
  process.stderr.write(`${running} …\n`)
  try {
    rows.push(...(await run(context)))
  } catch (error) {
    // What broke down is a bar missed; the others are still worth knowing.
    process.stderr.write(`${running}: ${describeError(error)}\n`)
    rows.push({ what: running, figure: 'it broke down, see above', verdict: 'MISSED' })
  }
}

if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`)
else {
  const busy = loadavg()[0]?.toFixed(1)
  process.stdout.write(
    `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores (load ${busy} at the end), `,
  )
  process.stdout.write(`Node ${process.version}, text: ${texts.origin}\n\n${formatTable(rows)}\n`)
}
process.exitCode = rows.some(({ verdict }) => verdict === 'MISSED') ? 1 : 0
