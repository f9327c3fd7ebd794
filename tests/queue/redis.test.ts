import { inject } from 'vitest'
import { testQueues } from '../contracts/queue.ts'
import { testDatabases } from '../databases.ts'

testQueues(testDatabases[0]!, inject('redisUrl'))
