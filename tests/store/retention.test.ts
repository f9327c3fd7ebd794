// What goes from channels after so many days, and what stays.
import { expect, test } from 'vitest'
import type { Audience } from '../../src/model.ts'
import { at } from '../askers.ts'
import { openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { incoming } from './world.ts'

const opened = openStore(quickDatabase)

test('turns, replies and gaps of a channel go when their days are over, by its own word or its workspace’s', async () => {
  const { db, store, home, other, installOf, workIn } = opened()
  const sql = <Row>(text: string, values: unknown[] = []) => db.inWorkspace(home, (run) => run<Row>(text, values))
  /** A question and its answer, so many days ago. */
  const say = async (channel: string | null, thread: string, daysAgo: number, words = thread) => {
    const place = channel === null ? at(null, 'T1/U1') : at(channel, 'T1/U1')
    const message = {
      ...incoming(thread, { kind: 'ask', question: words, cut: false }),
      ...place,
      naturalKey: `${thread} ${words}`,
    }
    await store.acceptIncoming(installOf('slack'), { incoming: message, secret: null, traceId: 't' })
    const claim = await store.claimIncoming(workIn(message), 'me')
    if (claim.kind !== 'row') throw new Error(claim.kind)
    const turn = (role: 'user' | 'assistant') =>
      ({
        role,
        kind: role,
        contentMarkdown: words,
        displayMarkdown: words,
        platformMessageId: `${role} ${words}`,
      }) as never
    const transcript = { user: turn('user'), assistant: turn('assistant') }
    await store.finishIncoming(claim.row, { private: false, payload: { words }, transcript })
    const audience: Audience = channel === null ? 'person:slack:T1/U1' : `channel:slack:${channel}`
    await store.recordGap({ workspaceId: home, audiences: [audience, 'workspace'] }, words, [])
    const ago = `now() - interval '${daysAgo} days'`
    await sql(`update conversation_messages set created_at = ${ago} where content_markdown = $1`, [words])
    await sql(`update inbox set finished_at = ${ago} where natural_key = $1`, [message.naturalKey])
    await sql(`update outbox set state = 'sent', finished_at = ${ago} where payload ->> 'words' = $1`, [words])
    await sql(`update gaps set asked_at = ${ago} where question = $1`, [words])
  }
  const left = async (): Promise<string[]> => {
    const turns = await sql<{ words: string }>(
      `select distinct content_markdown as words from conversation_messages order by 1`,
    )
    const replies = await sql<{ words: string }>(`select payload ->> 'words' as words from outbox order by 1`)
    const gaps = await sql<{ words: string }>('select question as words from gaps order by 1')
    const titles = await sql<{ words: string }>('select title as words from conversations')
    expect([replies, gaps]).toEqual([turns, turns])
    const known = turns.map(({ words }) => words)
    expect(titles.every(({ words }) => known.includes(words))).toBe(true)
    return known
  }
  await say('T1/C1', 'a', 8)
  await say('T1/C1', 'b', 8, 'b old')
  await say('T1/C1', 'b', 6, 'b new')
  await say('T1/C2', 'c', 40)
  await say('T1/C3', 'd', 40)
  await say(null, 'e', 400)
  const all = ['a', 'b new', 'b old', 'c', 'd', 'e']
  await store.removeExpired(home)
  expect(await left()).toEqual(all)

  await store.saveSettings(installOf('slack'), 'T1/C1', { retentionDays: 7 }, null)
  await store.saveSettings(installOf('teams'), 'T1/C2', { retentionDays: 7 }, null)
  await store.removeExpired(other)
  expect(await left()).toEqual(all)
  expect(await store.removeExpired(home)).toBe(4)
  expect(await left()).toEqual(['b new', 'c', 'd', 'e'])

  // For good, whatever the workspace says.
  await store.saveSettings(installOf('slack'), 'T1/C2', { retentionDays: 0 }, null)
  await store.saveDefaults(home, { retentionDays: 30 })
  await store.removeExpired(home)
  expect(await left()).toEqual(['b new', 'c', 'e'])
  expect(await store.removeExpired(home)).toBe(0)
})
