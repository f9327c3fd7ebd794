// Where unqualified names are looked up in every session of ours.

/**
 * BullMQ's SQL names its tables without the schema. Temporary names come last: unnamed, they would come first, and what
 * one transaction left in a session could stand in for a table of the next.
 */
export const searchPath = 'public,bullmq,pg_temp'
