// `doctor`: what is wrong and how to mend it, a line each.
import { examine } from '../doctor/index.ts'
import { print, printJson } from './output.ts'
import type { Command } from './types.ts'

export const doctor: Command = {
  name: 'doctor',
  synopsis: 'doctor [--json]',
  summary: 'what is wrong and how to mend it',
  help: `  Looks at the settings, the database, the queues, the disk, the clock, each platform's token and webhook, the models
  and the file reader, beside a running "ragbot start" or without one. Changes nothing. Exit status 1 when anything is wrong.
  --json   JSON, one object a line`,
  options: { json: { type: 'boolean' } },
  async run({ values, workspace }) {
    const findings = await examine(workspace)
    for (const finding of findings) {
      if (values.json === true) printJson(finding)
      else print(`${finding.level.padEnd(8)} ${finding.about.padEnd(16)} ${finding.message}`)
    }
    const code = findings.some(({ level }) => level !== 'ok') ? 1 : 0
    // What did not answer in time may still hold connections; nothing is lost by cutting them.
    process.stdout.write('', () => process.exit(code))
    return code
  },
}
