// Mistakes in who may touch a row at all: roles, row security, and what a lost connection means.
import type { Mutant } from '../mutant.ts'

export const database: readonly Mutant[] = [
  {
    file: 'src/store/database/db.ts',
    from: 'set local role ${role}; set local',
    to: 'set local',
    suffered: 'row security binds nobody',
    tests: ['tests/store/leaks.test.ts'],
  },
  {
    file: 'src/store/database/access.ts',
    from: 'const here = `workspace_id = ${setting}`',
    to: "const here = 'true'",
    suffered: 'after a restore every workspace reads every other',
    tests: ['tests/store/database/access.test.ts'],
  },
  {
    file: 'src/store/database/access.ts',
    from: 'or o.rolbypassrls or',
    to: 'or false or',
    suffered: 'roles that bypass row security are not noticed',
    tests: ['tests/store/database/access.test.ts'],
  },
  {
    file: 'src/store/database/db.ts',
    from: 'if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))',
    to: 'if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.test(id))',
    suffered: 'a workspace id with more behind it is run as SQL',
    tests: ['tests/store/reached.test.ts'],
  },
  {
    file: 'src/store/database/pool.ts',
    from: '/^(?:08|53|57P|58|25006|25P03|40001|40P01)/',
    to: '/^(?:08|57P|58|25006|25P03|40001|40P01)/',
    suffered: 'a question is given up because the database was full for a moment',
    tests: ['tests/store/reached.test.ts'],
  },
  {
    file: 'migrations/0004_names.sql',
    from: `where c.workspace_id is not distinct from
`,
    to: `where c.workspace_id is not null or c.workspace_id is not distinct from
`,
    suffered: 'candidates of other workspaces crowd out one’s own',
    tests: ['tests/store/reached.test.ts'],
  },
]
