// An Office Open XML package: its parts, and which part is related to which (ECMA-376 part 2).
// Refuses what ZIP refuses, and a package without a main part.
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import type { Properties } from '../document-properties.ts'
import { readXml } from '../xml.ts'
import { readZip } from '../zip.ts'
import { readProperties } from './properties.ts'

interface Relationship {
  readonly id: string
  /** The last word of its type: "slide", "footnotes", "officeDocument". */
  readonly type: string
  /** The part's name in the package. */
  readonly part: string
}

/** What a reader of one office format returns: its media type is the format's. */
export type OfficeText = Omit<Extracted, 'mediaType'>

export interface OfficePackage {
  /** The name of the part that all else hangs on. */
  readonly main: string
  readonly properties: Properties
  /** Names are compared without regard to case, as the standard says. */
  part(name: string): Uint8Array | undefined
  /** Of one part, in the file's order; links to the outside are left out. */
  relationships(part: string): readonly Relationship[]
  /** The first part of that type that `from` is related to and that exists. */
  related(from: string, type: string): string | undefined
}

/**
 * @param usual where the main part stands when nothing says so, such as `word/document.xml`
 * @param also names of parts that are wanted besides XML
 * @throws AppError `too-large`, `encrypted`, `broken`
 */
export function openPackage(bytes: Uint8Array, usual: string, also?: RegExp): OfficePackage {
  const parts = new Map<string, Uint8Array>()
  // Pictures, fonts and embedded files hold no text that is read.
  const wanted = readZip(
    bytes,
    (name) =>
      (/\.(?:xml|rels)$/i.test(name) && !/(?:^|\/)(?:theme|customXml)\//i.test(name)) || also?.test(name) === true,
  )
  for (const [name, part] of wanted) parts.set(name.toLowerCase(), part)
  const part = (name: string) => parts.get(name.toLowerCase())
  const relationships = (of: string) => readRelationships(part(relationshipsPart(of)), of)
  const related = (from: string, type: string) =>
    relationships(from).find((relationship) => relationship.type === type && part(relationship.part))?.part
  const main = related('', 'officeDocument') ?? usual
  if (part(main) === undefined)
    throw new AppError('broken', `This file is damaged: its part ${main} is missing. Export or download it again.`)
  const properties = readProperties(part(related('', 'core-properties') ?? 'docProps/core.xml'))
  return { main, properties, part, relationships, related }
}

function relationshipsPart(of: string): string {
  const slash = of.lastIndexOf('/') + 1
  return `${of.slice(0, slash)}_rels/${of.slice(slash)}.rels`
}

function readRelationships(part: Uint8Array | undefined, of: string): Relationship[] {
  const found: Relationship[] = []
  if (part === undefined) return found
  readXml(part, {
    open(name, { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode = '' }) {
      if (!/(?:^|:)Relationship$/.test(name) || mode.toLowerCase() === 'external') return
      found.push({ id, type: type.slice(type.lastIndexOf('/') + 1), part: resolvePart(of, target) })
    },
  })
  return found
}

/** Targets are relative to the folder of the part, or start at the root with a slash. */
function resolvePart(of: string, target: string): string {
  const steps = target.startsWith('/') ? [] : of.split('/').slice(0, -1)
  for (const step of target.replaceAll('\\', '/').split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}
