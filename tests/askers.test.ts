// Whose audience it is that something is said to.
import { expect, it } from 'vitest'
import { saidTo } from '../src/askers.ts'
import type { Asker, Incoming } from '../src/model.ts'
import { at } from './askers.ts'

const said = (asker: Omit<Asker, 'target'>) => saidTo({ ...asker, platform: 'slack' } as Incoming)

it('what is said in a channel is said to it, and what is for its asker alone to them', () => {
  expect(said(at('T1/C1', 'T1/U1'))).toBe('channel:slack:T1/C1')
  expect(said({ ...at('T1/C1', 'T1/U1'), isForAskerAlone: true })).toBe('person:slack:T1/U1')
  expect(said(at(null, 'T1/U1'))).toBe('person:slack:T1/U1')
  expect(said({ ...at(null, 'T1/U1'), place: { kind: 'page' } })).toBe('person:slack:T1/U1')
})
