// The disk filled to 8, 4, 1 and 0 MB under five questions a second while the database's log runs full, then freed: what
// was taken is answered, soon, and the files hold. Needs root, for a disk of its own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fillLog } from '../tests/process/fill-log.ts'
import { askThrough } from '../tests/process/questions.ts'
import { botToken, signingSecret, writeNotes } from '../tests/process/team.ts'
import { makeSmallDisk, type SmallDisk } from '../tests/small-disk.ts'
import { createSlackStandIn } from '../tests/stand-ins/slack.ts'
import { judge, notMeasured } from './figures.ts'
import { runCommand, startHouse } from './house.ts'
import type { Benchmark, Row } from './types.ts'

const MB = 1024 * 1024
const leftMb = [8, 4, 1, 0]
const perSecond = 5
const fullMs = 15_000
const barMs = 60_000

export const disk: Benchmark = {
  name: 'disk',
  async run() {
    const rows: Row[] = []
    for (const left of leftMb) {
      const disk = makeSmallDisk(300)
      if (!disk) return [notMeasured('a full disk', 'lost 0', 'only root may mount a disk to fill')]
      try {
        rows.push(...(await fill(disk, left)))
      } finally {
        disk.remove()
      }
    }
    return rows
  },
}

async function fill(disk: SmallDisk, left: number): Promise<readonly Row[]> {
  const slack = await createSlackStandIn({ botToken })
  const settings = { SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: botToken, SLACK_API_URL: slack.apiUrl }
  const data = join(disk.folder, 'data')
  await runCommand(disk.folder, ['index', writeNotes()], { settings })
  const house = await startHouse(disk.folder, settings)
  try {
    const outcome = await askThrough(house, slack, perSecond, async () => {
      disk.leave(left * MB)
      await fillLog(JSON.parse(readFileSync(join(data, 'engine.json'), 'utf8')).socketDir)
      const until = performance.now() + fullMs
      while (performance.now() < until) {
        disk.leave(left * MB)
        await pause(200)
      }
      disk.leave(120 * MB)
    })
    process.stderr.write(`    ${left} MB: ${JSON.stringify(outcome)}\n`)
    await house.stop()
    const verified = await runCommand(disk.folder, ['verify'], { settings }).then(
      ({ stdout }) => stdout.trim(),
      (error: Error) => error.message,
    )
    const lost = outcome.lost + outcome.untaken
    return [
      {
        what: `disk filled to ${left} MB for ${fullMs / 1_000} s under ${perSecond} questions/s`,
        figure: `of ${outcome.asked} lost ${lost}, doubled ${outcome.doubled}, given up ${outcome.failed}`,
        bar: 'none',
        verdict: judge(lost + outcome.doubled + outcome.failed === 0),
      },
      {
        what: '   all answered after it was freed',
        figure: `${(outcome.slowestMs / 1_000).toFixed(1)} s at most`,
        bar: `≤ ${barMs / 1_000} s`,
        verdict: judge(outcome.slowestMs <= barMs),
      },
      { what: '   verify', figure: verified, bar: 'clean', verdict: judge(verified.endsWith('all hold')) },
    ]
  } finally {
    await house.stop().catch(() => {})
    await slack.close()
  }
}
