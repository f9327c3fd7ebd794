// Settings are written into a file of variables, and all else in it stays as it is.
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { replacedIn, withValues, writeEnvFile } from '../../../src/cli/setup/env-file.ts'
import { cleanUp, makeFolder } from '../in-process.ts'

afterEach(cleanUp)

const values = { SLACK_BOT_TOKEN: 'xoxb-2', PUBLIC_URL: 'https://a.example/rag' }

describe('the text of a .env', () => {
  it.each([
    ['nothing', '', 'SLACK_BOT_TOKEN=xoxb-2\nPUBLIC_URL=https://a.example/rag\n'],
    ['no line end', 'PORT=1', 'PORT=1\nSLACK_BOT_TOKEN=xoxb-2\nPUBLIC_URL=https://a.example/rag\n'],
    [
      'comments and blank lines',
      '# mine\n\n#SLACK_BOT_TOKEN=\nPORT=1 # one\n',
      '# mine\n\n#SLACK_BOT_TOKEN=\nPORT=1 # one\nSLACK_BOT_TOKEN=xoxb-2\nPUBLIC_URL=https://a.example/rag\n',
    ],
    [
      'the same variables',
      'PUBLIC_URL="https://old"\nPORT=1\n export SLACK_BOT_TOKEN = xoxb-1\n',
      'PUBLIC_URL=https://a.example/rag\nPORT=1\nSLACK_BOT_TOKEN=xoxb-2\n',
    ],
    [
      'names that only begin alike',
      'PUBLIC_URLS=1\nMY_SLACK_BOT_TOKEN=2\n',
      'PUBLIC_URLS=1\nMY_SLACK_BOT_TOKEN=2\nSLACK_BOT_TOKEN=xoxb-2\nPUBLIC_URL=https://a.example/rag\n',
    ],
    [
      'Windows line ends',
      'PORT=1\r\nPUBLIC_URL=https://old\r\n',
      'PORT=1\r\nPUBLIC_URL=https://a.example/rag\r\nSLACK_BOT_TOKEN=xoxb-2\r\n',
    ],
    [
      'a variable twice, of which the last one holds',
      'SLACK_BOT_TOKEN=a\nSLACK_BOT_TOKEN=b\n',
      'SLACK_BOT_TOKEN=a\nSLACK_BOT_TOKEN=xoxb-2\nPUBLIC_URL=https://a.example/rag\n',
    ],
  ])('that has %s', (_, text, expected) => {
    expect(withValues(text, values)).toBe(expected)
    expect(withValues(expected, values)).toBe(expected)
  })

  it('with a value of several lines stays whole, or is refused', () => {
    const key = 'KEY="-----BEGIN\nabc\n-----END"\n'
    expect(parseEnv(withValues(key, values))).toEqual({ ...parseEnv(key), ...values })
    expect(() => withValues('NOTE="a\nPUBLIC_URL=x\nb"\n', values)).toThrow(/SLACK_BOT_TOKEN, PUBLIC_URL in it by hand/)
    expect(() => withValues('PUBLIC_URL="a\nPORT=1"\n', values)).toThrow(/by hand/)
  })

  it('names what has another value, and not what is empty or the same', () => {
    expect(replacedIn('SLACK_BOT_TOKEN=xoxb-1\nPUBLIC_URL=\n', values)).toEqual(['SLACK_BOT_TOKEN'])
    expect(replacedIn('SLACK_BOT_TOKEN="xoxb-2"\n', values)).toEqual([])
  })
})

describe('the file', () => {
  it('is for its owner alone, also when it was not, and nothing lies beside it', () => {
    const folder = makeFolder()
    const file = join(folder, '.env')
    writeEnvFile(file, 'A=1\n')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    chmodSync(file, 0o644)
    writeEnvFile(file, 'A=2\n')
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['A=2\n', 0o600])
    expect(readdirSync(folder)).toEqual(['.env'])
  })

  it('that is a link stays one', () => {
    const folder = makeFolder()
    const [file, real] = [join(folder, '.env'), join(folder, 'settings')]
    writeFileSync(real, 'A=1\n')
    symlinkSync(real, file)
    writeEnvFile(file, 'A=2\n')
    expect([lstatSync(file).isSymbolicLink(), readFileSync(real, 'utf8')]).toEqual([true, 'A=2\n'])
  })

  it('that cannot be written is as it was', () => {
    const file = join(makeFolder(), 'gone', '.env')
    expect(() => writeEnvFile(file, 'A=1\n')).toThrow(/cannot be written.*nothing was changed/)
    expect(existsSync(file)).toBe(false)
  })
})
