// The terminal's own limits: no other party sets them, so no source URL is due.

/** UTF-8 bytes of a line; above, it is refused: whoever sends that much wants to add a document. */
export const lineBytes = 200_000

/** Columns where the terminal tells none, as in a pipe. */
export const usualColumns = 80

/** Below, nothing would be readable: a terminal that says so is taken to have as many. */
export const leastColumns = 20

/** Columns of a title or an address in a list of sources. */
export const titleColumns = 200

/** Columns of a quote. */
export const quoteColumns = 400
