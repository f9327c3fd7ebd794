// What a message on Teams brings along.
import { expect, it } from 'vitest'
import { sharedFiles } from '../../../../src/bots/teams/files/attachments.ts'
import { placeOf } from '../../../../src/bots/teams/people/place.ts'
import { personalMessage } from '../fixtures.ts'

it('several pictures are several sources, each of its own message', () => {
  const picture = { contentType: 'image/png', contentUrl: 'https://smba.trafficmanager.net/emea/v3/attachments/1' }
  const keys = ['a', 'b'].flatMap((id) => {
    const activity = personalMessage({ id, attachments: [picture, picture] })
    return sharedFiles(activity, placeOf(activity, ['tenant-1'])!).pictures.map(({ sourceKey }) => sourceKey)
  })
  expect(new Set(keys).size).toBe(4)
})
