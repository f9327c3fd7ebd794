// The order of test files. Those of whole processes take a minute each and wait for most of it: they are spread over the
// first part of a run, the longest first, so that others compute beside them and none is left for the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const longest = ['stops-redis', 'stops-postgres', 'start', 'crash', 'disk']
/** Files that compute between two that wait. */
const between = 10

export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rankOf = ({ moduleId }: TestSpecification) => {
      const name = /\/tests\/process\/([\w-]+)\.test\.ts$/.exec(moduleId)?.[1]
      if (name === undefined) return -1
      return longest.includes(name) ? longest.indexOf(name) : longest.length
    }
    const waiting = sorted.filter((file) => rankOf(file) >= 0).sort((a, b) => rankOf(a) - rankOf(b))
    const others = sorted.filter((file) => rankOf(file) < 0)
    return [...waiting.flatMap((file) => [file, ...others.splice(0, between)]), ...others]
  }
}
