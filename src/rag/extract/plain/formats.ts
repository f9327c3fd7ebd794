// What is text as it stands, as extraction knows it. Each reader loads when one is read.
import type { Format } from '../format.ts'

export const markdown: Format = {
  id: 'markdown',
  extensions: ['.md', '.markdown', '.mdown', '.mkd', '.mdx'],
  jailAboveBytes: Number.POSITIVE_INFINITY,
  read: async (bytes) => (await import('./markdown.ts')).readMarkdown(bytes),
}

export const transcript: Format = {
  id: 'transcript',
  extensions: ['.vtt', '.srt', '.sbv'],
  jailAboveBytes: 4 * 1024 * 1024,
  // https://www.w3.org/TR/webvtt1/#file-structure
  recognises: (bytes, name) =>
    !name.endsWith('.txt') &&
    /^(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|$)/.test(Buffer.from(bytes.subarray(0, 12)).toString('latin1')),
  read: async (bytes) => (await import('./transcript.ts')).readTranscript(bytes),
}

export const csv: Format = {
  id: 'csv',
  extensions: ['.csv', '.tsv', '.tab', '.psv'],
  jailAboveBytes: 2 * 1024 * 1024,
  read: async (bytes) => (await import('./csv.ts')).readCsv(bytes),
}

export const json: Format = {
  id: 'json',
  extensions: ['.json', '.jsonl', '.ndjson', '.geojson', '.webmanifest'],
  jailAboveBytes: 1024 * 1024,
  read: async (bytes) => (await import('./json.ts')).readJson(bytes),
}

export const notebook: Format = {
  id: 'notebook',
  extensions: ['.ipynb'],
  jailAboveBytes: 1024 * 1024,
  read: async (bytes) => (await import('./notebook.ts')).readNotebook(bytes),
}

const code =
  'ada adb ads asm awk bas bash bat c cc cfc clj cljs cmake cmd coffee cpp cs csh css cu cxx d dart diff el elm erb erl ex exs f f90 fish for fs fsx gleam go gradle graphql groovy h hbs hcl hh hpp hrl hs hxx java jl js jsx kt kts less lisp lua m mjs cjs ml mli mm mts cts nim nix pas patch php pl pm po proto ps1 psm1 py pyi r rb rkt rs s sass scala scm scss sh sol sql ssf svelte swift tcl tf tfvars thrift ts tsx v vb vbs vhd vhdl vim vue wat xml xsd xsl xslt zig zsh'
const settings = 'cfg conf cnf editorconfig env ini json5 jsonc properties tml toml yaml yml'
const logs = 'log out err'
const names =
  /(?:^|[\\/])(?:dockerfile|containerfile|makefile|gnumakefile|jenkinsfile|procfile|rakefile|gemfile|vagrantfile|justfile|cmakelists\.txt|\.env(?:\.[\w-]+)?|\.git(?:ignore|attributes)|\.dockerignore)$/

export const sourceCode: Format = {
  ...byLine('source', 'text/x-source-code', code),
  recognises: (_bytes, name) => names.test(name),
}
export const settingsFile: Format = byLine('settings', 'text/x-config', settings)
export const log: Format = byLine('log', 'text/x-log', logs)

/** Anything that reads as text and has no better format lands here. */
export const plainText: Format = {
  id: 'text',
  extensions: ['.txt'],
  jailAboveBytes: Number.POSITIVE_INFINITY,
  read: async (bytes) => (await import('./plain-text.ts')).readPlainText(bytes),
}

/** As it is, told by name, for readers who go by line numbers. */
function byLine(id: string, mediaType: string, extensions: string): Format {
  return {
    id,
    extensions: extensions.split(' ').map((extension) => `.${extension}`),
    jailAboveBytes: Number.POSITIVE_INFINITY,
    read: async (bytes) => (await import('./plain-text.ts')).readByLine(bytes, mediaType),
  }
}
