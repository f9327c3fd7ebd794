// The app's manifest: what api.slack.com makes the app from. manifests/slack.json and manifests/slack-socket.json are
// what this makes. Pure. https://docs.slack.dev/reference/app-manifest/
import type { Desk } from '../../desk/types.ts'
import { fileEvents } from './files/follow.ts'
import { scopes } from './people/scopes.ts'
import { changeEvents, endEvents, teamEvents } from './receive/changes.ts'

/** Where Slack delivers: over HTTPS to a public address, without a slash at the end, or to a connection that ragbot opens. */
export type Delivery = { readonly publicUrl: string } | 'socket'

/** Of `event_subscriptions`; each needs a scope. */
const events = [
  'agent_session_stopped',
  'app_context_changed',
  'app_home_opened',
  'app_mention',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  ...changeEvents,
  ...endEvents,
  ...teamEvents,
  ...fileEvents,
].toSorted()

const about =
  'ragbot answers questions from the documents your team has indexed. Mention it in a channel, write to it directly, or use /rag. Every claim in an answer names its source, and what the documents do not say it does not make up: it says that it does not know, and shows what it searched. It runs on your own machines.'

const description = "Answers from your team's own documents, with every claim cited"

/** What Slack offers in menus of its own. */
type Offered = Pick<Desk, 'messageGestures' | 'formGestures'>

/** In a message's menu, and in the menu beside where messages are written: five each at most. */
const shortcutsOf = ({ messageGestures, formGestures }: Offered) => [
  ...messageGestures.map((one) => shortcut('message', one)),
  ...formGestures.map((one) => shortcut('global', one)),
]

const shortcut = (
  type: 'message' | 'global',
  { id, label, says }: Offered['formGestures'][number] | Offered['messageGestures'][number],
) => ({
  name: label,
  type,
  callback_id: id,
  description: says,
})

/** Ready for `JSON.stringify`. */
export function slackManifest(delivery: Delivery, offered: Offered) {
  const url = delivery === 'socket' ? undefined : `${delivery.publicUrl}/webhooks/slack`
  const request = url === undefined ? {} : { request_url: url }
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'ragbot',
      description,
      background_color: '#1f3a5f',
      long_description: about,
    },
    features: {
      agent_view: { agent_description: description },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'ragbot', always_online: true },
      shortcuts: shortcutsOf(offered),
      slash_commands: [
        {
          command: '/rag',
          ...(url !== undefined && { url }),
          description: "Ask your team's documents, or search them",
          usage_hint:
            'ask <question> | search <words> | index <url> | summarize <url> | continue [code] | status | help',
          should_escape: false,
        },
      ],
    },
    oauth_config: {
      // Where teams come back to that install the app by themselves.
      ...(delivery !== 'socket' && { redirect_urls: [`${delivery.publicUrl}/slack/oauth_redirect`] }),
      scopes: { bot: scopes.map(({ name }) => name) },
    },
    settings: {
      event_subscriptions: { ...request, bot_events: events },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: true,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  }
}

/** Opens Slack's page for a new app with the manifest filled in. */
export const createAppUrl = (delivery: Delivery, offered: Offered) =>
  `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(JSON.stringify(slackManifest(delivery, offered)))}`
