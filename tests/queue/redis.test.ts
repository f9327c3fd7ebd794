import { expect, inject, test } from 'vitest'
import { createRedisBackend } from '../../src/queue/backend.ts'
import { testQueues } from '../contracts/queue.ts'
import { testDatabases } from '../databases.ts'

testQueues(testDatabases[0]!, inject('redisUrl'))

test('a Redis that is not there is named, with what to do', async () => {
  await expect(createRedisBackend('redis://127.0.0.1:1')).rejects.toMatchObject({
    code: 'redis-unreachable',
    message: expect.stringContaining('REDIS_URL'),
  })
})
