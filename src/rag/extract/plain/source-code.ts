// Source code, configuration and logs: as they are, told by name, for readers who go by line numbers.
import { decodeText } from '../decode.ts'
import type { Format } from '../format.ts'

const code =
  'ada adb ads asm awk bas bash bat c cc cfc clj cljs cmake cmd coffee cpp cs csh css cu cxx d dart diff el elm erb erl ex exs f f90 fish for fs fsx gleam go gradle graphql groovy h hbs hcl hh hpp hrl hs hxx java jl js jsx kt kts less lisp lua m mjs cjs ml mli mm mts cts nim nix pas patch php pl pm po proto ps1 psm1 py pyi r rb rkt rs s sass scala scm scss sh sol sql ssf svelte swift tcl tf tfvars thrift ts tsx v vb vbs vhd vhdl vim vue wat xml xsd xsl xslt zig zsh'
const settings = 'cfg conf cnf editorconfig env ini json5 jsonc properties tml toml yaml yml'
const logs = 'log out err'
const names =
  /(?:^|[\\/])(?:dockerfile|containerfile|makefile|gnumakefile|jenkinsfile|procfile|rakefile|gemfile|vagrantfile|justfile|cmakelists\.txt|\.env(?:\.[\w-]+)?|\.git(?:ignore|attributes)|\.dockerignore)$/

export const sourceCode: Format = byLine('source', 'text/x-source-code', code, (name) => names.test(name))
export const settingsFile: Format = byLine('settings', 'text/x-config', settings)
export const log: Format = byLine('log', 'text/x-log', logs)

function byLine(id: string, mediaType: string, extensions: string, isNamed?: (name: string) => boolean): Format {
  return {
    id,
    mediaType,
    extensions: extensions.split(' ').map((extension) => `.${extension}`),
    jailAboveBytes: Number.POSITIVE_INFINITY,
    ...(isNamed ? { recognises: (_bytes: Uint8Array, name: string) => isNamed(name) } : {}),
    read: (bytes) => ({ text: decodeText(bytes), layout: { pages: [], headings: [], isByLine: true }, mediaType }),
  }
}
