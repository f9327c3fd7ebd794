// What a command compiled is kept for the next one, where nobody else can lay it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

test('beside the packages, and not in the folder for all', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-compile-'))
  try {
    execFileSync(process.execPath, [join(root, 'src', 'cli.ts'), '--help'], {
      env: { TMPDIR: folder },
      stdio: 'ignore',
    })
    expect(readdirSync(folder)).toEqual([])
    expect(readdirSync(join(root, 'node_modules', '.cache', 'ragbot'))).not.toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
