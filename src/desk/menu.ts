// What platforms offer in menus of their own, and register there.
import { gestures } from './registry.ts'
import type { FormGesture, MenuEntry, MessageGesture } from './types.ts'

export const menu: readonly MenuEntry[] = gestures.flatMap(({ command }) =>
  command ? [{ name: command.words[0], ...command.menu }] : [],
)
export const messageGestures: readonly MessageGesture[] = gestures.flatMap(({ messageGesture }) => messageGesture ?? [])
export const formGestures: readonly FormGesture[] = gestures.flatMap(({ formGesture }) => formGesture ?? [])
