// Finds what looks like a credential: keys, tokens, hashes, "password: x". Pure, by shape; names and numbers that people
// say (INC-4411, eu-central-1) are none.

// Prefixes that issuers give their keys, so that scanners find them.
const issued =
  /\b(?:sk|pk|rk|ak)[-_](?:live|test|proj|ant|or|[a-z0-9]{3,8})?[-_]?[A-Za-z0-9_-]{8,}|\bgh[pousr]_\w{8,}|\bgithub_pat_\w+|\bglpat-[\w-]{8,}|\bxox[a-z]-[\w-]{6,}|\bxapp-[\w-]{6,}|\b(?:AKIA|ASIA)[A-Z0-9]{8,}|\bAIza[\w-]{10,}|\bya29\.[\w-]+|\beyJ[\w-]{8,}(?:\.[\w-]+)*|\bhf_\w{10,}|\bnpm_\w{10,}|-----BEGIN [A-Z ]*KEY-----/
const inAddress = /:\/\/[^\s:/@]+:[^\s@/]+@/
const run = /[A-Za-z0-9+/=_-]{16,}/g
const longRun = 20

const kept =
  '(?:pass(?:word|phrase|code)s?|passwd|pwd|(?:api|access|private|signing|encryption|shared|ssh|service)[ _-]?keys?|secrets?(?:[ _-](?:keys?|codes?|words?|tokens?|phrases?))?|(?:auth|access|bearer|refresh|session|api)[ _-]?tokens?|tokens?|credentials?|code ?words?|canary|(?:pin|recovery|override|door|alarm|access|security|backup|unlock)[ _-](?:codes?|pins?)|kennw(?:o|ö)rt(?:er)?|passw(?:o|ö)rt(?:er)?|mots? de passe|contraseñas?)'
const disclosed = new RegExp(
  `(?<![\\p{L}\\p{N}])${kept}(?![\\p{L}\\p{N}])[^.!?\\n]{0,40}?(?:\\b(?:is|are|was|were|ist|lautet|sind|est|es)\\b|[:=→])[\\s:]*(?<value>["'\`“‘«][^\\s"'\`”’»]{3,}|\\S{3,})`,
  'giu',
)

const asksFor = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${kept}|pins?|hash(?:es)?|checksums?|digests?|commits?|sha-?\\d*|[ug]uids?|fingerprints?|serial|licen[cs]e|ibans?|(?:bank|account|tax|vat) (?:accounts?|numbers?|details|ids?)|identifiers?|ids?)(?![\\p{L}\\p{N}])`,
  'iu',
)

/** Whether a question asks for a credential, a hash or an identifier, so that one may be the answer. */
export function asksForCredential(question: string): boolean {
  return asksFor.test(question)
}

/** Whether a text holds a value that looks like a credential, a hash or encoded data. */
export function holdsCredential(text: string): boolean {
  if (inAddress.test(text)) return true
  // The addresses of documents are opaque, and nobody is shown them.
  const said = text.replace(/\b[a-z]+:\/\/\S+/gi, ' ')
  if (issued.test(said) || [...said.matchAll(run)].some(([found]) => isOpaque(found))) return true
  return [...said.matchAll(disclosed)].some(({ groups }) => isValue(groups?.value ?? ''))
}

/** Long, and neither words nor one number: hexadecimal, base64 or the like. */
function isOpaque(text: string): boolean {
  // Paths, slugs and constants are words between marks; what stands between is looked at alone, but for a UUID's parts.
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return true
  return text.split(/[/_-]+/).some((part) => {
    const core = part.replace(/(?<!=)=+$/, '')
    if (core.length < longRun) return false
    if (/^[0-9a-f]+$/i.test(core)) return /\d/.test(core) && /[a-f]/i.test(core)
    const digits = core.replace(/\D/g, '').length
    const turns = core.match(/[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0
    return (digits >= 3 && turns >= 3) || (turns >= 5 && entropy(core) > 3.5) || core.length !== part.length
  })
}

/** Bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0)
}

/** What stands after "password:" is a value, not a word about it: quoted, with a digit, in capitals, or with signs. */
function isValue(text: string): boolean {
  const value = text.replace(/^["'`“‘«(]+/, '').replace(/(?<!["'`”’».,;:!?)])["'`”’».,;:!?)]+$/, '')
  if (value.length < 3 || /^\(?link\)?$/.test(value)) return false
  return (
    /^["'`“‘«]/.test(text) ||
    (/\d/.test(value) && /[\p{L}_-]/u.test(value)) ||
    /^\d{4,}$/.test(value) ||
    /^\p{Lu}[\p{Lu}\d_-]{3,}$/u.test(value) ||
    /\p{Ll}\p{Lu}|[!@#$%^&*_~]/u.test(value)
  )
}
