// The whole app with Slack, Teams and Discord stand-ins at once: what crosses from one platform to another, and what
// must not.
import { expect, test, vi } from 'vitest'
import { openOffice } from './office.ts'

const waiting = { timeout: 60_000, interval: 20 }

test('a file of a private Discord channel is answered there, and in no other channel or platform', async () => {
  await using office = await openOffice()
  const { index, command, answerTo, write, mention, slack, teams, discord } = office
  discord.channels.set('310', {
    id: '310',
    type: 0,
    guild_id: '200',
    name: 'board',
    permission_overwrites: [{ id: '200', type: 0, allow: '0', deny: String(1 << 10) }],
  })
  await index('channel:discord:200/310', 'board.md', 'The codename of the merger is Bluefinch.')
  await index('workspace', 'cafeteria.md', 'The cafeteria of the office opens at eight.')
  const question = 'What is the codename of the merger?'
  const inBoard = { channel_id: '310', channel: { id: '310', type: 0, name: 'board', guild_id: '200' } }
  const [there, elsewhere, open] = await Promise.all([
    command('ask', { question }, inBoard),
    command('ask', { question }),
    command('ask', { question: 'When does the cafeteria of the office open?' }),
  ])
  await write(question)
  await mention(question)
  await vi.waitFor(() => {
    expect(answerTo(there)).toContain('Bluefinch')
    expect(answerTo(elsewhere)).toContain("I don't know")
    expect(answerTo(open)).toContain('eight')
    expect(JSON.stringify(teams.posts)).toMatch(/I don['’]t know/)
    expect(JSON.stringify(slack.posts)).toContain("I don't know")
  }, waiting)
  expect(JSON.stringify([answerTo(elsewhere), teams.posts, slack.posts])).not.toMatch(/Bluefinch|board\.md|"board"/)
})

test('a conversation goes on elsewhere with a code, reads the same, and hides what is not for the new place', async () => {
  await using office = await openOffice()
  const { index, command, answerTo, write, teams } = office
  await index(
    'workspace',
    'support.md',
    'The support desk is open from nine to five on weekdays. The support desk is open from ten to two on weekends.',
  )
  const asked = await command('ask', { question: 'When is the support desk open on weekdays?' })
  await vi.waitFor(() => expect(answerTo(asked)).toContain('nine to five'), waiting)
  const coded = await command('continue', {})
  await vi.waitFor(() => expect(answerTo(coded)).toMatch(/[A-Z0-9]{4}-[A-Z0-9]{4}/), waiting)
  const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(answerTo(coded))![0]
  await write(`continue ${code}`)
  await vi.waitFor(() => expect(JSON.stringify(teams.posts)).toContain('nine to five'), waiting)
  await write('and on weekends?')
  await vi.waitFor(() => expect(JSON.stringify(teams.posts)).toContain('ten to two'), waiting)
  await write(`continue ${code}`)
  await vi.waitFor(() => expect(JSON.stringify(teams.posts)).toContain('works once'), waiting)
})

test('files in a Teams chat are indexed with progress, the question beside them is answered from them, the rest is named', async () => {
  await using office = await openOffice()
  const { write, teams } = office
  teams.files.set('/files/plan.md', Buffer.from('# Plan\n\nThe office moves to Harbour Street in March.\n'))
  teams.files.set('/files/photo.xyz', Buffer.from([1, 2, 3, 0, 255]))
  teams.next(/GET \/files\/plan/, { kind: 'status', status: 503 })
  const attachment = (name: string) => ({
    contentType: 'application/vnd.microsoft.teams.file.download.info',
    name,
    content: { downloadUrl: `${teams.url}/files/${name}`, uniqueId: name, fileType: name.split('.')[1] },
  })
  await write('Where does the office move to?', { attachments: [attachment('plan.md'), attachment('photo.xyz')] })
  await vi.waitFor(() => {
    const shown = JSON.stringify(teams.posts)
    expect(shown).toContain('Harbour Street')
    expect(shown).toMatch(/photo.xyz could not be indexed/)
  }, waiting)
  // In the person's own chat: nobody else is answered from it.
  await write('Where does the office move to?', {
    from: { id: '29:bob', name: 'Bob', aadObjectId: 'aad-bob' },
    conversation: { id: 'a:bob', conversationType: 'personal', tenantId: 'tenant-1' },
  })
  await vi.waitFor(() => {
    const toBob = JSON.stringify(teams.posts.filter(({ conversation }) => conversation === 'a:bob'))
    expect(toBob).toMatch(/I don['’]t know/)
    expect(toBob).not.toContain('Harbour')
  }, waiting)
})
