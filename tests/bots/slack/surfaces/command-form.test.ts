// A command that begins with a form: opened by the command's trigger, sent in for whoever typed it.
import { expect, it } from 'vitest'
import { commandBody } from '../../../stand-ins/slack.ts'
import { form, setUp } from '../fixtures.ts'

const choices = [
  { value: 'inherited', label: 'As the workspace has it: Yes' },
  { value: 'no', label: 'No' },
]
const asked = {
  title: 'How I behave here',
  submit: 'Save',
  fields: [
    { id: 'guests', label: 'Answer guests', choices, value: 'no', isRequired: true as const, maxLength: 100 },
    { id: 'words', label: 'Instructions', hint: 'Tone', value: 'Be brief.', isLong: true as const, maxLength: 500 },
  ],
}

it('opens with what holds, and comes back as it was chosen', async () => {
  await using setup = await setUp()
  setup.host.begins = { form: asked, token: 'config:1.mac' }
  expect(await setup.receive(commandBody('config'), form)).toMatchObject({ status: 200, body: '' })
  expect(setup.host.accepted).toEqual([])
  const calls = setup.slack.calls.filter(({ method }) => method === 'views.open')
  const view = calls[0]!.args.view as { blocks: { element: object }[]; private_metadata: string }
  const shown = (text: string) => ({ type: 'plain_text', text, emoji: true })
  expect(view.blocks.map(({ element }) => element)).toEqual([
    {
      type: 'static_select',
      action_id: 'guests',
      options: choices.map(({ value, label }) => ({ value, text: shown(label) })),
      initial_option: { value: 'no', text: shown('No') },
    },
    { type: 'plain_text_input', action_id: 'words', multiline: true, max_length: 500, initial_value: 'Be brief.' },
  ])
  const values = {
    guests: { guests: { type: 'static_select', selected_option: { value: 'inherited', text: shown('As') } } },
    words: { words: { type: 'plain_text_input', value: null } },
  }
  const submission = {
    type: 'view_submission',
    ...{ team: { id: 'T1' }, user: { id: 'U1', team_id: 'T1' }, trigger_id: '4.5.6' },
    view: { ...view, id: 'V1', state: { values } },
  }
  setup.host.clicked = { kind: 'asked', request: { kind: 'config', change: {} } }
  const body = new URLSearchParams({ payload: JSON.stringify(submission) }).toString()
  expect(await setup.receive(body, form)).toMatchObject({ status: 200, body: '' })
  expect(setup.host.clicks).toMatchObject([
    { token: 'config:1.mac', input: { guests: 'inherited', words: '' }, asker: { place: { id: 'T1/C1' } } },
  ])
  expect(setup.host.accepted).toMatchObject([{ request: { kind: 'config' }, isForAskerAlone: true }])
})

it('is worked on at once where there is none, or none in time', async () => {
  await using setup = await setUp()
  await setup.receive(commandBody('config'), form)
  expect(setup.host.accepted).toHaveLength(1)
  setup.host.begins = { form: asked, token: 'config:1.mac' }
  let isFirst = true
  setup.host.before = async () => {
    if (!isFirst) return
    isFirst = false
    await new Promise((resolve) => setTimeout(resolve, 1_800))
  }
  await setup.receive(commandBody('config', { trigger_id: '9.9.9' }), form)
  expect(setup.host.accepted).toHaveLength(2)
  expect(setup.slack.calls.filter(({ method }) => method === 'views.open')).toEqual([])
})

it('tells whoever typed it that Slack did not open it', async () => {
  await using setup = await setUp()
  setup.host.begins = { form: asked, token: 'config:1.mac' }
  setup.slack.next('views.open', { kind: 'error', error: 'expired_trigger_id' })
  await setup.receive(commandBody('config'), form)
  expect(setup.host.accepted).toMatchObject([
    { request: { reason: expect.stringContaining('type the command again') } },
  ])
})
