// Activities as Teams sends them: recorded shapes with made-up ids.

export type Json = Record<string, unknown>

export const appId = '11111111-2222-3333-4444-555555555555'
export const bot = { id: `28:${appId}`, name: 'ragbot' }
export const channelId = '19:general@thread.tacv2'
const serviceUrl = 'https://smba.trafficmanager.net/emea/tenant-1/'

const base = {
  channelId: 'msteams',
  serviceUrl,
  timestamp: '2026-11-20T09:00:00.000Z',
  recipient: bot,
  from: { id: '29:ada', name: 'Ada', aadObjectId: 'aad-ada' },
}

/** Ada writes to the bot alone. */
export function personalMessage(changes: Json = {}): Json {
  return {
    ...base,
    type: 'message',
    id: '1790000000001',
    text: 'who approves travel?',
    textFormat: 'plain',
    conversation: { conversationType: 'personal', id: 'a:1ada', tenantId: 'tenant-1' },
    channelData: { tenant: { id: 'tenant-1' } },
    ...changes,
  }
}

export const mention = (name = 'ragbot', id = bot.id) => ({
  type: 'mention',
  text: `<at>${name}</at>`,
  mentioned: { id, name },
})

/** Ada mentions the bot in a channel, in a new thread. */
export function channelMessage(changes: Json = {}, root = '1790000000002'): Json {
  return {
    ...base,
    type: 'message',
    id: '1790000000002',
    text: '<at>ragbot</at> who approves travel?\n',
    conversation: {
      isGroup: true,
      conversationType: 'channel',
      id: `${channelId};messageid=${root}`,
      tenantId: 'tenant-1',
    },
    entities: [mention()],
    channelData: {
      tenant: { id: 'tenant-1' },
      teamsChannelId: channelId,
      channel: { id: channelId },
      team: { id: '19:team@thread.tacv2', aadGroupId: 'group-1' },
    },
    ...changes,
  }
}

/** Ada mentions the bot in a chat of several people. */
export function groupMessage(changes: Json = {}): Json {
  return {
    ...channelMessage(),
    id: '1790000000003',
    conversation: { isGroup: true, conversationType: 'groupChat', id: '19:chat@thread.v2', tenantId: 'tenant-1' },
    channelData: { tenant: { id: 'tenant-1' } },
    ...changes,
  }
}

export function invoke(name: string, value: unknown, changes: Json = {}): Json {
  return {
    ...channelMessage(),
    type: 'invoke',
    id: 'f:invoke-1',
    text: undefined,
    entities: undefined,
    name,
    value,
    ...changes,
  }
}

export const upload = (changes: Json = {}) => ({
  contentType: 'application/vnd.microsoft.teams.file.download.info',
  contentUrl: 'https://contoso.sharepoint.com/personal/ada/Documents/travel.pdf',
  name: 'travel.pdf',
  content: { downloadUrl: 'https://download.example/travel?token=secret', uniqueId: 'unique-1', fileType: 'pdf' },
  ...changes,
})
