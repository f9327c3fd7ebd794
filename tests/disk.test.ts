import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { createDisk, type Free, openDisk, readFree } from '../src/disk.ts'

const MB = 1024 * 1024

function diskWith(free: Free) {
  let looks = 0
  let time = 0
  const disk = createDisk(
    '/data',
    () => time,
    () => {
      looks += 1
      return free
    },
  )
  const pass = (ms: number) => {
    time += ms
  }
  return { disk, looks: () => looks, pass }
}

it.each([
  [300, 'ok', false],
  [200, 'ok', false],
  [199, 'warning', false],
  [64, 'warning', false],
  [63, 'error', true],
  [0, 'error', true],
] as const)('with %i MB left the finding is %s', (left, level, isRefused) => {
  const { disk } = diskWith({ bytes: left * MB, files: 1e6 })
  expect(disk.check()).toMatchObject([{ about: 'disk', level, message: expect.stringContaining(`${left} MB`) }])
  if (isRefused) expect(disk.requireRoom).toThrow(/nearly full.*questions are answered/)
  else expect(disk.requireRoom).not.toThrow()
})

it('few files more are warned of, but not where their number is not fixed', () => {
  expect(diskWith({ bytes: 900 * MB, files: 10 }).disk.check()).toMatchObject([{ level: 'warning' }])
  expect(diskWith({ bytes: 900 * MB, files: Number.POSITIVE_INFINITY }).disk.check()).toMatchObject([{ level: 'ok' }])
})

it('looks every three seconds at most', () => {
  const { disk, looks, pass } = diskWith({ bytes: 900 * MB, files: 1e6 })
  for (let i = 0; i < 100; i += 1) disk.requireRoom()
  expect(looks()).toBe(1)
  pass(3_000)
  disk.check()
  expect(looks()).toBe(2)
})

it('of a real disk says how much a user may still write', () => {
  const { bytes, files } = readFree(tmpdir())
  const { bavail, bsize } = statfsSync(tmpdir())
  expect(Math.abs(bytes - bavail * bsize)).toBeLessThan(1_000 * MB)
  expect(files).toBeGreaterThan(0)
  // Like btrfs, it says 0 of 0.
  expect(readFree('/proc').files).toBe(Number.POSITIVE_INFINITY)
  expect(openDisk({ dataDir: tmpdir() }, () => 0).check()).toMatchObject([{ about: 'disk' }])
})

it('a folder that cannot be looked at is said, and refuses nothing', () => {
  const disk = openDisk({ dataDir: '/nowhere/at/all' }, () => 0)
  expect(disk.check()).toMatchObject([{ level: 'error' }])
  expect(disk.requireRoom).not.toThrow()
})

it('the disk of a database server is not known', () => {
  expect(openDisk({ databaseUrl: 'postgres://x', dataDir: tmpdir() }, () => 0).check()).toEqual([])
})
