// The chat page's own limits: no other party sets them, so no source URL is due.

/** UTF-8 bytes of a message; above, it is refused: whoever sends that much wants to add a document. */
export const messageBytes = 200_000

/** JSON may write one byte of text as six (\u00xx), and the ids come on top. */
export const bodyBytes = 6 * messageBytes + 4_096

/** Characters of a `device_id` or `client_message_id`. */
export const idLength = 200

/** UTF-16 code units of what is filled in before a click acts. */
export const inputLength = 4_000
