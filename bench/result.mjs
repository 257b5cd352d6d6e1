// @ts-check
// What a benchmark says.

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {number} ratio ours / theirs
 * @property {number | string} budget the most that the ratio may be, or, with its unit, `ours`
 * @property {number} ours
 * @property {number} theirs
 * @property {string} spread least to most, of ours and of theirs
 * @property {string} unit of `ours` and `theirs`
 */

/**
 * @param {readonly number[]} values
 * @param {number} share 0.5 for the median
 * @returns {number} NaN when there are none
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

/** @param {readonly number[]} values @returns {number} */
export const median = (values) => quantile(values, 0.5)

/** @param {number} value @returns {number} to three digits, or to whole ones when it has more */
export const round = (value) =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))

/** @param {readonly number[]} values */
const range = (values) => `${round(Math.min(...values))} to ${round(Math.max(...values))}`

/**
 * Compares two sides that were measured in turns.
 * @param {{name: string, budget: number | string, unit: string}} about
 * @param {readonly number[]} ours one figure for each round
 * @param {readonly number[]} theirs
 * @returns {Result} their medians
 */
export function compare(about, ours, theirs) {
  const [mine, other] = [median(ours), median(theirs)]
  return {
    name: about.name,
    ratio: round(mine / other),
    budget: about.budget,
    ours: round(mine),
    theirs: round(other),
    spread: `ours ${range(ours)}, theirs ${range(theirs)}`,
    unit: about.unit,
  }
}

/**
 * Measures both sides in turns, so that whatever else the machine does meets both alike. What each
 * side's first turn brings is not counted.
 * @template T
 * @param {number} rounds
 * @param {(side: 'ours' | 'theirs') => Promise<T>} measure
 * @returns {Promise<{ours: T[], theirs: T[]}>}
 */
export async function inTurns(rounds, measure) {
  /** @type {T[]} */
  const ours = []
  /** @type {T[]} */
  const theirs = []
  for (let at = -1; at < rounds; at += 1) {
    const [mine, other] = [await measure('ours'), await measure('theirs')]
    if (at < 0) continue
    ours.push(mine)
    theirs.push(other)
  }
  return { ours, theirs }
}
