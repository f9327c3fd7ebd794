// A document long enough to scroll in, with one passage that the tests ask for in its middle.

export interface TestDocument {
  /** With the extension that decides its format. */
  readonly name: string
  readonly text: string
}

const filler = (topic: string) =>
  Array.from(
    { length: 30 },
    (_, n) => `${topic}, paragraph ${n + 1}: keep your notes short and share them with the team.`,
  ).join('\n\n')

export const parentsQuestion = 'How long is parental leave?'
export const passage = 'Parental leave lasts 26 weeks for every parent, fully paid.'

export const handbook: TestDocument = {
  name: 'handbook.md',
  text: `# Employee handbook\n\n${filler('Meetings')}\n\n## Leave\n\n${passage}\n\nAsk your lead eight weeks ahead.\n\n${filler('Offices')}\n\nTravel to another country is approved by the finance lead.\n`,
}
