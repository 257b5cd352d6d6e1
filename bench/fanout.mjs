// @ts-check
// 20,000 deltas to 4 windows through the app, against the same windows each with an EventSource of
// its own on the source.
import { compare, inTurns } from './result.mjs'
import { withStage } from './stage.mjs'

const WINDOWS = 4
const DELTAS = 20_000
const ROUNDS = 7

/** @typedef {import('./source.mjs').Side} Side */

/** @typedef {{wall: number, cpu: number, all: number}} Figures ms */

/**
 * @param {import('./stage.mjs').Stage} stage
 * @param {Side} side
 * @returns {Promise<Figures>} from the first byte sent until the last window has applied the last
 *   delta; CPU meanwhile of what carries the events to the pages (Electron's main process, where we
 *   do it, and Chromium's network service, which does it for an EventSource), and of all processes
 */
async function time({ source, app }, side) {
  await app('arm', { side, deltas: DELTAS, timed: false })
  const [{ startedAt }, { pages, cpu }] = await Promise.all([
    source('burst', { side, deltas: DELTAS }),
    app('done'),
  ])
  const finished = pages.map((/** @type {{finishedAt: number}} */ page) => page.finishedAt)
  return { wall: Math.max(...finished) - startedAt, cpu: cpu.carriers, all: cpu.all }
}

/** @param {import('../scripts/command.mjs').Context} context */
export function run(context) {
  return withStage(context, async (stage) => {
    await stage.app('openWindows', { count: WINDOWS })
    const { ours, theirs } = await inTurns(ROUNDS, (side) => time(stage, side))
    /** @param {string} name @param {keyof Figures} what @param {string | number} budget */
    const result = (name, what, budget) =>
      compare(
        { name, budget, unit: 'ms' },
        ours.map((figures) => figures[what]),
        theirs.map((figures) => figures[what]),
      )
    return [
      result('fanout', 'wall', 0.5),
      result('fanout-cpu', 'cpu', 0.5),
      result('fanout-cpu-all', 'all', 'none'),
    ]
  })
}
