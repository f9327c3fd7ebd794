// What a click on a card says.
import { expect, it } from 'vitest'
import { placeOf } from '../../../../src/bots/teams/people/place.ts'
import { parseClick, parsePlace } from '../../../../src/bots/teams/receive/click.ts'
import { clickedFrom, parse } from '../../../../src/bots/teams/receive/parse.ts'
import { createDesk } from '../../../../src/desk/desk.ts'

const activity = {
  id: '1790000000000',
  conversation: { id: '19:c@thread.tacv2', conversationType: 'channel', tenantId: 't' },
  from: { id: '29:ada', tenantId: 't' },
  serviceUrl: 'https://smba.trafficmanager.net/',
}

it('a choice is what stands in its menu, whatever else was filled in', () => {
  expect(parseClick('act', { note: 'so', choice: 'token' })).toEqual({ token: 'token' })
  expect(parseClick('act', { note: 'so', choice: '' })).toBeNull()
})

it('an answer stands at a place that there is', () => {
  expect(parsePlace({ conversationId: 'c', seq: 2 })).toEqual({ conversationId: 'c', seq: 2 })
  for (const seq of [-1, 1.5, 'x', undefined]) expect(parsePlace({ conversationId: 'c', seq })).toBeNull()
})

it('what a click asks for is answered to whoever clicked alone, unless it is for all', () => {
  const place = placeOf(activity, ['t'])!
  expect(clickedFrom(place, { kind: 'help' }, false)).toHaveProperty('isForAskerAlone', true)
  expect(clickedFrom(place, { kind: 'help' }, true)).not.toHaveProperty('isForAskerAlone')
})

it('an edit that does not say when it was made asks nothing', () => {
  const context = { desk: createDesk({} as never), appId: 'app', tenantIds: ['t'] }
  const entities = [{ type: 'mention', mentioned: { id: '28:app' } }]
  const edit = {
    ...activity,
    type: 'messageUpdate',
    text: 'who pays?',
    entities,
    channelData: { eventType: 'editMessage' },
  }
  expect(parse({ ...edit, timestamp: '2026-09-21T14:13:25Z' }, context).kind).toBe('addressed')
  expect(parse(edit, context)).toMatchObject({ kind: 'ignored' })
})
