// The embedded engine's files as it makes them: only their owner may open them, whatever the umask is. Refuses to go on
// after a write that failed anywhere but in a table: Postgres would stop itself then (PANIC) and recover from its log,
// and this build cannot; it turns in circles, or answers every statement with the same error for good.
import { NodeFS } from '@electric-sql/pglite/nodefs'

interface Node {
  readonly name: string
  /** The root's is itself. */
  readonly parent: Node
}
interface Stream {
  readonly node: Node
}
interface Attributes {
  readonly mode?: number | null
}
/** The part of emscripten's NODEFS that is watched. https://emscripten.org/docs/api_reference/Filesystem-API.html */
interface NodeFiles {
  readonly node_ops: {
    mknod(parent: Node, name: string, mode: number, device: number): unknown
    setattr(node: Node, attributes: Attributes): void
  }
  readonly stream_ops: {
    setattr(stream: Stream, attributes: Attributes): void
    read(stream: Stream, ...rest: unknown[]): number
    write(stream: Stream, ...rest: unknown[]): number
  }
}

export interface FileWatcher {
  /** An access succeeded. */
  progress(): void
  /** One did not, for want of room or a broken disk. */
  refused(): void
  /** Called after `refused` in the middle of the engine's work when it cannot go on; must not return. */
  failed(path: string): void
}

/** Tables and indexes. One that cannot grow fails its statement, and Postgres undoes the transaction by itself. */
const tables = /^\/(?:base\/|global\/\d)/
/** EDQUOT, EFBIG, EIO, ENOSPC, EROFS as WASI numbers them. */
const noRoom = new Set<unknown>([19, 22, 29, 51, 69])

export class EmbeddedFiles extends NodeFS {
  readonly #watcher: FileWatcher

  constructor(dataDir: string, watcher: FileWatcher) {
    super(dataDir)
    this.#watcher = watcher
  }

  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options)
    const begin: NonNullable<typeof emscriptenOpts.preRun>[number] = ({ FS }) =>
      watch((FS as unknown as { filesystems: { NODEFS: NodeFiles } }).filesystems.NODEFS, this.#watcher)
    // Before the data folder is mounted: its root takes the operations as they are then.
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [begin, ...(emscriptenOpts.preRun ?? [])] } }
  }
}

function watch({ node_ops, stream_ops }: NodeFiles, { progress, refused, failed }: FileWatcher): void {
  const { mknod, setattr } = node_ops
  const { setattr: setattrOpen, read, write } = stream_ops
  const attempt = <T>(path: () => string, work: () => T): T => {
    try {
      const result = work()
      progress()
      return result
    } catch (error) {
      const { errno } = error as { errno?: unknown }
      if (noRoom.has(errno)) {
        refused()
        if (!tables.test(path())) failed(path())
      }
      throw error
    }
  }
  node_ops.mknod = (parent, name, mode, device) =>
    attempt(
      () => `${pathOf(parent)}/${name}`,
      () => mknod(parent, name, closed(mode), device),
    )
  node_ops.setattr = (node, attributes) => setattr(node, closedAttributes(attributes))
  stream_ops.setattr = (stream, attributes) => setattrOpen(stream, closedAttributes(attributes))
  stream_ops.read = (stream, ...rest) =>
    attempt(
      () => pathOf(stream.node),
      () => read(stream, ...rest),
    )
  stream_ops.write = (stream, ...rest) =>
    attempt(
      () => pathOf(stream.node),
      () => write(stream, ...rest),
    )
}

/** The file's kind is kept, and what its owner may do. */
const closed = (mode: number) => mode & ~0o077

function closedAttributes(attributes: Attributes): Attributes {
  return attributes.mode == null ? attributes : { ...attributes, mode: closed(attributes.mode) }
}

/** Within the data folder, like `/pg_wal/xlogtemp.42`. */
function pathOf(node: Node): string {
  return node.parent === node ? '' : `${pathOf(node.parent)}/${node.name}`
}
