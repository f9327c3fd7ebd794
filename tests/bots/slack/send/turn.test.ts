// Whose turn it is to send, and by which way: no two processes say the same, and nothing is lost on the way.
import { expect, it } from 'vitest'
import type { AppError } from '../../../../src/errors.ts'
import { outbound, setUp } from '../fixtures.ts'

const command = { target: { team: 'T1', channel: 'C1', user: 'U1' } }
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not throw')),
    (error: AppError) => error,
  )

it('nothing is posted, changed or shown by a process that may not send any more', async () => {
  await using setup = await setUp()
  const stillOurs = () => Promise.reject(new Error('lost'))
  const secret = setup.slack.responseUrl
  for (const fields of [{}, { replaces: '1.1' }, { private: true }, { ...command, private: true, secret }])
    await expect(setup.platform.send(outbound({ ...fields, stillOurs }))).rejects.toThrow('lost')
  expect(setup.slack.calls).toEqual([])
  expect(setup.slack.responses).toEqual([])
})

it('a lost change is made again where it is the last one, and looked for where another may have come since', async () => {
  await using setup = await setUp()
  const replaces = await setup.platform.send(outbound({ id: 'p', kind: 'placeholder' }))
  setup.slack.next('chat.update', { kind: 'drop' })
  expect(await caught(setup.platform.send(outbound({ replaces })))).toMatchObject({ retry: 'later' })
  setup.slack.next('chat.update', { kind: 'drop' })
  const step = outbound({ id: 'p', kind: 'placeholder', replaces, target: { ...outbound().target, team: 'T1' } })
  expect(await caught(setup.platform.send(step))).toMatchObject({ retry: 'unknown' })
})

it('an aside takes none of the five uses that a response URL has', async () => {
  await using setup = await setUp()
  const secret = setup.slack.responseUrl
  await setup.platform.send(outbound({ ...command, kind: 'aside', private: true, secret }))
  expect(setup.slack.posts).toMatchObject([{ channel: 'C1', user: 'U1' }])
  expect(setup.slack.responses).toEqual([])
})

it('an answer that stands apart from its question says it again, in a thread too', async () => {
  await using setup = await setUp()
  const payload = { ...outbound().payload, question: 'who pays?' }
  await setup.platform.send(outbound({ payload, target: { ...outbound().target, isApart: true } }))
  expect(setup.slack.posts[0]?.content.text).toBe('<@U1> asked: who pays?\nAn answer')
})

it('what a response URL showed in a direct message cannot be looked up there', async () => {
  await using setup = await setUp()
  const target = { team: 'T1', channel: 'D1', user: 'U1' }
  const shown = outbound({ target, private: true, secret: setup.slack.responseUrl })
  expect(await caught(setup.platform.find!(shown))).toMatchObject({ code: 'not-findable', retry: 'never' })
})
