// @ts-check
// One event at 100/s: from the engine to a page through the app, against that page's own EventSource.
import { inTurns, quantile, round } from './result.mjs'
import { withStage } from './stage.mjs'

const EVERY_MS = 10
const DELTAS = 200
const ROUNDS = 6

/** @typedef {import('./source.mjs').Side} Side */

/**
 * @param {import('./stage.mjs').Stage} stage
 * @param {Side} side
 * @returns {Promise<number[]>} from the source's sending to the page's having parsed it, ms
 */
async function samples({ source, app }, side) {
  await app('arm', { side, deltas: DELTAS, timed: true })
  const done = app('done')
  await source('pace', { side, deltas: DELTAS, everyMs: EVERY_MS })
  const { latencies } = (await done).pages[0]
  if (Math.min(...latencies) <= 0) throw new Error('The clocks of page and source differ.')
  return latencies
}

/**
 * @param {string} name
 * @param {number} budget
 * @param {number} share
 * @param {Record<Side, number[][]>} rounds
 * @returns {import('./result.mjs').Result} of all events; the spread is that of the rounds
 */
function result(name, budget, share, rounds) {
  const [ours, theirs] = [rounds.ours, rounds.theirs].map((side) => {
    const each = side.map((latencies) => quantile(latencies, share))
    const range = `${round(Math.min(...each))} to ${round(Math.max(...each))}`
    return { all: quantile(side.flat(), share), range }
  })
  return {
    name,
    ratio: round((ours?.all ?? 0) / (theirs?.all ?? 0)),
    budget,
    ours: round(ours?.all ?? 0),
    theirs: round(theirs?.all ?? 0),
    spread: `ours ${ours?.range}, theirs ${theirs?.range}`,
    unit: 'ms',
  }
}

/** @param {import('../scripts/command.mjs').Context} context */
export function run(context) {
  return withStage(context, async (stage) => {
    await stage.app('openWindows', { count: 1 })
    const rounds = await inTurns(ROUNDS, (side) => samples(stage, side))
    return [result('latency-p50', 1.25, 0.5, rounds), result('latency-p99', 2, 0.99, rounds)]
  })
}
