// A disk that fills under a running process, and is freed: the embedded engine comes back without a hand, and nothing
// that was taken is lost. The long form is `npm run bench -- disk`.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { ragbot } from '../cli/in-process.ts'
import { seed } from '../seeded.ts'
import { makeSmallDisk } from '../small-disk.ts'
import { fillLog } from './fill-log.ts'
import { askThrough } from './questions.ts'
import { cleanUp, spawnRagbot, startRagbot, until } from './ragbot.ts'
import { createTeam, indexNotes, type Team, writeNotes } from './team.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

const MB = 1024 * 1024
const disk = makeSmallDisk(256)
if (!disk) {
  const message = 'a file system in memory cannot be mounted by this user'
  if (process.env.REQUIRE_SERVICES === '1') throw new Error(`REQUIRE_SERVICES=1, but ${message}`)
  process.stderr.write(`Skipping the suite of a full disk: ${message}.\n`)
}

let team: Team | undefined
afterEach(async () => {
  await cleanUp()
  await team?.slack.close()
  if (disk) for (const name of readdirSync(disk.folder)) rmSync(join(disk.folder, name), { recursive: true })
})
afterAll(() => disk?.remove())

describe.skipIf(!disk)('a disk that fills', () => {
  it('under load: what was taken is answered once there is room, and verify is clean', async () => {
    if (!disk) return
    await seed(`${disk.folder}/full`, 'started')
    team = await createTeam({ DATA_DIR: `${disk.folder}/full` })
    await indexNotes(team)
    const running = await startRagbot(team.environment)
    const outcome = await askThrough(running, team.slack, 5, async () => {
      // Room for rows, and none for the next piece of the log.
      disk.leave(8 * MB)
      await fillLog(JSON.parse(readFileSync(`${disk.folder}/full/engine.json`, 'utf8')).socketDir)
      await until(() => running.output().stderr.includes('the embedded database stopped'), 'the log to be full')
      disk.leave(0)
      await pause(3_000)
      disk.leave(100 * MB)
    })
    const { stderr } = running.output()
    expect(outcome).toMatchObject({ untaken: 0, lost: 0, doubled: 0, failed: 0 })
    expect(Object.keys(outcome.refused).filter((status) => status !== '503')).toEqual([])
    expect(outcome.slowestMs).toBeLessThan(60_000)
    expect(stderr).toContain('the embedded database runs again')
    expect((await running.end('SIGTERM')).code).toBe(0)
    expect(await ragbot(['verify'], team.environment)).toMatchObject({ code: 0 })
  })

  it('is said: at the start, in readyz and status; new documents are refused in words, and questions go on', async () => {
    if (!disk) return
    await seed(`${disk.folder}/low`, 'started')
    team = await createTeam({ DATA_DIR: `${disk.folder}/low` })
    await indexNotes(team)
    disk.leave(50 * MB)
    const running = await startRagbot(team.environment)
    expect(running.output().stdout).toMatch(/ATTENTION disk: only \d+ MB are free/)
    const ready = await fetch(`${running.url}/readyz`)
    expect([ready.status, await ready.text()]).toEqual([200, expect.stringMatching(/warning disk: only \d+ MB/)])
    const refused = await ragbot(['index', writeNotes()], { ...team.environment })
    expect(refused.code).toBe(1)
    expect(refused.stdout + refused.stderr).toMatch(/The disk is nearly full .*make room/)
    const asked = await ragbot(['ask', 'Who approves travel expenses?'], team.environment)
    expect(asked.stdout).toContain('head of finance')
  })

  it('at the first start is said, and the next one with room begins anew', async () => {
    if (!disk) return
    team = await createTeam({ DATA_DIR: `${disk.folder}/first` })
    disk.leave(10 * MB)
    const refused = await spawnRagbot(['index', writeNotes()], team.environment)
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ragbot: .* is full: .*make room for .*$/m),
    })
    expect(refused.stderr).not.toContain('backup')
    disk.leave(200 * MB)
    expect(await spawnRagbot(['index', writeNotes()], team.environment)).toMatchObject({ code: 0 })
  })
})
