// The XML inside office files, as a stream of events with the namespaces resolved to fixed prefixes.
// Refuses entity declarations (no office program writes them, bombs do), nesting without end and files that are cut.
import { Parser } from 'htmlparser2'
import { AppError } from '../../errors.ts'

export type XmlAttributes = Readonly<Record<string, string>>

/** Names come with the prefixes of `prefixes` below, whatever the file itself declares. */
export interface XmlHandler {
  open?(name: string, attributes: XmlAttributes): void
  close?(name: string): void
  text?(value: string): void
}

// ECMA-376 part 1 (transitional and strict), OpenDocument 1.3 part 3, OpenOffice.org 1.0.
const office = 'http://schemas.openxmlformats.org/'
const strict = 'http://purl.oclc.org/ooxml/'
const prefixes: Readonly<Record<string, string>> = {
  [`${office}wordprocessingml/2006/main`]: 'w',
  [`${strict}wordprocessingml/main`]: 'w',
  [`${office}drawingml/2006/main`]: 'a',
  [`${strict}drawingml/main`]: 'a',
  [`${office}drawingml/2006/chart`]: 'c',
  [`${strict}drawingml/chart`]: 'c',
  [`${office}presentationml/2006/main`]: 'p',
  [`${strict}presentationml/main`]: 'p',
  [`${office}spreadsheetml/2006/main`]: 'x',
  [`${strict}spreadsheetml/main`]: 'x',
  [`${office}officeDocument/2006/relationships`]: 'r',
  [`${strict}officeDocument/relationships`]: 'r',
  [`${office}officeDocument/2006/math`]: 'm',
  [`${strict}officeDocument/math`]: 'm',
  [`${office}markup-compatibility/2006`]: 'mc',
  [`${office}package/2006/relationships`]: 'rel',
  [`${office}package/2006/metadata/core-properties`]: 'cp',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/dc/terms/': 'dcterms',
  'http://www.w3.org/1999/xlink': 'xlink',
}
const openDocument =
  /^(?:urn:oasis:names:tc:opendocument:xmlns:(\w+):1\.0|http:\/\/openoffice\.org\/(?:2000|2001)\/(\w+))$/

const chunkBytes = 64 * 1024
// Real documents stay below 200.
const maxDepth = 2000

/** @throws AppError `broken` */
export function readXml(bytes: Uint8Array, handler: XmlHandler): void {
  const scopes: { depth: number; names: ReadonlyMap<string, string> }[] = [{ depth: 0, names: new Map() }]
  // Names repeat: resolved once for as long as no declaration changes what they mean.
  let resolved = new Map<string, string>()
  let depth = 0
  let elements = 0
  const resolve = (name: string, isAttribute: boolean): string => {
    const colon = name.indexOf(':')
    if (isAttribute && colon < 0) return name
    const found = resolved.get(name)
    if (found !== undefined) return found
    const prefix = scopes.at(-1)!.names.get(colon < 0 ? '' : name.slice(0, colon))
    const full = prefix === undefined ? name : `${prefix}:${name.slice(colon + 1)}`
    resolved.set(name, full)
    return full
  }
  const parser = new Parser(
    {
      onopentag(raw, attributes) {
        elements++
        if (++depth > maxDepth) throw brokenXml('it nests deeper than any document')
        const declared = declarations(attributes)
        if (declared.length > 0) {
          scopes.push({ depth, names: new Map([...scopes.at(-1)!.names, ...declared]) })
          resolved = new Map()
        }
        handler.open?.(resolve(raw, false), resolveAll(attributes, resolve))
      },
      onclosetag(raw) {
        handler.close?.(resolve(raw, false))
        if (scopes.at(-1)!.depth === depth && scopes.length > 1) {
          scopes.pop()
          resolved = new Map()
        }
        depth--
      },
      ontext: (value) => handler.text?.(value),
      onprocessinginstruction(name, value) {
        if (name === '!ENTITY' || value.includes('<!ENTITY')) throw brokenXml('it declares entities of its own')
      },
    },
    { xmlMode: true },
  )
  const decoder = new TextDecoder(encodingOf(bytes))
  for (let offset = 0; offset < bytes.length; offset += chunkBytes)
    parser.write(decoder.decode(bytes.subarray(offset, offset + chunkBytes), { stream: true }))
  parser.write(decoder.decode())
  if (elements === 0) throw brokenXml('a part of it is no XML')
  if (depth > 0) throw brokenXml('a part of it is cut')
  parser.end()
}

function declarations(attributes: XmlAttributes): [string, string][] {
  const found: [string, string][] = []
  for (const name in attributes) {
    if (!name.startsWith('xmlns') || (name.length > 5 && name[5] !== ':')) continue
    const uri = attributes[name]!
    const own = name.slice(6)
    const [, oasis, ooo] = openDocument.exec(uri) ?? []
    found.push([own, prefixes[uri] ?? oasis ?? ooo ?? (own === '' ? 'default' : own)])
  }
  return found
}

function resolveAll(attributes: XmlAttributes, resolve: (name: string, isAttribute: boolean) => string): XmlAttributes {
  let result: Record<string, string> | null = null
  for (const name in attributes) {
    const full = resolve(name, true)
    if (full === name) continue
    result ??= { ...attributes }
    result[full] = attributes[name]!
  }
  return result ?? attributes
}

/** https://www.w3.org/TR/xml/#sec-guessing */
function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be'
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString('latin1')
  const declared = /^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1]
  try {
    // A file whose bytes are UTF-8 may still say UTF-16: a converter left the line as it was.
    const encoding = new TextDecoder(declared ?? 'utf-8').encoding
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding
  } catch {
    return 'utf-8'
  }
}

function brokenXml(reason: string): AppError {
  return new AppError('broken', `This file is damaged: ${reason}. Export or download it again.`)
}
