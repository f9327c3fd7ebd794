// What can be clicked below a message, and the forms that clicks open.
import { describe, expect, it } from 'vitest'
import { clickBlocks, formView } from '../../../../src/bots/slack/render/clicks.ts'
import type { Signed } from '../../../../src/bots/types.ts'
import type { Button, FormField } from '../../../../src/card.ts'

const action = { gesture: 'g', value: 'v' }
const button = (label: string, more: Partial<Button> = {}) => ({ label, action, token: `t-${label}`, ...more })
const select = (label: string, ...names: string[]) => ({
  label,
  options: names.map((name) => ({ label: name, action, token: `t-${name}` })),
})

interface Element {
  readonly type: string
  readonly text?: { readonly text: string }
  readonly placeholder?: { readonly text: string }
  readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[]
}

/** A row each, in words: a menu as what stands in it. */
const rowsOf = (signed: Partial<Signed>) =>
  clickBlocks({ buttons: [], selects: [], ...signed }).map(({ elements }) =>
    (elements as readonly Element[]).map(({ type, text, placeholder, options }) =>
      type === 'button'
        ? text?.text
        : [...(placeholder === undefined ? [] : [placeholder.text]), ...(options ?? []).map((one) => one.text.text)],
    ),
  )

describe('buttons', () => {
  it('that are questions stand in a row of their own above the others, three at most, and in full', () => {
    const question = `How many days ${'and nights '.repeat(4)}of leave?`
    const asks = [question, 'q2', 'q3', 'q4'].map((label) => button(label, { isQuestion: true }))
    expect(rowsOf({ buttons: [button('Helpful'), ...asks] })).toEqual([[question, 'q2', 'q3'], ['Helpful']])
  })

  it('that are wanted less often stand behind three dots, where there are two of them', () => {
    const behind = (label: string) => button(label, { isSecondary: true })
    expect(rowsOf({ buttons: [behind('Report'), button('Helpful'), behind('Save')] })).toEqual([
      ['Helpful', ['Report', 'Save']],
    ])
    expect(rowsOf({ buttons: [behind('Report'), button('Helpful')] })).toEqual([['Report', 'Helpful']])
  })

  it('stand beside one menu, and beside none that has nothing to choose from', () => {
    const buttons = [button('Helpful')]
    expect(rowsOf({ buttons, selects: [select('Open…', 'a', 'b'), select('More…', 'c')] })).toEqual([
      ['Helpful', ['Open…', 'a', 'b']],
    ])
    expect(rowsOf({ buttons, selects: [select('Open…')] })).toEqual([['Helpful']])
  })
})

describe('a field of a form', () => {
  const inputOf = (field: Partial<FormField>) => {
    const fields = [{ id: 'f', label: 'L', maxLength: 10, ...field }]
    const context = { token: 't', target: { team: 'T1', channel: 'C1' } }
    return formView({ title: 'T', submit: 'Send', fields }, context).blocks[0]
  }

  it('may be left empty unless it is required, says its hint, and begins with what is there', () => {
    expect(inputOf({ hint: 'Or nothing', value: 'so far' })).toMatchObject({
      optional: true,
      hint: { text: 'Or nothing' },
      element: { type: 'plain_text_input', multiline: false, max_length: 10, initial_value: 'so far' },
    })
  })

  it('begins with no more than it takes, and with no half of a character', () => {
    expect(inputOf({ value: '12345678901' })).toMatchObject({ element: { initial_value: '1234567890' } })
    expect(inputOf({ value: '123456789😀' })).toMatchObject({ element: { initial_value: '123456789\uFFFD' } })
  })

  it('that is a choice begins with what is chosen, and comes back by its value', () => {
    const choices = [
      { value: 'inherited', label: 'As the workspace has it' },
      { value: 'no', label: 'No' },
    ]
    expect(inputOf({ choices, value: 'no' })).toMatchObject({
      element: {
        type: 'static_select',
        options: [{ value: 'inherited' }, { text: { text: 'No' }, value: 'no' }],
        initial_option: { value: 'no' },
      },
    })
  })
})
