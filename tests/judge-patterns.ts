// `npm run patterns`: judges all regular expressions of the source anew, in minutes, and keeps the names of those that are
// linear in `tests/fixtures/linear-patterns.txt`. Exit status 1 when one is not.
import { writeFileSync } from 'node:fs'
import { judge, judgedPath, sourcePatterns } from './patterns.ts'

const { slow, linear } = await judge(sourcePatterns())
for (const line of slow) process.stderr.write(`${line}\n`)
const lines = Array.from({ length: Math.ceil(linear.length / 6) }, (_, i) => linear.slice(i * 6, i * 6 + 6).join(' '))
writeFileSync(judgedPath, `${lines.join('\n')}\n`)
process.exitCode = slow.length > 0 ? 1 : 0
