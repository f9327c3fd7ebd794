// What DATA_DIR refuses, in a line that says what to do, and whom it is open to.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeDataDir, lookAtDataDir, prepareDataDir } from '../src/data-dir.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ragbot-data-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const modeOf = (...path: string[]) => statSync(join(folder, ...path)).mode & 0o777

describe('a DATA_DIR that cannot be used is named with what to do', () => {
  it.each([
    ['too long as a whole', () => join(folder, ...Array.from({ length: 10 }, () => 'x'.repeat(60))), /bytes, and 450/],
    ['too long in a part', () => join(folder, 'y'.repeat(300)), /too long/],
    ['a file', () => file('note.txt'), /is a file/],
    ['below a file', () => join(file('note.txt'), 'data'), /is a file|no folder/],
    ['a link to itself', () => loop(), /link|no folder/],
    ['where nobody may write', () => '/proc/ragbot-data', /cannot be used/],
  ])('%s', (_, path, why) => {
    const wanted = path()
    const refused = () => prepareDataDir(wanted)
    expect(refused).toThrow(why)
    expect(refused).toThrow(/^DATA_DIR .*set DATA_DIR to another folder\.$/)
  })
})

it('is made when it is not there, for its owner only', () => {
  prepareDataDir(join(folder, 'a', 'b'))
  expect(modeOf('a', 'b')).toBe(0o700)
  // That it can be written was tried, and leaves nothing behind.
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual([])
})

describe('what others of the machine may open', () => {
  it('is closed all the way down, and links lead nowhere', () => {
    mkdirSync(join(folder, 'postgres', 'base'), { recursive: true })
    for (const name of ['encryption.key', 'engine.lock', 'postgres/base/1']) writeFileSync(join(folder, name), '')
    const outside = mkdtempSync(join(tmpdir(), 'ragbot-outside-'))
    writeFileSync(join(outside, 'theirs'), '')
    chmodSync(join(outside, 'theirs'), 0o666)
    symlinkSync(join(outside, 'theirs'), join(folder, 'postgres', 'link'))
    symlinkSync(outside, join(folder, 'postgres', 'folder'))
    for (const name of ['.', 'postgres', 'postgres/base']) chmodSync(join(folder, name), 0o777)
    for (const name of ['encryption.key', 'engine.lock', 'postgres/base/1']) chmodSync(join(folder, name), 0o666)

    expect(closeDataDir(folder)).toEqual([])

    for (const name of ['.', 'postgres', 'postgres/base']) expect(modeOf(name), name).toBe(0o700)
    for (const name of ['encryption.key', 'engine.lock', 'postgres/base/1']) expect(modeOf(name), name).toBe(0o600)
    expect(statSync(join(outside, 'theirs')).mode & 0o777).toBe(0o666)
    expect(existsSync(join(folder, 'postgres', 'link'))).toBe(true)
    rmSync(outside, { recursive: true })
  })

  it('what could not be closed is named', () => {
    mkdirSync(join(folder, 'postgres'))
    // Deeper than a path may be long: nobody can, not even who owns it.
    const dig = `const { mkdirSync } = require('node:fs')
      for (let i = 0; i < 20; i += 1) mkdirSync('d'.repeat(250)), process.chdir('d'.repeat(250))`
    execFileSync(process.execPath, ['-e', dig], { cwd: join(folder, 'postgres') })
    const findings = closeDataDir(folder)
    execFileSync('rm', ['-rf', join(folder, 'postgres')])
    expect(findings).toMatchObject([{ level: 'warning', message: expect.stringContaining('cannot be closed') }])
  })

  it('is told of the folder itself, by every bit', () => {
    for (const [mode, level] of [
      [0o700, 'ok'],
      [0o750, 'warning'],
      [0o710, 'warning'],
      [0o701, 'warning'],
      [0o704, 'warning'],
    ] as const) {
      chmodSync(folder, mode)
      expect(lookAtDataDir(folder)).toMatchObject([{ level }])
    }
  })

  it('is closed also of what a start that was cut off left behind', () => {
    for (const name of ['encryption.key.0a1b2c', '.write-17', 'engine.lock-journal', 'engine.json']) {
      writeFileSync(join(folder, name), '')
      chmodSync(join(folder, name), 0o644)
    }
    expect(closeDataDir(folder)).toEqual([])
    for (const name of readdirSync(folder)) expect(modeOf(name), name).toBe(0o600)
  })

  it('a folder that holds other things too is left as it is, and warned of', () => {
    writeFileSync(join(folder, 'holiday.jpg'), '')
    writeFileSync(join(folder, 'encryption.key'), '')
    for (const [name, mode] of [
      ['.', 0o755] as const,
      ['holiday.jpg', 0o644] as const,
      ['encryption.key', 0o644] as const,
    ])
      chmodSync(join(folder, name), mode)
    const [finding, ...others] = closeDataDir(folder)
    expect(others).toEqual([])
    expect(finding).toMatchObject({ level: 'warning', message: expect.stringContaining('chmod 700') })
    expect([modeOf('.'), modeOf('holiday.jpg'), modeOf('encryption.key')]).toEqual([0o755, 0o644, 0o600])
  })
})

function file(name: string): string {
  writeFileSync(join(folder, name), '')
  return join(folder, name)
}

function loop(): string {
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
  return join(folder, 'loop')
}
