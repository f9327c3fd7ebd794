// What the status says of a workspace, to whom.
import { expect, test } from 'vitest'
import { statusCard, statusFor } from '../../src/desk/status.ts'
import type { Audience, Reader, WorkspaceStatus } from '../../src/model.ts'

const sound: WorkspaceStatus = {
  documents: 7,
  chunks: 9,
  lastIndexedAt: null,
  retrieval: 'words',
  writer: 'extractive',
  pending: 0,
  warnings: [],
}
const reader = { install: { platform: 'slack', workspaceId: 'w' } } as unknown as Reader
const toldTo = async (audience: Audience, status: WorkspaceStatus, own?: number) =>
  JSON.stringify(
    await statusFor(
      { status: async () => status, scopeOf: async () => ({ workspaceId: 'w' as never, audiences: [audience] }) },
      reader,
      own,
    ),
  )

test('something wrong is seen by its colour and named, and all well is seen too', () => {
  expect(statusCard(sound).tone).toBe('info')
  const ailing = statusCard({ ...sound, warnings: ['disk: is nearly full'] })
  expect(ailing.tone).toBe('weak')
  expect(JSON.stringify(ailing)).toContain('{"name":"Attention","value":"disk: is nearly full","isAlarming":true}')
})

test('whose question it is does not wait for itself, and nothing waits less than not at all', async () => {
  const waiting = async (pending: number, own?: number) =>
    /"Waiting","value":"([^"]*)"/.exec(await toldTo('workspace', { ...sound, pending }, own))?.[1]
  expect(await waiting(3, 1)).toBe('2')
  expect(await waiting(3)).toBe('3')
  expect(await waiting(0, 1)).toBe('0')
})

test('outsiders hear of no document, and of their own platform’s trouble alone', async () => {
  const told = await toldTo('channel:slack:C1', { ...sound, warnings: ['disk: full', 'slack: no scope'] })
  expect(told).toContain('slack: no scope')
  expect(told).not.toMatch(/disk|Documents/)
})
