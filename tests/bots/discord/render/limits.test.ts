// Discord's limits, under whatever comes in.
import { describe, it } from 'vitest'
import { render } from '../../../../src/bots/discord/render/render.ts'
import { createHostileReplies } from '../../hostile-replies.ts'
import { often } from '../../often.ts'
import { bodiesOf, build, command, faultsOf, message, renderReply } from './shown.ts'

describe('random answers and cards', () => {
  it('keep every limit in answers, on every page', () => {
    const { answer } = createHostileReplies(20_261_121, 0.1)
    for (let count = 0; count < often(2000); count += 1) {
      const reply = answer()
      for (const body of bodiesOf(renderReply(reply, count % 2 === 0 ? command : message))) {
        if (body === null) throw new Error('a page is missing')
        const faults = faultsOf(body)
        if (faults.length > 0) throw new Error(`answer ${count}: ${faults.join(', ')}\n${JSON.stringify(body)}`)
        if (count % 10 === 0) build(body)
      }
    }
  })

  it('keep them in all other kinds of replies', () => {
    const { any } = createHostileReplies(3)
    for (let count = 0; count < often(500); count += 1) {
      const reply = any()
      for (const body of bodiesOf(renderReply(reply, command))) {
        if (body === null) throw new Error('a page is missing')
        const faults = faultsOf(body)
        if (faults.length > 0) throw new Error(`${reply.kind} ${count}: ${faults.join(', ')}\n${JSON.stringify(body)}`)
        build(body)
      }
    }
  })

  it('keep them in cards of any parts, each shown in words', () => {
    const { card } = createHostileReplies(7, 0.02)
    for (let count = 0; count < often(5000); count += 1) {
      const made = card()
      const rendered = render(made, count % 2 === 0 ? command : message)
      if (rendered.displayMarkdown.trim() === '') throw new Error(`card ${count} says nothing`)
      for (const body of bodiesOf(rendered)) {
        if (body === null) throw new Error('a page is missing')
        const faults = faultsOf(body)
        if (faults.length > 0) throw new Error(`card ${count}: ${faults.join(', ')}\n${JSON.stringify(body)}`)
        if (count % 50 === 0) build(body)
      }
    }
  })
})
