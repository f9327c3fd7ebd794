// `chat` as scripts use it: what is piped in is answered in order, and it ends with the last answer; alone, and beside a
// `start` whose work it leaves alone.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ragbot } from '../cli/in-process.ts'
import { writeNotesInto } from '../notes.ts'
import { cleanUp, type Environment, makeDataDir, makeFolder, spawnRagbot, startRagbot } from './ragbot.ts'

const questions = 'When is the support desk open on weekdays?\nAnd on weekends?\n'

let environment: Environment

beforeEach(async () => {
  environment = { DATA_DIR: await makeDataDir() }
})

afterEach(cleanUp)

async function expectAnswers(): Promise<void> {
  const { code, stdout, stderr } = await spawnRagbot(['chat'], environment, questions)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [first = '', second = ''] = stdout.split('\n\n').filter((part) => !part.startsWith('Sources\n'))
  expect(first).toMatch(/^The support desk is open from 9:00 to 17:00 on weekdays\. \[1\]/)
  // It follows on the first one, which alone names the desk.
  expect(second.replace(/\s+/g, ' ')).toContain('The support desk is open from 10:00 to 14:00 on weekends. [1]')
  expect(stdout).toContain('[1] Support · Hours\n    file:///')
  expect(stdout).not.toContain('\u001B')
}

describe('chat', () => {
  it('answers a question and one that follows on it, alone', async () => {
    expect(await ragbot(['index', writeNotesInto(makeFolder())], environment)).toMatchObject({ code: 0 })
    await expectAnswers()
  })

  it('does so beside a running start, which stays as it was', async () => {
    const running = await startRagbot({ ...environment, LOG_LEVEL: 'info' })
    expect(await ragbot(['index', writeNotesInto(makeFolder())], environment)).toMatchObject({ code: 0 })
    await expectAnswers()
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200)
    const { code, stderr } = await running.end('SIGTERM')
    // Nothing of the chat's work came to it.
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'SIGTERM: finishing what is under way …\n' })
  })
})
