import { testQueues } from '../contracts/queue.ts'
import { testDatabases } from '../databases.ts'

testQueues(testDatabases[1]!, undefined)
