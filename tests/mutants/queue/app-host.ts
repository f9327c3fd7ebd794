// Mistakes in what an app that teams install is handed.
import type { Mutant } from '../mutant.ts'

export const appHost: readonly Mutant[] = [
  {
    file: 'src/queue/app-host.ts',
    from: 'await store.saveRefreshed(',
    to: 'void store.saveRefreshed(',
    suffered: 'tokens that came while the database was away are lost: the team has to install anew',
    tests: ['tests/queue/app-host.test.ts'],
  },
  {
    file: 'src/queue/app-host.ts',
    from: ' || (install !== null && !isOpen(install.id))) await openInstalled()',
    to: ') await openInstalled()',
    suffered: "the first message of a team's new install is answered late or not at all",
    tests: ['tests/queue/app-host.test.ts'],
  },
  {
    file: 'src/queue/app-host.ts',
    from: 'if (!isOpen(token.id) || (install',
    to: 'if ((install',
    suffered: "the first message of a team's new token is answered late or not at all",
    tests: ['tests/queue/app-host.test.ts'],
  },
  {
    file: 'src/queue/app-host.ts',
    from: `(id) => seal(id, tokens))
      await openInstalled()
`,
    to: `(id) => seal(id, tokens))
`,
    suffered: 'whoever has just installed the app gets no answer',
    tests: ['tests/queue/app-host.test.ts'],
  },
  {
    file: 'src/queue/app-host.ts',
    from: `await store.mapPlace(id, { team }, workspaceId)
      await openInstalled()
`,
    to: `await store.mapPlace(id, { team }, workspaceId)
`,
    suffered: 'a team that was just allowed gets no answer',
    tests: ['tests/queue/app-host.test.ts'],
  },
  {
    file: 'src/queue/app-host.ts',
    from: `      await store.addTeams(id, teams)
      await openInstalled()
`,
    to: `      await store.addTeams(id, teams)
`,
    suffered: "a team that was added to an organisation's install gets no answer",
    tests: ['tests/queue/app-host.test.ts'],
  },
  {
    file: 'src/queue/app-host.ts',
    from: `      await store.removeEnded()
`,
    to: '',
    suffered: 'a team that removed the app has its tokens kept for another hour',
    tests: ['tests/queue/app-host.test.ts'],
  },
  {
    file: 'src/queue/app-host.ts',
    from: 'store.failRefresh(id, version, wasRefused)',
    to: 'store.failRefresh(id, version, true)',
    suffered: 'a moment without the platform makes a team install the app anew',
    tests: ['tests/queue/app-host.test.ts'],
  },
  {
    file: 'src/queue/app-host.ts',
    from: 'id: saved.id, isActive: saved.isActive }',
    to: 'id: saved.id, isActive: true }',
    suffered: 'a team that has to be allowed first is told that it is ready',
    tests: ['tests/queue/app-host.test.ts'],
  },
  {
    file: 'src/queue/app-host.ts',
    from: `        expiresAt,
        version,`,
    to: `        expiresAt: null,
        version,`,
    suffered: 'tokens run out and are never renewed',
    tests: ['tests/queue/app-host.test.ts'],
  },
]
