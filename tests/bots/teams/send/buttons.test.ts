// What can be clicked below a message, as it goes out.
import { describe, expect, it } from 'vitest'
import { render } from '../../../../src/bots/teams/render/render.ts'
import type { Card } from '../../../../src/card.ts'
import { at } from '../../../askers.ts'
import { answer, setUp } from './set-up.ts'

/** As the desk does. */
function withButtons(card: Card): Card {
  const about = (gesture: string, value: string) => ({ gesture, value, isAboutAnswer: true }) as const
  const field = { id: 'text', label: 'What is wrong with this answer?', isLong: true, maxLength: 2000 } as const
  const report = { title: 'Report issue', fields: [field], submit: 'Send report' }
  return {
    ...card,
    parts: [
      ...card.parts,
      {
        kind: 'actions',
        buttons: [
          { label: 'Helpful', action: about('rate', 'up') },
          { label: 'Not helpful', action: about('rate', 'down') },
          { label: 'Save', action: about('save', '1') },
          { label: 'Report issue', action: about('report', '1'), form: report },
        ],
      },
      {
        kind: 'select',
        label: 'Summarize a source',
        options: [
          { label: 'Handbook', action: { gesture: 'sum', value: '1' } },
          { label: 'Flights', description: 'page 2', action: { gesture: 'sum', value: '2' } },
        ],
      },
    ],
  }
}

const actionsIn = (activity: Record<string, unknown>) => {
  const [attachment] = activity.attachments as { content: { actions?: Record<string, unknown>[] } }[]
  return attachment?.content.actions ?? []
}

describe('send', () => {
  it('puts the buttons of an answer below it only where its place is known', async () => {
    await using setup = await setUp()
    const { payload } = render(withButtons(answer), { ...at('c', 'p'), target: setup.inChannel })
    await setup.send(setup.outbound({ payload, answer: { conversationId: 'conversation-1', seq: 2 } }))
    await setup.send(setup.outbound({ payload }))
    const actions = setup.teams.posts.map(({ activity }) => actionsIn(activity))
    expect(actions.map((all) => all.map(({ title }) => title))).toEqual([
      ['Helpful', 'Not helpful', 'Save', 'Report issue', 'Summarize a source', 'Share'],
      ['Summarize a source', 'Share'],
    ])
    const [helpful, , , report, summarize] = actions[0]!
    const data = { token: 'rate:up:conversation-1:2' }
    expect(helpful).toEqual({
      type: 'Action.Execute',
      title: 'Helpful',
      verb: 'act',
      data,
      fallback: { type: 'Action.Submit', title: 'Helpful', data: { verb: 'act', ...data } },
    })
    const filled = { token: 'report:1:conversation-1:2', isFilled: true }
    expect(report).toMatchObject({
      type: 'Action.ShowCard',
      card: {
        body: [{ type: 'Input.Text', id: 'text', isMultiline: true, maxLength: 2000 }],
        actions: [{ type: 'Action.Execute', title: 'Send report', verb: 'act', data: filled }],
      },
    })
    expect(summarize).toMatchObject({
      type: 'Action.ShowCard',
      card: {
        body: [
          {
            type: 'Input.ChoiceSet',
            id: 'choice',
            style: 'compact',
            isRequired: true,
            choices: [
              { title: 'Handbook', value: 'sum:1' },
              { title: 'Flights – page 2', value: 'sum:2' },
            ],
          },
        ],
        actions: [{ type: 'Action.Execute', verb: 'act', data: {} }],
      },
    })
    for (const { activity } of setup.teams.posts) expect(activity).not.toHaveProperty('clickable')
  })

  it('keeps the buttons that are too many for a card in its menu', async () => {
    await using setup = await setUp()
    const { final } = setup.direct(withButtons(answer), { answer: { conversationId: 'c', seq: 2 } })
    await setup.send(final)
    const actions = actionsIn(setup.teams.posts[0]!.activity)
    expect(actions.map(({ title }) => title).slice(-3)).toEqual(['Summarize a source', 'Save as file', 'Share'])
    expect(actions.map(({ mode }) => mode ?? '')).toEqual(['', '', '', '', '', 'secondary', 'secondary'])
  })

  it('puts the buttons of an answer without sources below a small note', async () => {
    await using setup = await setUp()
    const card = withButtons({ ...answer, parts: answer.parts.slice(0, 1) })
    const { final } = setup.direct(card, { answer: { conversationId: 'c', seq: 2 } })
    await setup.send(final)
    const [attachment] = setup.teams.posts[0]!.activity.attachments as { content: { body: unknown[] } }[]
    expect(attachment?.content.body).toHaveLength(2)
    expect(actionsIn(setup.teams.posts[0]!.activity).map(({ title }) => title)).toContain('Helpful')
  })
})
