// How many random cards and answers a run of the tests makes: a fifth of them, and all in the long form, which is
// `npm run bench -- cards`. Both begin at the same seed.
const isLong = process.env.RANDOM_CARDS === 'all'

/** @param count of the long form */
export const often = (count: number): number => (isLong ? count : count / 5)
