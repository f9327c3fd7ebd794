// The order of test files: those of whole processes first. They take a minute each and wait for most of it, so others
// can run beside them; at the end nobody would.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const isWaiting = ({ moduleId }: TestSpecification) => moduleId.includes('/tests/process/')

export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isWaiting), ...sorted.filter((file) => !isWaiting(file))]
  }
}
