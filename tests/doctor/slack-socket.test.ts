// What `doctor` says of Slack over Socket Mode: no webhook is missed, and the app-level token is tried.
import { afterEach, expect, it, vi } from 'vitest'
import { cleanUp, makeFolder, ragbot } from '../cli/in-process.ts'
import { createSlackStandIn } from '../stand-ins/slack.ts'

vi.setConfig({ testTimeout: 120_000 })
afterEach(cleanUp)

it('the app-level token is tried, and where nothing is delivered over HTTP no webhook is looked for', async () => {
  const slack = await createSlackStandIn({ botToken: 'xoxb-1', appToken: 'xapp-1' })
  const look = async (appToken: string) => {
    const { stdout } = await ragbot(['doctor', '--json'], {
      DATA_DIR: makeFolder(),
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: appToken,
      // Copied along from the app's page, and of no use.
      SLACK_SIGNING_SECRET: 's',
      SLACK_API_URL: slack.apiUrl,
    })
    const findings = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>)
    expect(findings.map(({ about }) => about)).not.toContain('slack webhook')
    return findings.filter(({ about }) => about === 'slack').map(({ level, message }) => `${level} ${message}`)
  }
  expect(await look('xapp-1')).toEqual([
    expect.stringMatching(/^ok installed in T1/),
    'ok Slack accepts SLACK_APP_TOKEN',
  ])
  expect((await look('xapp-old'))[1]).toMatch(/^error .*SLACK_APP_TOKEN was refused \(invalid_auth\).*xapp-/)
  expect(slack.socket.opened).toBe(0)
  await slack.close()
})
