// Loaded by `--import` into the measured process, and into an idle one beside it: how late a timer of 5 ms comes, and how
// long the main thread computed meanwhile. Each hold goes to the file HOLD_FILE as a line "<when> <late> <computed>", all in
// milliseconds, `when` by the clock that all processes of a machine share and the profiler goes by.
import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const everyMs = 5
const worthTellingMs = 5
const file = process.env.HOLD_FILE

if (isMainThread && file !== undefined) {
  let last = performance.now()
  let computed = process.threadCpuUsage()
  setInterval(() => {
    const now = performance.now()
    const late = now - last - everyMs
    const cpu = process.threadCpuUsage(computed)
    if (late >= worthTellingMs)
      appendFileSync(
        file,
        `${process.hrtime.bigint() / 1_000_000n} ${late.toFixed(0)} ${((cpu.user + cpu.system) / 1000).toFixed(0)}\n`,
      )
    // What writing took is no hold.
    last = performance.now()
    computed = process.threadCpuUsage()
  }, everyMs).unref()
}
