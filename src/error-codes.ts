// Every code that an AppError may have, and what it means: for scripts, logs and docs/errors.md, which a test holds equal.

const ownCodes = {
  aborted: 'A request was not sent to its end.',
  'access-lost':
    'Row security or rights of the database are incomplete, and the user of DATABASE_URL cannot mend them.',
  'bad-key': 'The file of the encryption key is damaged.',
  'bad-line': 'A line of a JSONL file is no document.',
  'bad-query': 'A search query holds a limit that cannot be read, or is too long.',
  'bad-request': 'A request to the API lacks something or has a value that is none.',
  'bad-url': 'An address is none that pages are read from.',
  'bad-workspace': 'A name is no workspace name.',
  binary: 'A file is neither text nor a known document.',
  broken: 'A file is damaged, or its reader failed.',
  'built-in-docs': 'A guide of the installation could not be indexed.',
  'circuit-open': 'A model server failed several times in a row and is left alone for a moment.',
  config: 'A variable of the environment has a value that is none; the message names it.',
  conflict: 'Something else stands under the same id already.',
  crowded: 'Too much is being sent at once; try again.',
  'data-dir': 'DATA_DIR cannot be used.',
  'database-away': 'The database is out of reach or restarts; what was asked may be tried again.',
  'database-slow': 'The database did not answer in time.',
  'database-unreachable': 'The database at DATABASE_URL cannot be used at the start.',
  'disk-full': 'The disk is nearly full: no new documents are taken.',
  duplicate: 'The same id stands twice in a file.',
  'embedding-dimensions': 'The vectors that are kept have another size than the model gives.',
  'embedding-junk': 'The embedding server answered with no vectors.',
  'embedding-model-folder': 'The folder of a local embedding model lacks something.',
  'embedding-package': 'The package that runs local models is not installed.',
  empty: 'A file has no text.',
  encrypted: 'A file has a password or is protected against copying.',
  'engine-failed': 'The embedded database did not start.',
  'engine-in-use': 'Another process runs on this DATA_DIR.',
  'eval-compare': 'Two saved runs of an evaluation cannot be compared.',
  'eval-folder': 'A folder is no evaluation set.',
  'eval-line': 'A line of an evaluation set cannot be read.',
  'eval-run': 'A file is no saved run of an evaluation.',
  'file-expired': 'The address of a shared file is over; a new one is asked for.',
  'file-gone': 'A shared file is no longer there.',
  'file-refused': 'The platform did not give out a shared file.',
  'file-unavailable': 'A shared file could not be fetched just now.',
  forbidden: 'This is not for whoever asks.',
  'forbidden-address': 'An address leads to a network that pages are not read from.',
  'gave-up': 'The process ended each time this was worked on.',
  gone: 'What was asked for was deleted or has changed.',
  'host-unknown': 'HOST is no address of this machine.',
  'http-error': 'A web page was answered with an error, or with what is no page.',
  'in-crumbs': 'A body comes in pieces that are too small.',
  'inside-transaction': 'A fault of ragbot: something was awaited inside a transaction.',
  jail: 'The process that reads files could not be started.',
  'lease-lost': 'Another worker may have taken a thread over.',
  'migration-failed': 'A migration of the database failed.',
  missing: 'There is no such file or folder.',
  'model-busy': 'The chat model is rate-limited.',
  'model-down': 'The chat model cannot be reached.',
  'model-junk': 'The chat model sent what is no completion.',
  'model-misconfigured': 'The chat model refused the request: address, key or name are wrong.',
  'model-slow': 'The chat model took too long.',
  'newer-database': 'The database was made by a newer version of ragbot.',
  'no-pgvector': 'The database lacks pgvector 0.8 or later.',
  'no-roles': 'The user of DATABASE_URL may not make or use the roles of ragbot.',
  'no-schema': 'The user of DATABASE_URL may not make tables.',
  'no-such-document': 'There is no document of this id.',
  'no-such-source': 'There is no source of this id, address or folder.',
  'no-text-layer': 'A PDF or a picture holds no text that can be recognised.',
  'not-a-file': 'A device, pipe or socket was named as a file.',
  'not-deletable': 'What was posted cannot be deleted by the bot.',
  'not-findable': 'What was posted cannot be looked up.',
  'not-found': 'There is nothing at this address.',
  'not-installed': 'The app was removed from this workspace, or is paused.',
  'not-owner': 'The tables belong to another user of the database.',
  'not-running': 'No ragbot runs where a command looks for one.',
  'older-running': 'Processes of an earlier version use a database that has to be changed for this one.',
  'outside-folder': 'A link leads out of the folder that is indexed.',
  'port-forbidden': 'PORT may not be opened by this user.',
  'port-in-use': 'PORT is in use.',
  'queue-migration': 'The tables of the queue could not be made.',
  'reading-stopped': 'The thread that reads texts was stopped.',
  'rebuild-running': 'Another process rebuilds this index.',
  'redis-unreachable': 'Redis at REDIS_URL cannot be used.',
  'rerank-junk': 'The rerank server did not answer with a score for each passage.',
  robots: 'A web site asks not to be read or indexed.',
  'source-busy': 'Another process reads this source, or another one of its site, just now.',
  'source-shrank': 'A source has far less than before: nothing was taken out.',
  stopped: 'Nobody waits for this any more.',
  tmpdir: 'No temporary folder takes the socket of the embedded database.',
  'too-few-connections': 'The database allows fewer connections than are needed.',
  'too-large': 'A file, a text or a body is larger than what is taken.',
  'too-many': 'Too many attempts; wait.',
  'too-many-redirects': 'A web page sends on too often.',
  'too-slow': 'A file or a page took too long to read, or a body to come.',
  unauthorized: 'A credential is missing or wrong.',
  unreachable: 'A web site could not be reached.',
  unreadable: 'A file may not be read by the user who runs ragbot.',
  'unsafe-access': 'The roles of the database would not keep workspaces apart.',
  unstorable: 'The database cannot store this value.',
  unsupported: 'A kind of file or of encoding that is known and not read.',
  usage: 'A command was called in a way that it does not know.',
  'version-retired': 'The index was rebuilt meanwhile.',
  'wrong-key': 'A secret was sealed with another ENCRYPTION_KEY.',
  'wrong-seal': 'A stored secret was altered, or was sealed for something else.',
} as const satisfies Readonly<Record<string, string>>

