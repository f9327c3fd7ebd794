// Mistakes in Slack's Socket Mode: what is lost, who is let in, and what Slack suffers.
import type { Mutant } from '../mutant.ts'

export const socket: readonly Mutant[] = [
  {
    file: 'src/bots/slack/receive/connection.ts',
    from: "if (delivered === 'not-stored') return\n",
    to: '',
    suffered: 'what could not be stored is acknowledged, and nobody ever answers it',
    tests: ['tests/bots/slack/receive/socket'],
  },
  {
    file: 'src/bots/slack/receive/dispatch.ts',
    from: 'await app?.processEvent({',
    to: 'void app?.processEvent({',
    suffered: 'a delivery is acknowledged before it is stored',
    tests: ['tests/bots/slack/receive'],
  },
  {
    file: 'src/bots/slack/receive/connection.ts',
    from: 'if (id === undefined || isClosing) return',
    to: 'if (id === undefined) return',
    suffered: 'what comes while the process stops is taken by one that is ending',
    tests: ['tests/bots/slack/receive/socket'],
  },
  {
    file: 'src/bots/slack/receive/connection.ts',
    from: 'Promise.allSettled(underWay)',
    to: 'Promise.resolve()',
    suffered: 'a process that stops acknowledges nothing of what it has stored',
    tests: ['tests/bots/slack/receive/socket'],
  },
  {
    file: 'src/bots/slack/receive/connection.ts',
    from: ', ...(payload !== undefined && { payload })',
    to: '',
    suffered: 'a form over Socket Mode closes without a word',
    tests: ['tests/bots/slack/receive/socket'],
  },
  {
    file: 'src/bots/slack/receive/connection.ts',
    from: "if (unheard >= pingsUnheard) return end('Slack went silent')",
    to: 'if (unheard < 0) return',
    suffered: 'a connection that a firewall forgot is waited on for ever',
    tests: ['tests/bots/slack/receive/reconnect'],
  },
  {
    file: 'src/bots/slack/receive/socket.ts',
    from: 'if (monotonic() - readyAt >= patience.steadyMs) {',
    to: 'if (readyAt >= 0) {',
    suffered: 'a Slack that closes each connection at once is stormed',
    tests: ['tests/bots/slack/receive/reconnect'],
  },
  {
    file: 'src/bots/slack/receive/socket.ts',
    from: 'later(() => void connection.close(), patience.lingerMs)',
    to: 'void connection.close()',
    suffered: 'what Slack still sends over the old connection is not heard',
    tests: ['tests/bots/slack/receive/reconnect'],
  },
  {
    file: 'src/bots/slack/receive/socket.ts',
    from: '    if (isStopped) return\n    let readyAt',
    to: '    let readyAt',
    suffered: 'a process that stops while it connects stays connected',
    tests: ['tests/bots/slack/receive/reconnect'],
  },
  {
    file: 'src/bots/slack/receive/edge.ts',
    from: "routes: webhook ? [{ method: 'POST', path: '/webhooks/slack', ...webhook }] : [],",
    to: "routes: [{ method: 'POST', path: '/webhooks/slack', handle: async ({ body }) => ((await dispatch(JSON.parse(String(body)), {})) === 'not-stored' ? { status: 503 } : { status: 200 }) }],",
    suffered: 'without a signing secret anybody may deliver over HTTP',
    tests: ['tests/bots/slack/receive/socket'],
  },
]
