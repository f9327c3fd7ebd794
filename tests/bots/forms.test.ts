// A form's choices, on the platforms that fill in forms in their own way.
import { expect, it } from 'vitest'
import { fillIn } from '../../src/bots/console/form.ts'
import { modal } from '../../src/bots/discord/receive/responses.ts'
import { parseClick } from '../../src/bots/teams/receive/click.ts'
import { actionsOf } from '../../src/bots/teams/render/actions.ts'
import type { Form } from '../../src/card.ts'
import { setUp, slash } from './discord/fixtures.ts'

const choices = [
  { value: 'inherited', label: 'As the workspace has it' },
  { value: 'no', label: 'No' },
]
const form: Form = {
  title: 'This channel',
  submit: 'Save',
  fields: [{ id: 'guests', label: 'Answer guests', choices, value: 'no', isRequired: true, maxLength: 100 }],
}

it('are a menu of Discord’s, which comes back with what was chosen', async () => {
  expect(modal(form, 'token').data.components).toEqual([
    {
      type: 18,
      label: 'Answer guests',
      component: {
        type: 3,
        custom_id: 'guests',
        required: true,
        options: [
          { label: 'As the workspace has it', value: 'inherited' },
          { label: 'No', value: 'no', default: true },
        ],
      },
    },
  ])
  await using setup = await setUp()
  const component = { type: 3, custom_id: 'guests', values: ['inherited'] }
  const data = { custom_id: 'config:1.mac', components: [{ type: 18, component }] }
  const { data: _, ...sent } = slash('help')
  await setup.receive({ ...sent, type: 5, data })
  expect(setup.host.clicks).toMatchObject([{ token: 'config:1.mac', input: { guests: 'inherited' } }])
})

it('are a list of Teams’, which comes back with what was chosen', () => {
  const action = { gesture: 'config', value: '1' }
  const [shown] = actionsOf({ buttons: [{ label: 'Change', action, form, token: 't' }], selects: [] })
  const { body } = (shown as unknown as { card: { body: object[] } }).card
  expect(body.at(-1)).toEqual({
    type: 'Input.ChoiceSet',
    id: 'guests',
    style: 'compact',
    label: 'Answer guests',
    isRequired: true,
    errorMessage: 'This is needed.',
    value: 'no',
    choices: [
      { title: 'As the workspace has it', value: 'inherited' },
      { title: 'No', value: 'no' },
    ],
  })
  expect(parseClick('act', { token: 't', isFilled: true, guests: 'inherited' })).toEqual({
    token: 't',
    input: { guests: 'inherited' },
  })
})

it('are numbered in a terminal', async () => {
  const shown: string[] = []
  const screen = { show: (text: string) => void shown.push(text), columns: () => 80 } as never
  const fill = (line: string) => fillIn(form, screen, () => Promise.resolve(line))
  expect([await fill('1'), await fill('2'), await fill('')]).toEqual([
    { guests: 'inherited' },
    { guests: 'no' },
    { guests: 'no' },
  ])
  expect(shown.join('\n')).toContain('1 As the workspace has it')
  expect(await fill('9')).toEqual({ guests: 'no' })
})
