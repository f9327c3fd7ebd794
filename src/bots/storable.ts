// Text from outside as every store takes it. Postgres refuses NUL, and half a character (a lone surrogate) in JSON: what a
// platform delivers must not fail for that, or it fails again each time it is delivered.

/** Without NUL, and with U+FFFD for each half of a character. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}