/** After `embedding-` or `rerank-`: what went wrong at that model server. */
const serverCodes = {
  credentials: 'The model server refused the key.',
  failed: 'The model server, or a local model, failed.',
  'not-found': 'The model server knows no such model or address.',
  'out-of-credit': 'The account has no credit left.',
  'rate-limited': 'The model server asks to wait.',
  refused: 'The model server refused the request.',
  timeout: 'The model server did not answer in time.',
  unreachable: 'The model server is out of reach.',
} as const satisfies Readonly<Record<string, string>>

export type ServerCode = keyof typeof serverCodes
/** What may be used by a model server's name as a prefix. */
export type ModelServer = 'embedding' | 'rerank'

export const errorCodes: Readonly<Record<string, string>> = {
  ...ownCodes,
  ...Object.fromEntries(
    Object.entries(serverCodes).flatMap(([code, meaning]) => [
      [`embedding-${code}`, meaning],
      [`rerank-${code}`, meaning],
    ]),
  ),
}

/** Those of a platform begin with its name; what follows is the platform's own word or number where it gave one. */
export type ErrorCode =
  | keyof typeof ownCodes
  | `${ModelServer}-${ServerCode}`
  | `${'slack' | 'teams' | 'discord'}-${string}`

/** The code that another process or thread gave, or `broken`: whoever it was may have been broken into. */
export function knownCode(code: string): ErrorCode {
  return Object.hasOwn(ownCodes, code) ? (code as keyof typeof ownCodes) : 'broken'
}
